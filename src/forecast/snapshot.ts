import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import { type BreaksOf, type ForwardPerson, frameOf, Kinds, RECENT_MS } from "../dispatcher/forward/model.ts";
import { kindKey } from "../dispatcher/learning.ts";
import { type Place, waitingIn } from "../dispatcher/line.ts";
import { speedsOf } from "../dispatcher/speeds.ts";
import { type DispatcherState, isBatch } from "../dispatcher/state.ts";
import { CLASS_CODES, type PackedModel, type PackedPeople, packColumns, packTables, put } from "./pack.ts";

// The running hall as a model, straight into columns: with thousands waiting, an object for each would hold the hall up.

export interface Kind {
  readonly queue: QueueId;
  readonly matter: string | null;
}

/** What stays here while the columns go to the thread: whose numbers those are. */
export interface Snapshot {
  readonly at: number;
  readonly manned: number;
  readonly kinds: readonly Kind[];
  readonly kindOf: Uint16Array;
  readonly tickets: readonly TicketId[];
  readonly windows: readonly WindowId[];
  /** By probeKey: index of the probe. */
  readonly probes: ReadonlyMap<string, number>;
  readonly waiting: ReadonlyMap<QueueId, number>;
  /** Indexes of those whom a window was announced to. */
  readonly announced: readonly number[];
}

/** What newcomers are asked about: appointments both at the beginning of their slot and well before it. */
export const PROBES = [
  { name: "walk", class: "walk", slotAfterMs: null },
  { name: "green", class: "green", slotAfterMs: null },
  { name: "slot", class: "appointment", slotAfterMs: 0 },
  { name: "early", class: "appointment", slotAfterMs: 15 * 60_000 },
] as const;

export const probeKey = (queue: QueueId, matter: string | null, name: string): string =>
  `${kindKey(queue, matter)} ${name}`;

/** More kinds than this are not asked about: rare matters are told what their sector is told. */
const MOST_KINDS = 60;
/** Stands behind everybody who is there. */
const LAST = 1e12;

/**
 * The tables of speeds for the kinds that will be asked about, one kind a step: made anew after every lesson, they are
 * the dearest part of a snapshot and are shared with the decisions.
 */
export function* prepare(state: DispatcherState, kinds: readonly Kind[]): Generator<void, void> {
  for (const { queue, matter } of kinds) {
    speedsOf(state, queue, matter);
    yield;
  }
}

/** Every sector without a matter, and what was met lately. */
export function kindsToAsk(state: DispatcherState, met: Iterable<Kind>): Kind[] {
  const kinds = new Map<string, Kind>(
    state.rules.sectors.map(({ id }) => [kindKey(id, null), { queue: id, matter: null }]),
  );
  for (const kind of met) {
    if (kinds.size >= MOST_KINDS) break;
    kinds.set(kindKey(kind.queue, kind.matter), kind);
  }
  return [...kinds.values()];
}

export function snapshotOf(
  state: DispatcherState,
  now: number,
  breaksOf: BreaksOf,
  asked: readonly Kind[],
): { readonly snapshot: Snapshot; readonly model: PackedModel; readonly probes: PackedPeople } {
  const kinds = new Kinds(state);
  for (const { queue, matter } of asked) kinds.index(queue, matter);
  const { lanes: all, held } = state.lines;
  let size = 0;
  for (const lane of all.values()) size += lane.places.length;
  let bound = 0;
  for (const places of held.values()) bound += places.length;
  const people = packColumns(size + bound);
  const tickets: TicketId[] = new Array(size + bound);
  let at = 0;
  const take = (place: Place, kind: number): number => {
    put(people, at, place, kind);
    tickets[at] = place.ticket;
    return at++;
  };
  const lanes = new Int32Array(size);
  const ends: number[] = [];
  for (const lane of all.values()) {
    if (lane.places.length === 0) continue;
    const kind = kinds.index(lane.queue, lane.matter, lane.batch);
    for (const place of lane.places) lanes[at] = take(place, kind);
    ends.push(at);
  }
  const recent = recentColumns(state, now, kinds);
  const announced: number[] = [];
  const hold = (place: Place) => {
    if (state.tickets.get(place.ticket)?.promised === place.only) announced.push(at);
    return take(place, kinds.index(place.queue, place.matter, place.batch));
  };
  const frame = frameOf(state, now, breaksOf, kinds, hold);
  const probes = asked.flatMap((_, kind) => PROBES.map((probe) => probePerson(kind, probe, now)));
  const names = asked.flatMap(({ queue, matter }) => PROBES.map((p) => probeKey(queue, matter, p.name)));
  return {
    snapshot: {
      at: now,
      manned: state.manned,
      kinds: [...kinds.list],
      kindOf: people.kind.slice(),
      tickets: tickets.slice(0, at),
      windows: frame.windows.map((w) => w.id),
      probes: new Map(names.map((name, i) => [name, i])),
      announced,
      waiting: new Map(state.rules.sectors.map(({ id }) => [id, waitingIn(state.lines, id)])),
    },
    model: { ...packTables(frame), people: cut(people, at), lanes, laneEnds: Int32Array.from(ends), recent },
    probes: probeColumns(probes),
  };
}

/** Those bound to a window that will not call are in no window's line: their room stays empty. */
function cut(people: PackedPeople, size: number): PackedPeople {
  if (people.kind.length === size) return people;
  const { kind, class: classes, count, origin, slot, arrival } = people;
  return {
    kind: kind.slice(0, size),
    class: classes.slice(0, size),
    count: count.slice(0, size),
    origin: origin.slice(0, size),
    slot: slot.slice(0, size),
    arrival: arrival.slice(0, size),
  };
}

function recentColumns(state: DispatcherState, now: number, kinds: Kinds): PackedModel["recent"] {
  const { recent } = state;
  let first = 0;
  while (first < recent.length && (recent[first]?.at ?? 0) < now - RECENT_MS) first++;
  const arrivals = packColumns(recent.length - first);
  for (let i = first; i < recent.length; i++) {
    const one = recent[i] as (typeof recent)[number];
    const to = i - first;
    arrivals.kind[to] = kinds.index(one.queue, one.matter, isBatch(state.rules, one.queue, one.count));
    arrivals.class[to] = CLASS_CODES[one.class];
    arrivals.count[to] = one.count;
    arrivals.slot[to] = one.slot === null ? Number.NaN : one.slot - one.at;
  }
  const from = Math.max(now - RECENT_MS, recent[0]?.at ?? now);
  return { spanMs: Math.max(now - from, 60_000), arrivals };
}

function probePerson(kind: number, probe: (typeof PROBES)[number], now: number): ForwardPerson {
  const slot = probe.slotAfterMs === null ? null : now + probe.slotAfterMs;
  return { ticket: null, kind, class: probe.class, count: 1, origin: now, slot, arrival: LAST };
}

function probeColumns(probes: readonly ForwardPerson[]): PackedPeople {
  const columns = packColumns(probes.length);
  for (const [i, probe] of probes.entries()) put(columns, i, probe, probe.kind);
  return columns;
}
