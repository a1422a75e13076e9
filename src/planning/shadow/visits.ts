import { kindKey } from "../../dispatcher/learning.ts";
import type { Scenario } from "../simulate/scenario.ts";
import type { Stay } from "./recorded.ts";

type Ticket = Scenario["tickets"][number];

/** What a wait held its window for, and when it began. */
export interface Played {
  readonly minutes: (at: number) => number;
  /** Where the wait stands among all of the day. */
  readonly index: (stay: Stay) => number;
  readonly held: (stay: Stay) => Pick<Ticket, "work" | "noShow" | "noShowCost">;
}

/**
 * Waits that come one of the other as one ticket each, so that they begin when the one before ends under other rules, too:
 * a rejoin after the first call was missed, then the visit's other matters. Whatever a ticket of the scenario can't say
 * (a second miss, a matter given up) is a ticket of its own that comes at that day's moment.
 */
export function chainsOf(stays: readonly Stay[]): Stay[][] {
  const chains: Stay[][] = [];
  const chainOf = new Map<Stay, Stay[]>();
  for (const stay of stays) {
    const before = stay.follows && chainOf.get(stay.follows.stay);
    if (before && continues(before, stay)) {
      before.push(stay);
      chainOf.set(stay, before);
      continue;
    }
    const chain = [stay];
    chains.push(chain);
    chainOf.set(stay, chain);
  }
  return chains;
}

function continues(chain: readonly Stay[], stay: Stay): boolean {
  const last = chain.at(-1);
  if (stay.follows?.stay !== last || stay.leftAt !== null) return false;
  const outcome = stay.call?.outcome;
  if (outcome === "missed" || outcome === "cancelled") return false;
  if (stay.follows?.by === "rejoin") return chain.length === 1 && same(last, stay);
  return stay.count === chain[0]?.count && !chain.some((s) => same(s, stay));
}

const idOf = ({ queue, matter }: Stay): string => kindKey(queue, matter);
const same = (a: Stay | undefined, b: Stay): boolean => a !== undefined && idOf(a) === idOf(b);

export function ticketOf(chain: readonly Stay[], { minutes, index, held }: Played): Ticket {
  const [first, second] = chain as [Stay, ...Stay[]];
  const rejoined = second?.follows?.by === "rejoin";
  const missed = held(first);
  const base = rejoined ? held(second) : missed;
  const later = chain.slice(rejoined ? 2 : 1);
  const ended = first.call?.endedAt ?? first.at;
  return {
    id: first.first ? first.ticket : `${first.ticket}#${index(first)}`,
    at: minutes(first.at),
    matter: idOf(first),
    class: first.class,
    slot: first.slot === null ? null : minutes(first.slot),
    count: first.count,
    leaves: first.leftAt === null ? null : minutes(first.leftAt),
    ...base,
    ...(rejoined
      ? { noShow: true, noShowCost: missed.noShowCost, returns: minutes(second.at) - minutes(ended) }
      : {}),
    ...(later.length > 0
      ? { more: later.map((s) => ({ matter: idOf(s), work: held(s).work, apart: true })) }
      : {}),
  };
}
