import type { BookingState } from "./state.ts";

/** Until when a phone may book nothing because nobody came too often; null: it may. */
export function coolDown(state: BookingState, contacts: readonly string[], now: number): number | null {
  const { noShow } = state.rules;
  if (!noShow) return null;
  const ids = new Set(contacts);
  const times = state.noShows.filter((n) => ids.has(n.contact) && n.at > now - noShow.withinMs);
  const last = times.at(-1);
  if (!last || times.length < noShow.times) return null;
  const until = last.at + noShow.ms;
  return until > now ? until : null;
}
