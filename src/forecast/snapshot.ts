import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import { Kinds } from "../dispatcher/forward/kinds.ts";
import { countedOn, frameOf, RECENT_MS, recentSpan } from "../dispatcher/forward/model.ts";
import type { Plans } from "../dispatcher/forward/plans.ts";
import { costIn, factorIn, type Row, rowsOf } from "../dispatcher/forward/rows.ts";
import type { Lane, Place } from "../dispatcher/line.ts";
import { speedsOf } from "../dispatcher/speeds.ts";
import { type DispatcherState, isBatch, windowRules } from "../dispatcher/state.ts";
import { type Kind, type ProbePlan, packedProbes, probePlan } from "./asked.ts";
import { copy, type KeptLine, keepLine, revised } from "./kept-line.ts";
import { type KeptWindow, keepWindow, stillSo } from "./kept-window.ts";
import { countedUp } from "./lists.ts";
import {
  type PackedModel,
  type PackedProbes,
  type PackedRows,
  packColumns,
  packKinds,
  packWindows,
  put,
} from "./pack.ts";
import { finished } from "./steps.ts";

// The running hall as a model, straight into columns. With thousands waiting that takes some milliseconds, so it is done
// in small steps with the event loop free between; what has changed meanwhile is looked at again in one step, which therefore
// shows one moment.

/** What stays here while the columns go to the thread: whose numbers those are. */
export interface Snapshot {
  readonly at: number;
  readonly manned: number;
  readonly kinds: readonly Kind[];
  readonly kindOf: Uint16Array;
  /** Everybody, line by line. */
  readonly lines: readonly (readonly Place[])[];
  readonly windows: readonly WindowId[];
  readonly probes: ProbePlan;
  readonly waiting: ReadonlyMap<QueueId, number>;
  /** Whoever only that window may call. */
  readonly bound: ReadonlyMap<WindowId, number>;
  /** Indexes of those whom a window was announced to. */
  readonly announced: readonly number[];
}

export interface Taken {
  readonly snapshot: Snapshot;
  readonly model: PackedModel;
  readonly probes: PackedProbes;
}

export interface SnapshotNeeds {
  readonly state: DispatcherState;
  readonly asked: readonly Kind[];
  readonly plansAt: (now: number) => Plans;
  readonly now: () => number;
}

/** A window that opens or closes changes all tables: begun again, at last without a pause. */
const MOST_TRIES = 3;

export function* takeSnapshot(needs: SnapshotNeeds): Generator<void, Taken> {
  const { state } = needs;
  for (let tries = 1; tries < MOST_TRIES; tries++) {
    const { manned } = state;
    const seen = yield* look(needs);
    if (state.manned === manned) return yield* together(seen, caught(needs, seen));
  }
  const seen = finished(look(needs));
  return yield* together(seen, caught(needs, seen));
}

/** Who has which index, worked out while the thread is at it. */
export function* indexOf({ lines }: Snapshot): Generator<void, ReadonlyMap<TicketId, number>> {
  const index = new Map<TicketId, number>();
  for (const places of lines)
    for (const { ticket } of places) {
      index.set(ticket, index.size);
      if (index.size % BLOCK === 0) yield;
    }
  return index;
}

/** People and lines between two looks at the time. */
const BLOCK = 64;
const LINES = 16;

interface Seen {
  readonly kinds: Kinds;
  readonly plans: Plans;
  readonly lines: ReadonlyMap<Lane, KeptLine>;
  readonly recent: PackedModel["recent"];
  readonly windows: readonly KeptWindow[];
  readonly rows: readonly Row[];
  readonly rowEnds: readonly number[];
  /** A kind each. */
  readonly columns: Column[];
  readonly probes: ProbePlan;
}

interface Column {
  readonly factors: Float64Array;
  readonly costs: Float64Array;
}

function* look({ state, asked, plansAt, now }: SnapshotNeeds): Generator<void, Seen> {
  const kinds = new Kinds(state);
  const plans = plansAt(now());
  for (const { queue, matter, batch } of asked) kinds.index(queue, matter, batch);
  const lines = new Map<Lane, KeptLine>();
  for (const lane of [...state.lines.lanes.values()]) {
    if (lane.places.length === 0) continue;
    lines.set(lane, yield* keepLine(lane.places.slice(), kindOf(kinds, lane)));
    yield;
  }
  const recent = yield* recentColumns(state, now(), kinds);
  const windows: KeptWindow[] = [];
  const rows: Row[] = [];
  const rowEnds: number[] = [];
  for (const rule of windowRules(state)) {
    yield;
    if (!countedOn(state, rule, plans)) continue;
    windows.push(yield* keepWindow(state, rule, now(), plans, kinds));
    rows.push(...rowsOf(state, rule, plans));
    rowEnds.push(rows.length);
  }
  const columns: Column[] = [];
  while (columns.length < kinds.list.length) {
    columns.push(columnOf(state, kinds, columns.length, rows));
    yield;
  }
  const probes = probePlan(
    state,
    asked,
    windows.map((w) => w.part.rule),
  );
  return { kinds, plans, lines, recent, windows, rows, rowEnds, columns, probes };
}

const kindOf = (kinds: Kinds, { queue, matter, batch }: Lane) => {
  const kind = kinds.index(queue, matter, batch);
  return () => kind;
};

function columnOf(state: DispatcherState, kinds: Kinds, k: number, rows: readonly Row[]): Column {
  const kind = kinds.list[k] as (typeof kinds.list)[number];
  const speeds = speedsOf(state, kind.queue, kind.matter, kind.batch);
  const factors = new Float64Array(rows.length);
  const costs = new Float64Array(rows.length);
  for (let r = 0; r < rows.length; r++) {
    factors[r] = factorIn(state, kind, speeds, rows[r] as Row);
    costs[r] = costIn(state, kind, speeds, rows[r] as Row);
  }
  return { factors, costs };
}

function* recentColumns(
  state: DispatcherState,
  now: number,
  kinds: Kinds,
): Generator<void, PackedModel["recent"]> {
  const recent = state.recent.filter((r) => r.at >= now - RECENT_MS);
  const arrivals = packColumns(recent.length);
  for (let i = 0; i < recent.length; i++) {
    const one = recent[i] as (typeof recent)[number];
    const kind = kinds.index(one.queue, one.matter, isBatch(state.rules, one.queue, one.count));
    const slot = one.slot === null ? null : one.slot - one.at;
    put(arrivals, i, { class: one.class, count: one.count, origin: 0, slot, arrival: 0 }, kind);
    if (i % BLOCK === BLOCK - 1) yield;
  }
  return { spanMs: recentSpan(state, now), arrivals };
}

/** The hall at one moment: all that was seen, and looked at again where something has happened since. */
interface Caught {
  readonly at: number;
  readonly lines: readonly KeptLine[];
  readonly windows: readonly KeptWindow[];
  readonly frame: ReturnType<typeof frameOf>;
  readonly manned: number;
  readonly waiting: ReadonlyMap<QueueId, number>;
}

function caught({ state, now }: SnapshotNeeds, seen: Seen): Caught {
  const at = now();
  const { kinds, plans } = seen;
  const lines: KeptLine[] = [];
  for (const lane of state.lines.lanes.values()) {
    if (lane.places.length === 0) continue;
    const kept = seen.lines.get(lane) ?? { places: [], columns: packColumns(0) };
    lines.push(revised(kept, lane.places, kindOf(kinds, lane)));
  }
  const windows = seen.windows.map((kept) =>
    stillSo(kept, state) ? kept : finished(keepWindow(state, kept.part.rule, at, plans, kinds)),
  );
  // Whoever came since may be of a kind that nobody was of before.
  while (seen.columns.length < kinds.list.length)
    seen.columns.push(columnOf(state, kinds, seen.columns.length, seen.rows));
  const frame = frameOf(state, at, kinds);
  return { at, lines, windows, frame, manned: state.manned, waiting: waitingBySector(state) };
}

/** What was caught does not change any more: it is put together with the event loop free between. */
function* together(seen: Seen, { at, lines, windows, frame, ...rest }: Caught): Generator<void, Taken> {
  const all = [...lines, ...windows.map((w) => w.line)];
  const ends = endsOf(all);
  yield;
  const people = packColumns(ends.at(-1) ?? 0);
  for (const [l, { places, columns }] of all.entries()) {
    copy(columns, 0, places.length, people, (ends[l] as number) - places.length);
    if (l % LINES === LINES - 1) yield;
  }
  yield;
  const held = windows.map(({ part, line }, w) => {
    const first = (ends[lines.length + w] as number) - line.places.length;
    const index = Array.from(line.places, (_, i) => first + i);
    const { run, now, breaks, told } = part;
    return { run, now, breaks, held: index.slice(0, told.length), bound: index.slice(told.length) };
  });
  yield;
  const packed = packWindows(held);
  yield;
  const { kinds, ...plain } = frame;
  const model: PackedModel = {
    ...plain,
    kinds: packKinds(kinds),
    people,
    lanes: countedUp(ends.slice(0, lines.length)),
    rows: tableOf(seen),
    windows: packed,
    recent: seen.recent,
  };
  yield;
  const snapshot: Snapshot = {
    ...rest,
    at,
    kinds: [...seen.kinds.list],
    kindOf: people.kind.slice(),
    lines: all.map((l) => l.places),
    windows: windows.map((w) => w.part.rule.id),
    probes: seen.probes,
    bound: new Map(windows.map((w) => [w.part.rule.id, w.line.places.length])),
    announced: held.flatMap((h) => h.held),
  };
  yield;
  return { snapshot, model, probes: packedProbes(seen.probes, at) };
}

function endsOf(lines: readonly KeptLine[]): number[] {
  let end = 0;
  return lines.map(({ places }): number => {
    end += places.length;
    return end;
  });
}

function tableOf({ columns, rows, rowEnds }: Seen): PackedRows {
  const factors = new Float64Array(rows.length * columns.length);
  const costs = new Float64Array(rows.length * columns.length);
  for (const [k, column] of columns.entries()) {
    factors.set(column.factors, k * rows.length);
    costs.set(column.costs, k * rows.length);
  }
  return {
    factors,
    costs,
    flexible: Uint8Array.from(rows, (r) => (r.rule.sectors.length > 1 ? 1 : 0)),
    from: Float64Array.from(rows, (r) => r.from ?? Number.NaN),
    ends: Int32Array.from(rowEnds),
  };
}

function waitingBySector({ lines, rules }: DispatcherState): ReadonlyMap<QueueId, number> {
  const waiting = new Map<QueueId, number>(rules.sectors.map(({ id }) => [id, 0]));
  const more = (queue: QueueId, people: number) => waiting.set(queue, (waiting.get(queue) ?? 0) + people);
  for (const { queue, places } of lines.lanes.values()) more(queue, places.length);
  for (const places of lines.held.values()) for (const { queue } of places) more(queue, 1);
  return waiting;
}
