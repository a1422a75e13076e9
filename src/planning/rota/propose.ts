import type { QueueId, WindowId } from "../../contract/ids.ts";
import type { OrderConfig } from "../../contract/order-config.ts";
import type { Scenario } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import { type Assignment, assign, type RotaStaff, type RotaWindow } from "./assign.ts";
import { drawDays } from "./expected.ts";
import { fewestWindows } from "./fewest.ts";
import { SLOT, type Visitor } from "./line.ts";

export interface RotaSector {
  readonly id: QueueId;
  /** People by quarter hour. */
  readonly expected: readonly number[];
  /** One service, minutes; `spread` of its logarithm. */
  readonly meanMinutes: number;
  readonly spread: number;
}

export interface ProposalNeeds {
  readonly sectors: readonly RotaSector[];
  readonly windows: readonly RotaWindow[];
  /** By window and half hour: planned to be open now. */
  readonly present: ReadonlyMap<WindowId, readonly boolean[]>;
  readonly staff: readonly RotaStaff[];
  /** By half hour: the hall gives numbers. */
  readonly open: readonly boolean[];
  readonly target: number;
  readonly walkMinutes: number;
  readonly order: OrderConfig;
  readonly seed: number;
}

export interface Proposal {
  readonly needed: ReadonlyMap<QueueId, readonly number[]>;
  readonly assignment: Assignment;
  /** Sectors whose windows do not keep the target even when all are open. */
  readonly short: readonly QueueId[];
  readonly waits: ReadonlyMap<QueueId, { readonly present: number | null; readonly proposed: number | null }>;
}

const SEARCH_DAYS = 6;
const PLAYED_DAYS = 2;
/** The dispatcher keeps other waits than a plain line: where it misses the target, the line is asked for less. */
const TIGHTER = 0.75;
const ROUNDS = 3;

/** As few windows as keep the target, by whom, and what the dispatcher itself makes of it. */
export function propose(needs: ProposalNeeds): Proposal {
  const days = new Map(
    needs.sectors.map((s, i) => [
      s.id,
      drawDays(
        s.expected,
        { ...s, walkMinutes: needs.walkMinutes },
        { days: SEARCH_DAYS, seed: needs.seed + i },
      ),
    ]),
  );
  const present = playedWaits(needs, days, presentRows(needs));
  const targets = new Map(needs.sectors.map((s) => [s.id, needs.target]));
  for (let round = 1; ; round++) {
    const { needed, short } = searched(needs, days, targets);
    const assignment = assign(needed, needs.windows, needs.staff);
    const proposed = playedWaits(needs, days, assignment.windows);
    const missed = needs.sectors.filter(
      (s) => (proposed.get(s.id) ?? 0) > needs.target && !short.includes(s.id),
    );
    if (round >= ROUNDS || missed.length === 0) {
      const waits = new Map(
        needs.sectors.map((s) => [
          s.id,
          { present: present.get(s.id) ?? null, proposed: proposed.get(s.id) ?? null },
        ]),
      );
      return { needed, assignment, short, waits };
    }
    for (const { id } of missed) targets.set(id, (targets.get(id) as number) * TIGHTER);
  }
}

function searched(
  needs: ProposalNeeds,
  days: ReadonlyMap<QueueId, readonly (readonly Visitor[])[]>,
  targets: ReadonlyMap<QueueId, number>,
): { readonly needed: Map<QueueId, readonly number[]>; readonly short: QueueId[] } {
  const needed = new Map<QueueId, readonly number[]>();
  const short: QueueId[] = [];
  for (const { id, expected } of needs.sectors) {
    const most = needs.open.map((open, slot) => (open ? capacity(needs, id, slot) : 0));
    const anybody = expected.some((n) => n > 0);
    const least = needs.open.map((open, slot) => (open && anybody ? Math.min(1, most[slot] as number) : 0));
    if (!anybody) {
      needed.set(id, least);
      continue;
    }
    const { windows, enough } = fewestWindows(days.get(id) ?? [], {
      target: targets.get(id) as number,
      most,
      least,
    });
    needed.set(id, windows);
    if (!enough) short.push(id);
  }
  return { needed, short };
}

function capacity({ windows, staff }: ProposalNeeds, queue: QueueId, slot: number): number {
  const able = windows.filter((w) => w.sectors.includes(queue) && w.free[slot]).length;
  const there = staff.filter((s) => s.there[slot] && s.can(queue)).length;
  return staff.length === 0 ? able : Math.min(able, there);
}

interface Row {
  readonly window: WindowId;
  readonly open: readonly (QueueId | null)[];
}

/** As it is planned now, with no more windows at a time than people are at work. */
function presentRows({ windows, present, staff }: ProposalNeeds): Row[] {
  const slots = windows[0]?.free.length ?? 0;
  const left = Array.from({ length: slots }, (_, slot) =>
    staff.length === 0 ? Number.POSITIVE_INFINITY : staff.filter((s) => s.there[slot]).length,
  );
  return windows.map((w) => ({
    window: w.id,
    open: w.free.map((_, slot) => {
      if (!present.get(w.id)?.[slot] || (left[slot] as number) <= 0) return null;
      left[slot] = (left[slot] as number) - 1;
      return w.sectors[0] ?? null;
    }),
  }));
}

/** Mean waits by sector when the dispatcher calls at these windows; somebody stays for the last. */
function playedWaits(
  needs: ProposalNeeds,
  days: ReadonlyMap<QueueId, readonly (readonly Visitor[])[]>,
  rows: readonly Row[],
): ReadonlyMap<QueueId, number> {
  const sums = new Map<QueueId, { minutes: number; people: number }>();
  for (let day = 0; day < PLAYED_DAYS; day++) {
    const scenario = scenarioOf(needs, days, rows, day);
    if (scenario.windows.length === 0) continue;
    const played = simulate(scenario, false);
    for (const [i, { calledAt }] of played.tickets.entries()) {
      const asked = scenario.tickets[i] as Scenario["tickets"][number];
      const sum = sums.get(asked.matter as QueueId) ?? { minutes: 0, people: 0 };
      // Nobody ever calls: as if until the end of the day.
      sum.minutes += (calledAt ?? needs.open.length * SLOT) - asked.at;
      sum.people++;
      sums.set(asked.matter as QueueId, sum);
    }
  }
  return new Map([...sums].map(([queue, { minutes, people }]) => [queue, minutes / people]));
}

function scenarioOf(
  needs: ProposalNeeds,
  days: ReadonlyMap<QueueId, readonly (readonly Visitor[])[]>,
  rows: readonly Row[],
  day: number,
): Scenario {
  const { walkMinutes, sectors, order } = needs;
  const end = needs.open.length * SLOT;
  const spans = rows.flatMap(({ window, open }) =>
    spansOf(open).map(([from, to], n) => ({ id: n === 0 ? window : `${window}#${n + 1}`, window, from, to })),
  );
  const last = Math.max(0, ...spans.map((s) => s.to));
  return {
    schema: 1,
    seed: 1,
    policy: order,
    announce: false,
    walk: walkMinutes,
    matters: sectors.map((s) => ({
      id: s.id,
      sector: s.id,
      mean: s.meanMinutes,
      cv: Math.sqrt(Math.exp(s.spread ** 2) - 1),
    })),
    windows: spans.map(({ id, window, from, to }) => ({
      id,
      sector: null,
      serves: sectors
        .map((s) => s.id)
        .filter((q) => needs.windows.find((w) => w.id === window)?.sectors.includes(q)),
      factor: {},
      openAt: from * SLOT,
      closeAt: to >= last ? null : Math.min(end, to * SLOT),
      known: [],
      pauses: [],
    })),
    tickets: sectors.flatMap((s) =>
      (days.get(s.id)?.[day] ?? []).map((visitor, i) => ({
        id: `${s.id}-${i}`,
        at: visitor.at,
        matter: s.id,
        class: "walk" as const,
        work: Math.max(0, visitor.hold - walkMinutes),
        noShow: false,
        noShowCost: 1,
      })),
    ),
  };
}

/** Runs of half hours in which the window is open, `to` excluded. */
export function spansOf(open: readonly (unknown | null)[]): [from: number, to: number][] {
  const spans: [number, number][] = [];
  open.forEach((is, slot) => {
    const before = spans.at(-1);
    if (is === null || is === false) return;
    if (before && before[1] === slot) before[1] = slot + 1;
    else spans.push([slot, slot + 1]);
  });
  return spans;
}
