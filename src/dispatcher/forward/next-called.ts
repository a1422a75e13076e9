import type { ForwardModel } from "./forward-model.ts";
import { runForward } from "./run.ts";
import { uniformOf } from "./sample.ts";

/** Whom a window calls next in enough of the futures drawn. */
export interface NextCalled {
  /** Index of the model's people. */
  readonly person: number;
  /** When, on the mean of those futures, epoch ms. */
  readonly at: number;
}

interface Count {
  futures: number;
  sum: number;
}

/** A future further off than this tells nothing. */
const HORIZON_MS = 30 * 60_000;

/**
 * Draws up to `futures` futures of the hall, without newcomers, and finds for each window of `asked` (indexes) whom it calls
 * next, those told it already (`held`) apart, in `sure` of them; a window whose next person differs too much is left out. The
 * same model gives the same answer.
 */
export function nextCalled(
  model: ForwardModel,
  asked: ReadonlySet<number>,
  { futures, sure }: { readonly futures: number; readonly sure: number },
): ReadonlyMap<number, NextCalled> {
  const told = new Set(model.windows.flatMap(({ held }) => held));
  const counts = new Map([...asked].map((window) => [window, new Map<number, Count>()]));
  const found = new Map<number, NextCalled>();
  for (let drawn = 0; drawn < futures && counts.size > 0; drawn++) {
    const open = new Set(counts.keys());
    const options = {
      random: uniformOf(Math.floor(model.now / 1_000) + drawn * 7_919),
      until: model.now + HORIZON_MS,
      comingUntil: model.now,
      done: () => open.size === 0,
    };
    runForward(model, options, (person, at, window) => {
      const people = counts.get(window);
      if (!people || told.has(person) || !open.delete(window)) return;
      const { futures: n, sum } = people.get(person) ?? { futures: 0, sum: 0 };
      people.set(person, { futures: n + 1, sum: sum + at });
      if (n + 1 < sure) return;
      found.set(window, { person, at: (sum + at) / sure });
      counts.delete(window);
    });
    const left = futures - drawn - 1;
    for (const [window, people] of counts) if (mostOf(people) + left < sure) counts.delete(window);
  }
  return found;
}

const mostOf = (people: ReadonlyMap<number, Count>): number =>
  Math.max(0, ...[...people.values()].map((c) => c.futures));
