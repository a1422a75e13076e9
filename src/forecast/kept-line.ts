import type { Place } from "../dispatcher/line.ts";
import { FIELDS, type PackedPeople, packColumns, put } from "./pack.ts";

/** People of one line as they stood when they were looked at, in columns too. */
export interface KeptLine {
  readonly places: readonly Place[];
  readonly columns: PackedPeople;
}

/** So many people between two looks at the time. */
const BLOCK = 64;

export type KindOf = (place: Place) => number;

export function* keepLine(places: readonly Place[], kindOf: KindOf): Generator<void, KeptLine> {
  const columns = packColumns(places.length);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as Place;
    put(columns, i, place, kindOf(place));
    if (i % BLOCK === BLOCK - 1) yield;
  }
  return { places, columns };
}

/** The line as it stands now: a place never changes, so most of it is what was kept before. */
export function revised(kept: KeptLine, places: readonly Place[], kindOf: KindOf): KeptLine {
  const old = kept.places;
  const most = Math.min(old.length, places.length);
  let head = 0;
  while (head < most && old[head] === places[head]) head++;
  if (head === old.length && head === places.length) return kept;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === places[places.length - 1 - tail]) tail++;
  const columns = packColumns(places.length);
  copy(kept.columns, 0, head, columns, 0);
  copy(kept.columns, old.length - tail, old.length, columns, places.length - tail);
  for (let i = head; i < places.length - tail; i++) {
    const place = places[i] as Place;
    put(columns, i, place, kindOf(place));
  }
  return { places: places.slice(), columns };
}

export function copy(from: PackedPeople, first: number, end: number, to: PackedPeople, at: number): void {
  if (first === end) return;
  to.kind.set(from.kind.subarray(first, end), at);
  to.class.set(from.class.subarray(first, end), at);
  to.fields.set(from.fields.subarray(first * FIELDS, end * FIELDS), at * FIELDS);
}
