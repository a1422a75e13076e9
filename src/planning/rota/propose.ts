import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import { type Assignment, assign, type RotaStaff, type RotaWindow } from "./assign.ts";
import type { Visit } from "./expected.ts";
import { fewestWindows } from "./fewest.ts";
import { SLOT, type Visitor } from "./line.ts";
import { type PlayNeeds, playedWaits, type Row } from "./played.ts";

export interface ProposalNeeds extends PlayNeeds {
  readonly queues: readonly QueueId[];
  /** Days drawn from what is expected. */
  readonly days: readonly (readonly Visit[])[];
  /** By window and half hour: planned to be open now. */
  readonly present: ReadonlyMap<WindowId, readonly boolean[]>;
  readonly staff: readonly RotaStaff[];
  /** By half hour: the hall gives numbers. */
  readonly open: readonly boolean[];
  readonly target: number;
}

export interface Proposal {
  readonly needed: ReadonlyMap<QueueId, readonly number[]>;
  readonly assignment: Assignment;
  /** Sectors whose windows do not keep the target even when all are open. */
  readonly short: readonly QueueId[];
  readonly waits: ReadonlyMap<QueueId, { readonly present: number | null; readonly proposed: number | null }>;
  /** Nothing found keeps both the target and the present waits: the rota stays as it is. */
  readonly asPresent: boolean;
}

const PLAYED_DAYS = 2;
/** The dispatcher keeps other waits than a plain line: where it misses the target, the line is asked for less. */
const TIGHTER = 0.75;
const ROUNDS = 4;
const SAME_MINUTES = 1e-9;

interface Candidate extends Omit<Proposal, "waits"> {
  readonly waits: ReadonlyMap<QueueId, number>;
}

/**
 * As few windows as keep the target, by whom, and what the dispatcher itself makes of it. No sector is proposed a longer
 * wait than both the target and what it would have under the present rota.
 */
export function propose(needs: ProposalNeeds): Proposal {
  const played = needs.days.slice(0, PLAYED_DAYS);
  const rows = presentRows(needs);
  const present = playedWaits(needs, played, rows);
  const kept = (waits: ReadonlyMap<QueueId, number>, queue: QueueId) =>
    (waits.get(queue) ?? 0) <= Math.max(needs.target, present.get(queue) ?? needs.target) + SAME_MINUTES;
  const found = search(needs, played, kept) ?? asItIs(needs, rows, present);
  return {
    ...found,
    waits: new Map(
      needs.queues.map((q) => [q, { present: present.get(q) ?? null, proposed: found.waits.get(q) ?? null }]),
    ),
  };
}

function search(
  needs: ProposalNeeds,
  played: readonly (readonly Visit[])[],
  kept: (waits: ReadonlyMap<QueueId, number>, queue: QueueId) => boolean,
): Candidate | null {
  const lines = new Map(needs.queues.map((q) => [q, needs.days.map((day) => visitorsOf(needs, day, q))]));
  const targets = new Map(needs.queues.map((q) => [q, needs.target]));
  /** In the last round whatever is still missed gets all that there is while people come. */
  let all: ReadonlySet<QueueId> = new Set();
  for (let round = 1; round <= ROUNDS + 1; round++) {
    const { needed, short } = searched(needs, lines, targets, all);
    const assignment = assign(needed, needs.windows, needs.staff);
    const waits = playedWaits(needs, played, assignment.windows);
    const missed = needs.queues.filter((q) => !kept(waits, q));
    if (missed.length === 0) return { needed, assignment, short, waits, asPresent: false };
    for (const queue of missed) targets.set(queue, (targets.get(queue) as number) * TIGHTER);
    if (round === ROUNDS) all = new Set(missed);
  }
  return null;
}

function asItIs(needs: ProposalNeeds, rows: readonly Row[], waits: ReadonlyMap<QueueId, number>): Candidate {
  const short = needs.queues.filter((q) => (waits.get(q) ?? 0) > needs.target);
  const needed = new Map(
    needs.queues.map((q) => [q, needs.open.map((_, slot) => rows.filter((r) => r.open[slot] === q).length)]),
  );
  return { needed, assignment: { windows: rows, missing: [] }, short, waits, asPresent: true };
}

/** Who comes to a sector's line, with what of their visit is done there, by somebody of the usual speed there. */
function visitorsOf({ staff, walkMinutes }: ProposalNeeds, day: readonly Visit[], queue: QueueId): Visitor[] {
  const able = staff.filter((s) => s.can(queue));
  const factor = able.length === 0 ? 1 : able.reduce((sum, s) => sum + s.factor(queue), 0) / able.length;
  const visitors: Visitor[] = [];
  for (const { at, legs } of day) {
    let from = at;
    for (const leg of legs) {
      const hold = walkMinutes + leg.work * factor;
      if (leg.queue === queue) visitors.push({ at: from, hold });
      from += hold;
    }
  }
  return visitors.sort((a, b) => a.at - b.at);
}

/** `all`: sectors that get every window that can be open while people come to them. */
function searched(
  needs: ProposalNeeds,
  lines: ReadonlyMap<QueueId, readonly (readonly Visitor[])[]>,
  targets: ReadonlyMap<QueueId, number>,
  all: ReadonlySet<QueueId>,
): { readonly needed: Map<QueueId, readonly number[]>; readonly short: QueueId[] } {
  const needed = new Map<QueueId, readonly number[]>();
  const short: QueueId[] = [];
  for (const queue of needs.queues) {
    const days = lines.get(queue) ?? [];
    const anybody = days.some((day) => day.length > 0);
    const most = needs.open.map((open, slot) => (open ? capacity(needs, queue, slot) : 0));
    const least = needs.open.map((open, slot) => (open && anybody ? Math.min(1, most[slot] as number) : 0));
    if (!anybody) {
      needed.set(queue, least);
      continue;
    }
    const { windows, enough } = fewestWindows(days, { target: targets.get(queue) as number, most, least });
    const busy = all.has(queue) ? slotsWithPeople(days, most.length) : new Set<number>();
    needed.set(
      queue,
      windows.map((n, slot) => (busy.has(slot) ? (most[slot] as number) : n)),
    );
    if (!enough) short.push(queue);
  }
  return { needed, short };
}

/** Half hours in which people come, and the one after. */
function slotsWithPeople(days: readonly (readonly Visitor[])[], slots: number): ReadonlySet<number> {
  const first = days.flat().map(({ at }) => Math.min(slots - 1, Math.max(0, Math.floor(at / SLOT))));
  return new Set(first.flatMap((slot) => [slot, slot + 1]));
}

function capacity({ windows, staff }: ProposalNeeds, queue: QueueId, slot: number): number {
  const able = windows.filter((w) => w.sectors.includes(queue) && w.free[slot]).length;
  const there = staff.filter((s) => s.there[slot] && s.can(queue)).length;
  return staff.length === 0 ? able : Math.min(able, there);
}

/** As it is planned now, with no more windows at a time than people are at work: who usually sits there first. */
function presentRows({ windows, present, staff }: ProposalNeeds): Row[] {
  const persons = personsAt(windows, staff);
  return windows.map((w) => {
    const person = persons.get(w.id) ?? null;
    const manned = (slot: number) => staff.length === 0 || person?.there[slot] === true;
    return {
      window: w.id,
      staff: person?.id ?? null,
      open: w.free.map((free, slot) =>
        free && present.get(w.id)?.[slot] && manned(slot) ? (w.sectors[0] ?? null) : null,
      ),
    };
  });
}

function personsAt(
  windows: readonly RotaWindow[],
  staff: readonly RotaStaff[],
): ReadonlyMap<WindowId, RotaStaff> {
  const persons = new Map<WindowId, RotaStaff>();
  const taken = new Set<StaffId>();
  const seat = (window: RotaWindow, person: RotaStaff | undefined) => {
    if (!person || taken.has(person.id)) return;
    persons.set(window.id, person);
    taken.add(person.id);
  };
  for (const w of windows)
    seat(
      w,
      staff.find((s) => s.id === w.usual),
    );
  for (const w of windows)
    if (!persons.has(w.id))
      seat(
        w,
        staff.find((s) => !taken.has(s.id) && w.sectors.some((queue) => s.can(queue))),
      );
  return persons;
}
