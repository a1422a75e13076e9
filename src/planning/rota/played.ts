import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import type { OrderConfig } from "../../contract/order-config.ts";
import { kindKey } from "../../dispatcher/learning.ts";
import type { Scenario, SimulatedTicket } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import type { RotaWindow } from "./assign.ts";
import type { Visit } from "./expected.ts";
import { SLOT } from "./line.ts";

/** Something that is done at windows; speeds are learned by it. */
export interface RotaKind {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly meanMinutes: number;
  /** Of the logarithm of one service. */
  readonly spread: number;
}

/** What the dispatcher needs to play a day. */
export interface PlayNeeds {
  readonly kinds: readonly RotaKind[];
  readonly windows: readonly RotaWindow[];
  readonly batchAbove: ReadonlyMap<QueueId, number>;
  /** Half hours of the day. */
  readonly slots: number;
  readonly walkMinutes: number;
  readonly order: OrderConfig;
  /** Time for a kind as a multiple of everybody's; 0: can't. */
  readonly factor: (window: WindowId, staff: StaffId | null, kind: RotaKind) => number;
}

/** A window's day: open where not null. */
export interface Row {
  readonly window: WindowId;
  readonly staff: StaffId | null;
  readonly open: readonly (QueueId | null)[];
}

/** Mean waits by sector when the dispatcher calls at these windows; somebody stays for the last. */
export function playedWaits(
  needs: PlayNeeds,
  days: readonly (readonly Visit[])[],
  rows: readonly Row[],
): ReadonlyMap<QueueId, number> {
  const sums = new Map<QueueId, { minutes: number; people: number }>();
  for (const { queue, minutes } of days.flatMap((visits) => waitsOn(needs, visits, rows))) {
    const sum = sums.get(queue) ?? { minutes: 0, people: 0 };
    sum.minutes += minutes;
    sum.people++;
    sums.set(queue, sum);
  }
  return new Map([...sums].map(([queue, { minutes, people }]) => [queue, minutes / people]));
}

interface Wait {
  readonly queue: QueueId;
  readonly minutes: number;
}

function waitsOn(needs: PlayNeeds, visits: readonly Visit[], rows: readonly Row[]): Wait[] {
  const scenario = scenarioOf(needs, visits, rows);
  const tickets = scenario.windows.length === 0 ? [] : simulate(scenario, false).tickets;
  return visits.flatMap(({ at, legs }, i) =>
    legs.map(({ queue, matter }): Wait => {
      const called = callFor(tickets[i], kindKey(queue, matter), at);
      // Nobody ever calls: as if until the end of the day.
      return { queue, minutes: called ?? Math.max(0, needs.slots * SLOT - at) };
    }),
  );
}

/** How long somebody waited for one of their matters; null: in vain. */
function callFor(ticket: SimulatedTicket | undefined, matter: string, at: number): number | null {
  if (!ticket?.services)
    return ticket === undefined || ticket.calledAt === null ? null : ticket.calledAt - at;
  const service = ticket.services.find((s) => s.matters.includes(matter));
  return service ? service.calledAt - service.waitsFrom : null;
}

function scenarioOf(needs: PlayNeeds, visits: readonly Visit[], rows: readonly Row[]): Scenario {
  const { kinds, walkMinutes, order } = needs;
  const spans = rows.flatMap((row) =>
    spansOf(row.open).map(([from, to], n) => ({
      ...row,
      id: n === 0 ? row.window : `${row.window}#${n + 1}`,
      from,
      to,
    })),
  );
  const last = Math.max(0, ...spans.map((s) => s.to));
  return {
    schema: 1,
    seed: 1,
    policy: order,
    announce: false,
    walk: walkMinutes,
    sectors: [...needs.batchAbove].map(([id, batchAbove]) => ({ id, batchAbove })),
    matters: kinds.map((k) => ({
      id: kindKey(k.queue, k.matter),
      sector: k.queue,
      mean: k.meanMinutes,
      cv: Math.sqrt(Math.exp(k.spread ** 2) - 1),
    })),
    windows: spans.map(({ id, window, staff, from, to }) => {
      const rule = needs.windows.find((w) => w.id === window);
      const can = kinds.flatMap((kind) => {
        const factor = rule?.sectors.includes(kind.queue) ? needs.factor(window, staff, kind) : 0;
        return factor > 0 ? [{ id: kindKey(kind.queue, kind.matter), factor }] : [];
      });
      return {
        id,
        sector: null,
        serves: can.map((c) => c.id),
        factor: Object.fromEntries(can.map((c) => [c.id, c.factor])),
        batch: rule?.batch ?? false,
        openAt: from * SLOT,
        closeAt: to >= last ? null : to * SLOT,
        known: [],
        pauses: [],
      };
    }),
    tickets: visits.map(({ at, class: is, legs }, i): Scenario["tickets"][number] => {
      const [first, ...more] = legs.map((l) => ({ matter: kindKey(l.queue, l.matter), work: l.work }));
      return {
        id: `v${i}`,
        at,
        matter: first?.matter ?? "",
        work: first?.work ?? 0,
        class: is,
        slot: is === "appointment" ? at : null,
        count: legs[0]?.count ?? 1,
        ...(more.length > 0 ? { more: more.map((m) => ({ ...m, apart: true })) } : {}),
        noShow: false,
        noShowCost: 1,
      };
    }),
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
