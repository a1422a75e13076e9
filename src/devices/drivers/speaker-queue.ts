import type { CallPicture } from "../../contract/picture.ts";

/** After this long an announcement sends nobody anywhere: the person has come, or was called again. */
const LIFE = 60_000;
/** A hall that calls faster than a voice can speak: the oldest are given up. */
const MOST = 20;

export interface Announcement {
  readonly announcement: number;
  readonly number: string;
  readonly windowName: string;
  readonly dueBy: number;
}

export interface SpeakerQueue {
  /** The highest announcement seen; null before the first picture. */
  readonly newest: number | null;
  readonly pending: readonly Announcement[];
}

export const NOTHING_SAID: SpeakerQueue = { newest: null, pending: [] };

/**
 * Takes the calls of a picture in. The first picture only sets the mark: what was called before the start is not
 * spoken. A number called again replaces its own sentence; one that was missed or is over is dropped.
 */
export function hear(queue: SpeakerQueue, calls: readonly CallPicture[], now: number): SpeakerQueue {
  const highest = calls.reduce((most, call) => Math.max(most, call.announcement), 0);
  const seen = queue.newest;
  if (seen === null) return { newest: highest, pending: [] };
  const fresh = calls
    .filter((call) => call.announcement > seen && call.state === "calling")
    .map((call) => ({
      announcement: call.announcement,
      number: call.number,
      windowName: call.window.name,
      dueBy: now + LIFE,
    }))
    .sort((a, b) => a.announcement - b.announcement);
  const over = new Set(calls.filter((call) => call.state !== "calling").map((call) => call.number));
  const again = new Set(fresh.map((a) => a.number));
  const kept = queue.pending.filter((a) => !over.has(a.number) && !again.has(a.number));
  return { newest: Math.max(seen, highest), pending: [...kept, ...fresh].slice(-MOST) };
}

/** Without those that are too old to help. */
export function freshOf(queue: SpeakerQueue, now: number): SpeakerQueue {
  const pending = queue.pending.filter((a) => a.dueBy > now);
  return pending.length === queue.pending.length ? queue : { ...queue, pending };
}
