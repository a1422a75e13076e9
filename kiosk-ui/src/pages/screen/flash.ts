import type { ScreenCall } from "../../../../src/contract/screen.ts";

/** How long a new call flashes. */
export const FLASH_MS = 8_000;

/** Which announcements flash until when (page clock, epoch ms), and the highest one seen. */
export interface FlashState {
  readonly newest: number | null;
  readonly until: ReadonlyMap<number, number>;
}

export const NOTHING_FLASHES: FlashState = { newest: null, until: new Map() };

/**
 * A call or recall that was not there before flashes; what the first picture holds does not. A picture whose
 * numbers are all lower comes from numbering that started over, and sets the mark anew.
 */
export function flashCalls(state: FlashState, calls: readonly ScreenCall[], now: number): FlashState {
  const highest = calls.reduce((most, call) => Math.max(most, call.announcement), 0);
  const mark = state.newest;
  if (mark === null) return { newest: highest, until: new Map() };
  const until = new Map([...state.until].filter(([, end]) => end > now));
  for (const { announcement, state: callState } of calls) {
    if (announcement > mark && callState === "calling") until.set(announcement, now + FLASH_MS);
  }
  return { newest: calls.length === 0 ? 0 : Math.max(highest, ...until.keys()), until };
}

export function isFlashing(state: FlashState, call: ScreenCall, now: number): boolean {
  return (state.until.get(call.announcement) ?? 0) > now;
}
