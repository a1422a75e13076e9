// Where people wait, in words: the same on slip, SMS, pages and screens.

/** 1、2号窗口, 1至3号窗口 from window names; 大厅 where there are none. */
export function joinNames(names: readonly string[]): string {
  const numbered = names.map((n) => /^(\d+)号窗口$/.exec(n)?.[1]);
  if (names.length > 1 && numbered.every((n) => n !== undefined)) {
    const numbers = numbered.map(Number).sort((a, b) => a - b);
    const first = numbers[0] as number;
    const row = numbers.every((n, i) => n === first + i) && numbers.length > 2;
    return row ? `${first}至${numbers.at(-1)}号窗口` : `${numbers.join("、")}号窗口`;
  }
  return names.length > 0 ? names.join("、") : "大厅";
}

/** The batch windows in words; the desk where none is left. */
export const batchPlace = (windows: readonly string[]): string =>
  windows.length > 0 ? joinNames(windows) : "咨询台";

/** Where those with many like cases wait: 5号窗口（批量）. */
export const batchZone = (windows: readonly string[]): string => `${batchPlace(windows)}（批量）`;
