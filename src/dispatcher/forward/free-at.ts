import type { ForwardModel, ForwardWindow } from "./forward-model.ts";
import { remainingMs, type Uniform } from "./sample.ts";

/** Without draws: between the mean and the median of a long-tailed service, which is what ends next most often. */
const TYPICAL = 0.9;

/** When a window can call for the first time in a run. */
export function freeAt(
  model: ForwardModel,
  { now: is, factors }: ForwardWindow,
  random: Uniform | null,
): number {
  const { now, kinds, walkMs, pause, noShow } = model;
  const pauses = () => (random === null ? 1 : -Math.log(1 - random())) * pause.meanMs;
  switch (is.state) {
    case "idle":
      return now;
    case "away":
      return is.until === null ? now + pauses() : Math.max(now, is.until);
    case "busy": {
      const kind = kinds[is.kind];
      if (!kind) return now;
      const mean = kind.meanMs * (factors[is.kind] || 1) * is.count;
      const walked = is.started ?? is.since + walkMs;
      // Not yet come: the person may not be there at all.
      if (is.started === null && now < walked && random !== null && random() < noShow.share)
        return Math.max(now, is.since + noShow.holdMs);
      const elapsed = Math.max(0, now - walked);
      const left = remainingMs(mean, kind.spread, elapsed, random);
      const free = Math.max(now, walked) + (random === null ? left * TYPICAL : left);
      return is.rests ? free + pauses() : free;
    }
  }
}
