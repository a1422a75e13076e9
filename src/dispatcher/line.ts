import type { TicketId, WindowId } from "../contract/ids.ts";

/** One person's place in a line; `key` orders, `arrival` settles equal keys. */
export interface Place {
  readonly ticket: TicketId;
  readonly key: number;
  readonly arrival: number;
  readonly only: WindowId | null;
}

/** The waiting people of one queue, sorted; ten thousand stand in it without a scan. */
export interface Line {
  readonly places: Place[];
  /** Those that only one window may call: few, so they are counted one by one. */
  readonly restricted: Place[];
}

export function emptyLine(): Line {
  return { places: [], restricted: [] };
}

export function before(a: Place, b: Place): boolean {
  return a.key < b.key || (a.key === b.key && a.arrival < b.arrival);
}

/** How many places of the line stand before `place`. */
export function countBefore(line: Line, place: Place): number {
  let low = 0;
  let high = line.places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(line.places[middle] as Place, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insert(line: Line, place: Place): void {
  line.places.splice(countBefore(line, place), 0, place);
  if (place.only) line.restricted.push(place);
}

/** Takes a ticket out; its place must be known exactly, so that a line of thousands is not searched. */
export function remove(line: Line, place: Place): void {
  const at = countBefore(line, place);
  if (line.places[at]?.ticket === place.ticket) line.places.splice(at, 1);
  const restricted = line.restricted.findIndex((p) => p.ticket === place.ticket);
  if (restricted >= 0) line.restricted.splice(restricted, 1);
}
