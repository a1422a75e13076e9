import type { QueueId, WindowId } from "../contract/ids.ts";
import type {
  ForwardKind,
  ForwardModel,
  ForwardPerson,
  ForwardProbe,
  ForwardWindow,
} from "../dispatcher/forward/forward-model.ts";
import { chained } from "../dispatcher/forward/rows.ts";
import { type Lists, listsOf, numbersOf, pairsOf } from "./lists.ts";

// A model of thousands as columns of numbers: they change hands between the threads without a copy, so that the hall is
// not held up by what it asks and is told. Names stay where they are: the thread knows windows and sectors by number.

const CLASSES = ["walk", "appointment", "green"] as const;
const CLASS_CODES = { walk: 0, appointment: 1, green: 2 } as const;
/** Numbers a person: count, origin, slot (NaN: none), arrival. */
export const FIELDS = 4;

export interface PackedPeople {
  readonly kind: Uint16Array;
  readonly class: Uint8Array;
  readonly fields: Float64Array;
}

export interface PackedProbes extends PackedPeople {
  /** -1: any window. */
  readonly only: Int16Array;
}

interface PackedKinds {
  /** Number of its sector. */
  readonly sector: Uint16Array;
  readonly batch: Uint8Array;
  readonly binds: Uint8Array;
  readonly meanMs: Float64Array;
  readonly spread: Float64Array;
}

/** What the windows are good at: a row for each window as it serves now, and one for each change to come. */
export interface PackedRows {
  /** Kind by kind, the rows of each one after another. */
  readonly factors: Float64Array;
  readonly costs: Float64Array;
  readonly flexible: Uint8Array;
  /** From when on; NaN: now. */
  readonly from: Float64Array;
  /** Where the rows of each window end. */
  readonly ends: Int32Array;
}

const STATES = ["idle", "busy", "away"] as const;
const STATE_CODES = { idle: 0, busy: 1, away: 2 } as const;

interface PackedWindows {
  readonly state: Uint8Array;
  readonly run: Int32Array;
  readonly since: Float64Array;
  /** Busy: when the service started; away: until when. NaN: not known. */
  readonly until: Float64Array;
  readonly kind: Uint16Array;
  readonly count: Float64Array;
  readonly rests: Uint8Array;
  /** Two numbers a break. */
  readonly breaks: Lists;
  readonly held: Lists;
  readonly bound: Lists;
}

export interface PackedModel extends Omit<ForwardModel, "people" | "lanes" | "windows" | "kinds" | "recent"> {
  readonly kinds: PackedKinds;
  readonly people: PackedPeople;
  readonly lanes: Lists;
  readonly rows: PackedRows;
  readonly windows: PackedWindows;
  readonly recent: { readonly spanMs: number; readonly arrivals: PackedPeople };
}

export function packModel(model: ForwardModel): PackedModel {
  const { people, lanes, recent, windows, kinds, ...frame } = model;
  const arrivals = recent.arrivals.map((r) => ({
    ...r,
    ticket: null,
    origin: 0,
    slot: r.slotAfter,
    arrival: 0,
  }));
  return {
    ...frame,
    kinds: packKinds(kinds),
    people: packPeople(people),
    lanes: listsOf(lanes),
    rows: packRows(windows, kinds.length),
    windows: packWindows(windows),
    recent: { spanMs: recent.spanMs, arrivals: packPeople(arrivals) },
  };
}

export function packKinds(kinds: readonly ForwardKind[]): PackedKinds {
  const sectors = [...new Set(kinds.map((k) => k.queue))];
  return {
    sector: Uint16Array.from(kinds, (k) => sectors.indexOf(k.queue)),
    batch: Uint8Array.from(kinds, (k) => (k.batch ? 1 : 0)),
    binds: Uint8Array.from(kinds, (k) => (k.binds ? 1 : 0)),
    meanMs: Float64Array.from(kinds, (k) => k.meanMs),
    spread: Float64Array.from(kinds, (k) => k.spread),
  };
}

function packRows(windows: readonly ForwardWindow[], kinds: number): PackedRows {
  const ends: number[] = [];
  const rows: {
    readonly row: Pick<ForwardWindow, "factors" | "costs" | "flexible">;
    readonly from: number;
  }[] = [];
  for (const window of windows) {
    rows.push({ row: window, from: Number.NaN });
    for (let shift = window.then; shift; shift = shift.then) rows.push({ row: shift, from: shift.from });
    ends.push(rows.length);
  }
  const factors = new Float64Array(rows.length * kinds);
  const costs = new Float64Array(rows.length * kinds);
  for (let k = 0; k < kinds; k++)
    for (let r = 0; r < rows.length; r++) {
      factors[k * rows.length + r] = rows[r]?.row.factors[k] ?? 0;
      costs[k * rows.length + r] = rows[r]?.row.costs[k] ?? 0;
    }
  return {
    factors,
    costs,
    flexible: Uint8Array.from(rows, ({ row }) => (row.flexible ? 1 : 0)),
    from: Float64Array.from(rows, ({ from }) => from),
    ends: Int32Array.from(ends),
  };
}

type WindowsNow = readonly Pick<ForwardWindow, "run" | "now" | "breaks" | "held" | "bound">[];

export function packWindows(windows: WindowsNow): PackedWindows {
  const size = windows.length;
  const packed = {
    state: new Uint8Array(size),
    run: new Int32Array(size),
    since: new Float64Array(size),
    until: new Float64Array(size).fill(Number.NaN),
    kind: new Uint16Array(size),
    count: new Float64Array(size),
    rests: new Uint8Array(size),
  };
  for (let w = 0; w < size; w++) {
    const { run, now } = windows[w] as WindowsNow[number];
    packed.run[w] = run;
    packed.state[w] = STATE_CODES[now.state];
    if (now.state === "idle") continue;
    packed.since[w] = now.since;
    if (now.state === "away") {
      packed.until[w] = now.until ?? Number.NaN;
      continue;
    }
    packed.until[w] = now.started ?? Number.NaN;
    packed.kind[w] = now.kind;
    packed.count[w] = now.count;
    packed.rests[w] = now.rests ? 1 : 0;
  }
  return {
    ...packed,
    breaks: listsOf(windows.map((w) => w.breaks.flat())),
    held: listsOf(windows.map((w) => w.held)),
    bound: listsOf(windows.map((w) => w.bound)),
  };
}

export function packPeople(people: readonly ForwardPerson[]): PackedPeople {
  const packed = packColumns(people.length);
  for (let i = 0; i < people.length; i++) {
    const person = people[i] as ForwardPerson;
    put(packed, i, person, person.kind);
  }
  return packed;
}

export const packProbes = (probes: readonly ForwardProbe[]): PackedProbes => ({
  ...packPeople(probes),
  only: Int16Array.from(probes, (p) => p.only ?? -1),
});

export const packColumns = (size: number): PackedPeople => ({
  kind: new Uint16Array(size),
  class: new Uint8Array(size),
  fields: new Float64Array(size * FIELDS),
});

export function put(
  { kind: kinds, class: classes, fields }: PackedPeople,
  i: number,
  person: Pick<ForwardPerson, "class" | "count" | "origin" | "slot" | "arrival">,
  kind: number,
): void {
  kinds[i] = kind;
  classes[i] = CLASS_CODES[person.class];
  const at = i * FIELDS;
  fields[at] = person.count;
  fields[at + 1] = person.origin;
  fields[at + 2] = person.slot ?? Number.NaN;
  fields[at + 3] = person.arrival;
}

/** The buffers that may go over without a copy; who packed them does not need them any more. */
export function buffersOf(columns: object): ArrayBuffer[] {
  return Object.values(columns).flatMap((value: unknown) => {
    if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? buffersOf(value) : [];
  });
}

export function unpackModel(packed: PackedModel): ForwardModel {
  const { people, lanes, windows, recent, rows, kinds, ...rest } = packed;
  return {
    ...rest,
    kinds: unpackKinds(kinds),
    people: unpackPeople(people),
    lanes: numbersOf(lanes),
    windows: unpackWindows(windows, rows),
    recent: {
      spanMs: recent.spanMs,
      arrivals: unpackPeople(recent.arrivals).map(({ kind, class: ticketClass, count, slot }) => ({
        kind,
        class: ticketClass,
        count,
        slotAfter: slot,
      })),
    },
  };
}

function unpackKinds({ sector, batch, binds, meanMs, spread }: PackedKinds): ForwardKind[] {
  return Array.from(sector, (queue, k) => ({
    queue: String(queue) as QueueId,
    matter: null,
    batch: batch[k] === 1,
    binds: binds[k] === 1,
    meanMs: meanMs[k] as number,
    spread: spread[k] as number,
  }));
}

function unpackWindows(packed: PackedWindows, rows: PackedRows): ForwardWindow[] {
  const breaks = numbersOf(packed.breaks);
  const held = numbersOf(packed.held);
  const bound = numbersOf(packed.bound);
  return Array.from(rows.ends, (end, w): ForwardWindow => {
    const first = w === 0 ? 0 : (rows.ends[w - 1] as number);
    const { from: _, ...serves } = rowOf(rows, first);
    const then = chained(Array.from({ length: end - first - 1 }, (__, i) => rowOf(rows, first + 1 + i)));
    const window = {
      ...serves,
      id: String(w) as WindowId,
      run: packed.run[w] as number,
      now: nowAt(packed, w),
      breaks: pairsOf(breaks[w] ?? []),
      held: held[w] ?? [],
      bound: bound[w] ?? [],
    };
    return then ? { ...window, then } : window;
  });
}

function rowOf({ factors, costs, flexible, from }: PackedRows, row: number) {
  const size = from.length;
  const column = (all: Float64Array) =>
    Array.from({ length: size === 0 ? 0 : all.length / size }, (_, k) => all[k * size + row] as number);
  return {
    factors: column(factors),
    costs: column(costs),
    flexible: flexible[row] === 1,
    from: from[row] as number,
  };
}

function nowAt(packed: PackedWindows, w: number): ForwardWindow["now"] {
  const since = packed.since[w] as number;
  const until = packed.until[w] as number;
  const known = Number.isNaN(until) ? null : until;
  switch (STATES[packed.state[w] as number]) {
    case "busy":
      return {
        state: "busy",
        since,
        kind: packed.kind[w] as number,
        count: packed.count[w] as number,
        started: known,
        rests: packed.rests[w] === 1,
      };
    case "away":
      return { state: "away", since, until: known };
    default:
      return { state: "idle" };
  }
}

export function unpackPeople({ kind: kinds, class: classes, fields }: PackedPeople): ForwardPerson[] {
  return Array.from(kinds, (kind, i) => {
    const at = i * FIELDS;
    const slot = fields[at + 2] as number;
    return {
      ticket: null,
      kind,
      class: CLASSES[classes[i] as number] ?? "walk",
      count: fields[at] as number,
      origin: fields[at + 1] as number,
      slot: Number.isNaN(slot) ? null : slot,
      arrival: fields[at + 3] as number,
    };
  });
}

export function unpackProbes(packed: PackedProbes): ForwardProbe[] {
  return unpackPeople(packed).map((person, i) => {
    const only = packed.only[i] as number;
    return { ...person, only: only < 0 ? null : only };
  });
}
