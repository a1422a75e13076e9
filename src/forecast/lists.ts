/** Lists of numbers one after another, and where each ends. */
export interface Lists {
  readonly values: Float64Array;
  readonly ends: Int32Array;
}

export function listsOf(lists: readonly (readonly number[])[]): Lists {
  const ends = new Int32Array(lists.length);
  let size = 0;
  for (let l = 0; l < lists.length; l++) {
    size += lists[l]?.length ?? 0;
    ends[l] = size;
  }
  const values = new Float64Array(size);
  let at = 0;
  for (const list of lists) for (const value of list) values[at++] = value;
  return { values, ends };
}

/** Lists of numbers that count on from 0, each ending at one of `ends`. */
export function countedUp(ends: readonly number[]): Lists {
  const values = new Float64Array(ends.at(-1) ?? 0);
  for (let i = 0; i < values.length; i++) values[i] = i;
  return { values, ends: Int32Array.from(ends) };
}

export function numbersOf({ values, ends }: Lists): number[][] {
  return Array.from(ends, (end, l) => [...values.subarray(l === 0 ? 0 : ends[l - 1], end)]);
}

export function pairsOf(list: readonly number[]): (readonly [number, number])[] {
  return Array.from({ length: list.length / 2 }, (_, i) => [
    list[2 * i] as number,
    list[2 * i + 1] as number,
  ]);
}
