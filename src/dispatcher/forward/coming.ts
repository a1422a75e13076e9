import type { ComingSpan, ForwardModel, ForwardPerson, Recent } from "./forward-model.ts";
import type { Uniform } from "./sample.ts";

/** Who comes later than this has no part in anybody's wait worth telling. */
const HORIZON_MS = 120 * 60_000;
/** Arrival numbers of newcomers: behind everybody who is there. */
const LATER = 1e12;

/** Who comes after the model's moment, drawn from those who came lately, or as past days have shown. */
export class Coming {
  readonly #model: ForwardModel;
  readonly #until: number;
  #arrivals = 0;
  #span = 0;

  constructor(model: ForwardModel, until: number, comingUntil: number | undefined) {
    this.#model = model;
    this.#until = Math.min(until, comingUntil ?? model.now + HORIZON_MS);
  }

  /** The next after `after`; null: nobody in time to matter. */
  next(random: Uniform | null, after: number): ForwardPerson | null {
    if (random === null) return null;
    const { coming } = this.#model;
    const drawn = coming ? this.#learned(coming, random, after) : this.#asLately(random, after);
    if (drawn === null || drawn.at > this.#until) return null;
    const { at, like } = drawn;
    return {
      ticket: null,
      kind: like.kind,
      count: like.count,
      class: like.class,
      origin: at,
      slot: like.slotAfter === null ? null : at + like.slotAfter,
      arrival: LATER + this.#arrivals++,
    };
  }

  #asLately(random: Uniform, after: number): { readonly at: number; readonly like: Recent } | null {
    const { arrivals, spanMs } = this.#model.recent;
    if (arrivals.length === 0) return null;
    const at = after - (Math.log(1 - random()) * spanMs) / arrivals.length;
    return { at, like: arrivals[Math.floor(random() * arrivals.length)] as Recent };
  }

  /** The time that is left of an exponential draw is used up span by span. */
  #learned(
    spans: readonly ComingSpan[],
    random: Uniform,
    after: number,
  ): { readonly at: number; readonly like: Recent } | null {
    let left = -Math.log(1 - random());
    let at = after;
    for (; this.#span < spans.length; this.#span++) {
      const { from, to, each } = spans[this.#span] as ComingSpan;
      const mean = each.reduce((sum, e) => sum + e.mean, 0);
      at = Math.max(at, from);
      const within = (mean * (to - at)) / (to - from);
      if (left <= within && mean > 0) {
        at += (left * (to - from)) / mean;
        return { at, like: weighed(each, random() * mean) };
      }
      left -= within;
      at = to;
    }
    return null;
  }
}

function weighed(each: ComingSpan["each"], lot: number): Recent {
  let left = lot;
  for (const one of each) {
    left -= one.mean;
    if (left < 0) return one;
  }
  return each.at(-1) as Recent;
}
