import { noSums, type ToldSums } from "./told-state.ts";

/** Shares and means of a day's sums; null while there is nothing to take a mean of. */
export function toldFiguresOf(sums: ToldSums) {
  const { told, bounds, head } = sums;
  const over = (sum: number, count: number) => (count === 0 ? null : sum / count);
  return {
    told,
    meanError: over(sums.error, told),
    within5: over(sums.within5, told),
    cover: over(sums.held, bounds),
    headOfLine: over(sums.headError, head),
    toHeadOfLine: sums.headError === 0 ? null : sums.headOurs / sums.headError,
    plain: sums.plain,
    untold: sums.untold,
    left: sums.left,
  };
}

/** Several sectors' day as one. */
export function addedUp(all: readonly ToldSums[]): ToldSums {
  const total = noSums();
  for (const sums of all) {
    for (const key of Object.keys(total) as (keyof ToldSums)[]) if (key !== "cost") total[key] += sums[key];
  }
  return total;
}
