import type { Pause } from "./pauses.ts";

/** What goes first when several devices of a line have something to say. */
export const URGENCIES = ["call", "number", "repaint", "rest"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** One thing to put on the line; until it is over nothing else is sent. */
export interface Turn {
  readonly urgency: Urgency;
  readonly bytes: Buffer;
  readonly pauses?: readonly Pause[];
  /** Time for the answer once the bytes are out, milliseconds; null when none is expected. */
  readonly answerWithin: number | null;
  /** Who is asked says nothing when there is nothing to say: silence is no sign of a dead line. */
  readonly silenceAnswers?: boolean;
  /** Called just before its bytes are written. */
  readonly begun: () => void;
  /** Called once, later. `answered` only after `Line.answered`. */
  readonly over: (end: TurnEnd) => void;
}
export type TurnEnd = "sent" | "answered" | "silent" | "line-down";

/**
 * A device as its line sees it. It is asked for its next turn only when the line is free, so what it says is
 * always its newest, and nothing can pile up.
 */
export interface Station {
  /** What it would send now; null when nothing. Must not change anything: another station may go first. */
  next(now: number): Turn | null;
  /** When to ask again although nothing happened, epoch milliseconds; null: only after `Line.wake`. */
  due(now: number): number | null;
  /** The line came up (everything must be sent again) or went down. */
  lineChanged(up: boolean): void;
}
