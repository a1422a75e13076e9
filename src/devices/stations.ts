import { type Station, type Turn, URGENCIES } from "./turn.ts";

/** The devices of one line, and whose turn it is. */
export class Stations {
  readonly #all: { readonly station: Station; lastTurn: number }[] = [];
  #turns = 0;

  add(station: Station): void {
    this.#all.push({ station, lastTurn: 0 });
  }

  /** The most urgent turn; among equals of the station that has not spoken for longest. `take` gives it the turn. */
  best(now: number): { readonly turn: Turn; readonly take: () => void } | null {
    let best: { turn: Turn; entry: { lastTurn: number }; rank: number } | null = null;
    for (const entry of this.#all) {
      const turn = entry.station.next(now);
      if (!turn) continue;
      const rank = URGENCIES.indexOf(turn.urgency);
      if (!best || rank < best.rank || (rank === best.rank && entry.lastTurn < best.entry.lastTurn))
        best = { turn, entry, rank };
    }
    if (!best) return null;
    const { turn, entry } = best;
    const take = () => {
      entry.lastTurn = ++this.#turns;
    };
    return { turn, take };
  }

  /** When to ask again although nothing happened; null: only when woken. */
  due(now: number): number | null {
    const dues = this.#all.flatMap(({ station }) => station.due(now) ?? []);
    return dues.length === 0 ? null : Math.min(...dues);
  }

  each(tell: (station: Station) => void): void {
    for (const { station } of this.#all) tell(station);
  }
}
