import type { QueueId, WindowId } from "./ids.ts";
import type { ScreenCall } from "./screen.ts";
import type { WindowState } from "./window.ts";

/**
 * What the hall looks like now, computed from state by announce: boards, keypad displays and screens are
 * drawn from it and never told anything else. Two equal pictures need no sending.
 */
export interface HallPicture {
  readonly windows: readonly WindowPicture[];
  readonly queues: readonly QueuePicture[];
  /** All recent calls of the hall, newest first, at most 60. */
  readonly calls: readonly CallPicture[];
  /** Numbers that did not come and may still rejoin, newest first. */
  readonly missed: readonly { readonly number: string; readonly queue: QueueId }[];
}

export interface WindowPicture {
  readonly id: WindowId;
  readonly name: string;
  readonly state: WindowState;
  /** The number called or served, null when there is none. */
  readonly number: string | null;
  /** People this window could call now. */
  readonly waiting: number;
  /** Grows with every call and recall at this window: a board repaints at once. */
  readonly occurrence: number;
}

export interface QueuePicture {
  readonly id: QueueId;
  readonly name: string;
  readonly waiting: number;
  readonly minutes: number | null;
}

export interface CallPicture extends Omit<ScreenCall, "window"> {
  readonly queue: QueueId;
  readonly window: { readonly id: WindowId; readonly name: string };
}
