import type { StaffId, WindowId } from "../../contract/ids.ts";
import { serves } from "../../dispatcher/eligibility.ts";
import { kindKey, meanWalkMs } from "../../dispatcher/learning.ts";
import { factorAt, spread, usualMs } from "../../dispatcher/speeds.ts";
import { type DispatcherState, isBatch } from "../../dispatcher/state.ts";
import { quantile } from "../../kernel/calibration.ts";
import type { PlannedBreak } from "../../kernel/rota.ts";
import type { Scenario } from "../simulate/scenario.ts";
import type { RecordedDay, Service, Session, Stay } from "./recorded.ts";
import { chainsOf, type Played, ticketOf } from "./visits.ts";
import { type Services, timeOf } from "./window-time.ts";

const MINUTE = 60_000;

/** One wait of the recorded day, and which of the scenario's tickets plays it by which matter. */
export interface Happened {
  readonly stay: Stay;
  readonly ticket: number;
  readonly matter: string;
  /** The call was missed: the first of that ticket. */
  readonly missed: boolean;
  readonly window: WindowId | null;
  /** Minutes from the day's start; null: never called. */
  readonly calledAt: number | null;
  readonly finishedAt: number | null;
}

export interface ShadowDay {
  /** The day to be played again; its policy and announcements are the present ones until somebody changes them. */
  readonly scenario: Scenario;
  readonly happened: readonly Happened[];
}

export interface DayFacts {
  readonly recorded: RecordedDay;
  /** The dispatcher as it was at the day's start: what had been learned by then. */
  readonly before: DispatcherState;
  /** The day's first moment: minute 0. */
  readonly start: number;
  readonly plannedBreaks: (window: WindowId, staff: StaffId) => readonly PlannedBreak[];
}

/**
 * A recorded day as a scenario. The window's speed is taken out of each service, so that another window takes its own
 * time for it. Each time somebody sits at a window is a window of its own, open for as long; of those that can do a
 * matter, whoever stayed longest stays until the last person is served.
 */
export function scenarioOfDay(facts: DayFacts): ShadowDay {
  const { recorded, before, start } = facts;
  const kinds = kindsOf(recorded);
  const sessions = recorded.sessions.filter((s) => s.to === null || s.to > s.from);
  const served = sessions.map((session) => kindsAt(before, session, kinds));
  const times = sessions.map((session) => timeOf(session, servicesAt(recorded, session), facts));
  const names = namesOf(sessions);
  const minutes = (at: number) => (at - start) / MINUTE;
  const factor = (session: Session, kind: Kind) =>
    factorAt(before, session.window, session.staff, kind.queue, kind.matter);
  const closing = (at: number | null) => (at === null ? null : minutes(at));
  const batchKinds = kinds.filter((k) =>
    recorded.stays.some(
      (s) => s.queue === k.queue && s.matter === k.matter && isBatch(before.rules, s.queue, s.count),
    ),
  );
  const isBatchAt = (session: Session) =>
    before.rules.windows.find((w) => w.id === session.window)?.batch ?? false;
  const lasting = new Set([
    ...lastAtEach(sessions, served, kinds, () => true),
    ...lastAtEach(sessions, served, batchKinds, isBatchAt),
  ]);
  const walk = walkOf(recorded, before);
  const chains = chainsOf(recorded.stays);
  const places = new Map(recorded.stays.map((stay, i) => [stay, i] as const));
  const indexOf = (stay: Stay) => places.get(stay) as number;
  const played: Played = {
    minutes,
    index: indexOf,
    held: (stay) => {
      const kind = kinds.find((k) => k.id === kindKey(stay.queue, stay.matter)) as Kind;
      const at = sessions.findIndex((s) => stay.call !== null && isAt(s, stay.call));
      const session = sessions[at];
      return heldBy(stay, {
        walk,
        usual: (usualMs(before, kind.queue, kind.matter) / MINUTE) * stay.count,
        factor: session ? factor(session, kind) : 1,
        extra: (stay.call && times[at]?.after.get(stay.call)) ?? 0,
      });
    },
  };
  return {
    scenario: {
      schema: 1,
      seed: 1,
      policy: "default",
      announce: false,
      // Whoever came back that day does, also by the staff's leave.
      rejoin: { ...before.rules.rejoin, times: Math.max(1, before.rules.rejoin.times) },
      parked: before.rules.parked,
      walk,
      sectors: before.rules.sectors
        .filter((s) => s.batchAbove !== null && kinds.some((k) => k.queue === s.id))
        .map((s) => ({ id: s.id, batchAbove: s.batchAbove })),
      matters: kinds.map((k) => ({
        id: k.id,
        sector: k.queue,
        mean: usualMs(before, k.queue, k.matter) / MINUTE,
        cv: Math.sqrt(Math.exp(spread(before, k.queue, k.matter) ** 2) - 1),
      })),
      windows: sessions.map((session, i) => ({
        id: names[i] as string,
        sector: null,
        serves: (served[i] as Kind[]).map((k) => k.id),
        batch: isBatchAt(session),
        factor: Object.fromEntries((served[i] as Kind[]).map((k) => [k.id, factor(session, k)])),
        openAt: Math.max(0, minutes(session.from)),
        closeAt: lasting.has(session) ? null : closing(times[i]?.closedAt ?? null),
        known: (times[i]?.known ?? []).map((p): [number, number] => [minutes(p.from), minutes(p.to)]),
        pauses: (times[i]?.pauses ?? []).map((p): [number, number] => [minutes(p.from), minutes(p.to)]),
      })),
      tickets: chains.map((chain) => ticketOf(chain, played)),
    },
    happened: chains
      .flatMap((chain, ticket) => chain.map((stay) => ({ stay, ticket })))
      .sort((a, b) => indexOf(a.stay) - indexOf(b.stay))
      .map(({ stay, ticket }) => ({
        stay,
        ticket,
        matter: kindKey(stay.queue, stay.matter),
        missed: stay.call?.outcome === "missed",
        window: stay.call?.window ?? null,
        calledAt: stay.call ? minutes(stay.call.calledAt) : null,
        finishedAt: stay.call?.outcome && stay.call.endedAt !== null ? minutes(stay.call.endedAt) : null,
      })),
  };
}

interface Kind {
  readonly id: string;
  readonly queue: Stay["queue"];
  readonly matter: string | null;
}

function kindsOf({ stays }: RecordedDay): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { queue, matter } of stays) {
    const id = kindKey(queue, matter);
    if (!kinds.has(id)) kinds.set(id, { id, queue, matter });
  }
  return [...kinds.values()];
}

function kindsAt(state: DispatcherState, session: Session, kinds: readonly Kind[]): readonly Kind[] {
  const rule = state.rules.windows.find((w) => w.id === session.window);
  if (!rule) return [];
  const window = { ...rule, sectors: session.sectors };
  return kinds.filter((k) => serves(state, window, session.staff, k.queue, k.matter));
}

const isAt = (session: Session, service: Service): boolean =>
  service.window === session.window &&
  service.calledAt >= session.from &&
  (session.to === null || service.calledAt < session.to);

function servicesAt({ stays, calledBack }: RecordedDay, session: Session): Services {
  return [
    ...stays.flatMap((s) =>
      s.call && isAt(session, s.call) ? [{ service: s.call, waitingSince: s.at }] : [],
    ),
    ...calledBack.flatMap((service) => (isAt(session, service) ? [{ service, waitingSince: null }] : [])),
  ].sort((a, b) => a.service.calledAt - b.service.calledAt || ended(a.service) - ended(b.service));
}

const ended = ({ endedAt }: Service): number => endedAt ?? Number.MAX_VALUE;

/** `w01` for whoever sat there first, `w01#2` for the next. */
function namesOf(sessions: readonly Session[]): readonly string[] {
  const seen = new Map<string, number>();
  return sessions.map(({ window }) => {
    const nth = (seen.get(window) ?? 0) + 1;
    seen.set(window, nth);
    return nth === 1 ? window : `${window}#${nth}`;
  });
}

/** For each kind whoever stayed longest: 延时服务, nobody is left without a window because all went home in time. */
function lastAtEach(
  sessions: readonly Session[],
  served: readonly (readonly Kind[])[],
  kinds: readonly Kind[],
  which: (session: Session) => boolean,
): ReadonlySet<Session> {
  const lasting = new Set<Session>();
  for (const kind of kinds) {
    let last: Session | null = null;
    for (const [i, session] of sessions.entries()) {
      if (!served[i]?.includes(kind) || !which(session)) continue;
      const to = session.to ?? Number.POSITIVE_INFINITY;
      if (last === null || to > (last.to ?? Number.POSITIVE_INFINITY)) last = session;
    }
    if (last) lasting.add(last);
  }
  return lasting;
}

/** The usual time from the call until somebody sits there, minutes. */
function walkOf({ stays }: RecordedDay, before: DispatcherState): number {
  const walks = stays.flatMap(({ call }) =>
    call && call.startedAt !== null ? [(call.startedAt - call.calledAt) / MINUTE] : [],
  );
  const usual = meanWalkMs(before.learned, before.rules.walkMs) / MINUTE;
  return walks.length === 0
    ? usual
    : Math.min(
        60,
        quantile(
          walks.sort((a, b) => a - b),
          0.5,
        ),
      );
}

/** A key pressed hours late would make a no-show of hours. */
const LONGEST_NO_SHOW = 15;

function heldBy(
  stay: Stay,
  is: { readonly walk: number; readonly usual: number; readonly factor: number; readonly extra: number },
): { readonly work: number; readonly noShow: boolean; readonly noShowCost: number } {
  const { call } = stay;
  // Nobody knows what it would have taken: as long as it usually does.
  if (!call || call.endedAt === null || call.outcome === "unconcluded")
    return { work: is.usual, noShow: false, noShowCost: 1 };
  const held = (call.endedAt - call.calledAt) / MINUTE + is.extra;
  if (call.outcome === "missed" || call.outcome === "cancelled")
    return { work: is.usual, noShow: true, noShowCost: Math.min(held, LONGEST_NO_SHOW) };
  return { work: Math.max(0, held - is.walk) / is.factor, noShow: false, noShowCost: 1 };
}
