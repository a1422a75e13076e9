import type { ScreenCall } from "../../../../src/contract/screen.ts";

/** After this long an announcement sends nobody anywhere: the person has come, or was called again. */
const ANNOUNCEMENT_LIFE_MS = 60_000;

/** One sentence still to be spoken. `dueBy` is on the page's own clock, epoch ms. */
export interface Announcement {
  readonly announcement: number;
  readonly number: string;
  readonly dueBy: number;
}

/**
 * What a speaking screen remembers: `newest` is the highest announcement seen so far (null before the first view),
 * `latestCall` the calledAt of the latest call seen, epoch ms.
 */
export interface AnnouncementState {
  readonly newest: number | null;
  readonly latestCall: number;
  readonly pending: readonly Announcement[];
}

export const NOTHING_ANNOUNCED: AnnouncementState = { newest: null, latestCall: 0, pending: [] };

/**
 * Takes a new picture of the calls in.
 *
 * - The first picture only sets the mark: what was called before the page was opened is not spoken.
 * - A number called again replaces its own waiting sentence; one that was missed meanwhile is dropped.
 * - Who is first seen when already served (after an outage) stands at the window and is not called there.
 * - `caughtUp`: the picture came after an outage, so how old a call is must be read from the server's time;
 *   otherwise it happened just now, whatever the server's clock says.
 * - Numbering that starts over (another database) shows as a later call with a lower announcement.
 *
 * @param now page clock, epoch ms; `serverNow` the server's clock at the same moment, epoch ms
 */
export function hearCalls(
  state: AnnouncementState,
  calls: readonly ScreenCall[],
  { now, serverNow, caughtUp }: { now: number; serverNow: number; caughtUp: boolean },
): AnnouncementState {
  const highest = calls.reduce((most, call) => Math.max(most, call.announcement), 0);
  const latestCall = calls.reduce(
    (most, call) => Math.max(most, Date.parse(call.calledAt)),
    state.latestCall,
  );
  if (state.newest === null) return { newest: highest, latestCall, pending: [] };

  const seen = state.newest;
  const startedOver =
    highest < seen &&
    calls.some((call) => Date.parse(call.calledAt) > state.latestCall && call.announcement <= seen);
  const isNew = (call: ScreenCall) =>
    startedOver ? Date.parse(call.calledAt) > state.latestCall : call.announcement > seen;

  const fresh = calls
    .filter((call) => isNew(call) && call.state === "calling")
    .map((call) => {
      const age = caughtUp ? Math.max(0, serverNow - Date.parse(call.calledAt)) : 0;
      return {
        announcement: call.announcement,
        number: call.number,
        dueBy: now + ANNOUNCEMENT_LIFE_MS - age,
      };
    })
    .sort((a, b) => a.announcement - b.announcement);
  const over = new Set(calls.filter((c) => c.state === "missed" || c.state === "done").map((c) => c.number));
  const again = new Set(fresh.map((a) => a.number));
  const pending = state.pending.filter((a) => !over.has(a.number) && !again.has(a.number));
  return {
    newest: startedOver ? highest : Math.max(seen, highest),
    latestCall,
    pending: [...pending, ...fresh],
  };
}

/** The next sentence to speak, oldest first, with those too old to help dropped; null when there is none. */
export function nextAnnouncement(
  state: AnnouncementState,
  now: number,
): { readonly next: Announcement | null; readonly state: AnnouncementState } {
  const [next, ...rest] = state.pending.filter((a) => a.dueBy > now);
  return { next: next ?? null, state: { ...state, pending: rest } };
}
