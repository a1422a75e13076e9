import type { BookingState } from "./state.ts";

/**
 * Until when a phone may book nothing because nobody came too often; null: it may. Begun by the last of so many no-shows
 * close together: that older ones are forgotten meanwhile does not end it before the day that was named.
 */
export function coolDown(state: BookingState, contacts: readonly string[], now: number): number | null {
  const { noShow } = state.rules;
  if (!noShow) return null;
  const ids = new Set(contacts);
  const own = state.noShows.filter((n) => ids.has(n.contact));
  const last = own.findLast(
    ({ at }) => own.filter((n) => n.at <= at && n.at > at - noShow.withinMs).length >= noShow.times,
  );
  const until = last ? noShow.until(last.at) : now;
  return until > now ? until : null;
}
