import type { ForwardModel, ForwardPerson } from "../dispatcher/forward/model.ts";

// A model of thousands as columns: copying objects to another thread one by one would hold the hall up.

const CLASSES = ["walk", "appointment", "green"] as const;
export const CLASS_CODES = { walk: 0, appointment: 1, green: 2 } as const;

export interface PackedPeople {
  readonly kind: Uint16Array;
  readonly class: Uint8Array;
  readonly count: Float64Array;
  readonly origin: Float64Array;
  /** NaN: no slot. */
  readonly slot: Float64Array;
  readonly arrival: Float64Array;
}

export interface PackedModel extends Omit<ForwardModel, "people" | "lanes" | "windows" | "recent"> {
  readonly people: PackedPeople;
  /** All lanes one after another, and where each ends. */
  readonly lanes: Int32Array;
  readonly laneEnds: Int32Array;
  /** Row by row, a window a row and a kind a column. */
  readonly factors: Float64Array;
  readonly costs: Float64Array;
  readonly windows: readonly Omit<ForwardModel["windows"][number], "factors" | "costs">[];
  readonly recent: { readonly spanMs: number; readonly arrivals: PackedPeople };
}

export function packModel(model: ForwardModel): PackedModel {
  const { people, lanes, recent, ...frame } = model;
  const laneEnds = new Int32Array(lanes.length);
  const flat = new Int32Array(lanes.reduce((sum, lane) => sum + lane.length, 0));
  let end = 0;
  for (let l = 0; l < lanes.length; l++) {
    const lane = lanes[l] as readonly number[];
    flat.set(lane, end);
    end += lane.length;
    laneEnds[l] = end;
  }
  const arrivals = recent.arrivals.map((r) => ({
    ...r,
    ticket: null,
    origin: 0,
    slot: r.slotAfter,
    arrival: 0,
  }));
  return {
    ...packTables(frame),
    people: packPeople(people),
    lanes: flat,
    laneEnds,
    recent: { spanMs: recent.spanMs, arrivals: packPeople(arrivals) },
  };
}

/** What the windows are good at as tables, a window a row. */
export function packTables(
  frame: Omit<ForwardModel, "people" | "lanes" | "recent">,
): Omit<PackedModel, "people" | "lanes" | "laneEnds" | "recent"> {
  const { windows, kinds } = frame;
  const table = (of: (w: ForwardModel["windows"][number]) => readonly number[]) => {
    const all = new Float64Array(windows.length * kinds.length);
    for (let w = 0; w < windows.length; w++)
      all.set(of(windows[w] as ForwardModel["windows"][number]), w * kinds.length);
    return all;
  };
  return {
    ...frame,
    factors: table((w) => w.factors),
    costs: table((w) => w.costs),
    windows: windows.map(({ factors: _f, costs: _c, ...w }) => w),
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

export const packColumns = (size: number): PackedPeople => ({
  kind: new Uint16Array(size),
  class: new Uint8Array(size),
  count: new Float64Array(size),
  origin: new Float64Array(size),
  slot: new Float64Array(size),
  arrival: new Float64Array(size),
});

export function put(
  columns: PackedPeople,
  i: number,
  person: Pick<ForwardPerson, "class" | "count" | "origin" | "slot" | "arrival">,
  kind: number,
): void {
  columns.kind[i] = kind;
  columns.class[i] = CLASS_CODES[person.class];
  columns.count[i] = person.count;
  columns.origin[i] = person.origin;
  columns.slot[i] = person.slot ?? Number.NaN;
  columns.arrival[i] = person.arrival;
}

/** The buffers that may go over without a copy; who packed them does not need them any more. */
export function buffersOf({ people, recent, lanes, laneEnds, factors, costs }: PackedModel): ArrayBuffer[] {
  const columns = [people, recent.arrivals].flatMap((p) => Object.values(p as object) as Float64Array[]);
  return [...columns, lanes, laneEnds, factors, costs].map((c) => c.buffer as ArrayBuffer);
}

export function unpackModel(packed: PackedModel): ForwardModel {
  const { people, lanes, laneEnds, factors, costs, windows, recent, ...rest } = packed;
  const columns = rest.kinds.length;
  return {
    ...rest,
    people: unpackPeople(people),
    lanes: [...laneEnds].map((end, l) => [...lanes.subarray(l === 0 ? 0 : laneEnds[l - 1], end)]),
    windows: windows.map((window, w) => ({
      ...window,
      factors: [...factors.subarray(w * columns, (w + 1) * columns)],
      costs: [...costs.subarray(w * columns, (w + 1) * columns)],
    })),
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

export function unpackPeople(packed: PackedPeople): ForwardPerson[] {
  return Array.from(packed.kind, (kind, i) => {
    const slot = packed.slot[i] as number;
    return {
      ticket: null,
      kind,
      class: CLASSES[packed.class[i] as number] ?? "walk",
      count: packed.count[i] as number,
      origin: packed.origin[i] as number,
      slot: Number.isNaN(slot) ? null : slot,
      arrival: packed.arrival[i] as number,
    };
  });
}
