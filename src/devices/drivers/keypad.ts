import type { KeyAction } from "../../contract/device.ts";
import type { WindowPicture } from "../../contract/picture.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Line } from "../line.ts";
import { beepFrame, keyOf, numberFrame, waitingFrame } from "../protocols/ff68-words.ts";
import type { Station, Turn, Urgency } from "../turn.ts";
import type { KeypadPoll } from "./keypad-poll.ts";

export interface KeypadNeeds {
  readonly address: number;
  readonly debounceMs: number;
  readonly line: Line;
  readonly clock: Clock;
  /** A frame of ours is being written: it may come back. */
  readonly onSent: (bytes: Buffer) => void;
  readonly onKey: (action: KeyAction) => void;
  /** null: it speaks by itself. */
  readonly poll: KeypadPoll | null;
}

/** A key held down repeats faster than this, and nobody presses so fast on purpose, milliseconds. */
const HELD_REPEAT = 300;
/** A press that changed nothing is still followed by both display frames, after this long, milliseconds. */
const SHOW_AFTER_PRESS = 150;
/** Keypads confirm nothing and forget when unplugged: both frames are sent again this often, milliseconds. */
const REFRESH = 60_000;

/** What a keypad's display shows. */
export interface KeypadState {
  readonly waiting: number;
  readonly number: string | null;
}

export function keypadState({ waiting, number }: WindowPicture): KeypadState {
  return { waiting, number };
}

/** One FF 68 keypad: its presses, freed of bounces, and its display (protocols.md 2a). */
export class Keypad implements Station {
  readonly counters = { sent: 0, presses: 0, bounced: 0, unknownKeys: 0 };
  readonly #needs: KeypadNeeds;
  #pressed: { readonly action: KeyAction; readonly taken: number; readonly last: number } | null = null;
  #wanted: { readonly waiting: Buffer; readonly number: Buffer; readonly urgency: Urgency } | null = null;
  /** What was last put on the line; null: must be sent whatever it is. */
  #shown: { waiting: Buffer | null; number: Buffer | null; at: number } = {
    waiting: null,
    number: null,
    at: 0,
  };
  #showAt: number | null = null;
  #beep = false;

  constructor(needs: KeypadNeeds) {
    this.#needs = needs;
  }

  want(state: KeypadState, urgency: Urgency): void {
    const { address, line } = this.#needs;
    const waiting = waitingFrame(address, state.waiting);
    const number = numberFrame(address, state.number);
    const old = this.#wanted;
    if (old?.waiting.equals(waiting) && old.number.equals(number)) return;
    this.#wanted = { waiting, number, urgency };
    if (this.#showAt !== null) this.#showBoth();
    line.wake();
  }

  /** A frame with this keypad's address; it has been answered already. */
  pressed(data: readonly number[]): void {
    const now = this.#needs.clock.now();
    const action = keyOf(data);
    this.#showAt ??= now + SHOW_AFTER_PRESS;
    if (action === null) {
      this.counters.unknownKeys++;
      return;
    }
    if (this.#isRepeat(action, now)) {
      this.counters.bounced++;
      return;
    }
    this.counters.presses++;
    this.#needs.onKey(action);
  }

  /**
   * Within the configured time of the press that was taken, or in the row of repeats of a key that is held down.
   * Another key in between ends the row: who pressed call, abandon, call meant all three.
   */
  #isRepeat(action: KeyAction, now: number): boolean {
    const before = this.#pressed?.action === action ? this.#pressed : null;
    // A clock that was set back says nothing about keys.
    const within = (since: number, most: number) => now >= since && now - since < most;
    const { debounceMs } = this.#needs;
    const repeat =
      before !== null &&
      (within(before.taken, debounceMs) || within(before.last, Math.min(debounceMs, HELD_REPEAT)));
    this.#pressed = { action, taken: repeat ? before.taken : now, last: now };
    return repeat;
  }

  /** Makes it beep once: for finding the keypad that has this address. */
  beep(): void {
    this.#beep = true;
    this.#needs.line.wake();
  }

  /** Display first, then the question. */
  next(now: number): Turn | null {
    return this.#display(now) ?? this.#needs.poll?.next(now) ?? null;
  }

  #display(now: number): Turn | null {
    if (this.#beep) return this.#beepTurn();
    const wanted = this.#wanted;
    if (!wanted) return null;
    const all = this.#renew(now);
    const { waiting, number } = this.#shown;
    // A clerk who called looks for the number; the count of those who wait may come a little later to the others.
    const urgency = number?.equals(wanted.number) ? wanted.urgency : "number";
    if (all || !waiting?.equals(wanted.waiting)) return this.#turn("waiting", wanted.waiting, urgency, all);
    if (!number?.equals(wanted.number)) return this.#turn("number", wanted.number, urgency, false);
    return null;
  }

  due(): number | null {
    const never = Number.POSITIVE_INFINITY;
    const display = this.#wanted ? Math.min(this.#showAt ?? never, this.#shown.at + REFRESH) : never;
    const due = Math.min(display, this.#needs.poll?.due() ?? never);
    return due === never ? null : due;
  }

  lineChanged(): void {
    this.#needs.poll?.lineChanged();
    this.#showBoth();
  }

  #renew(now: number): boolean {
    return (this.#showAt !== null && now >= this.#showAt) || now >= this.#shown.at + REFRESH;
  }

  #turn(part: "waiting" | "number", bytes: Buffer, urgency: Urgency, all: boolean): Turn {
    return {
      urgency,
      bytes,
      answerWithin: null,
      begun: () => {
        const now = this.#needs.clock.now();
        if (all) this.#showBoth();
        this.#shown = { ...this.#shown, [part]: bytes, at: now };
        this.counters.sent++;
        this.#needs.onSent(bytes);
      },
      over: (end) => {
        if (end === "line-down") this.#showBoth();
      },
    };
  }

  #beepTurn(): Turn {
    const bytes = beepFrame(this.#needs.address);
    return {
      urgency: "number",
      bytes,
      answerWithin: null,
      begun: () => {
        this.#beep = false;
        this.#needs.onSent(bytes);
      },
      over: () => {},
    };
  }

  #showBoth(): void {
    this.#shown = { waiting: null, number: null, at: this.#needs.clock.now() };
    this.#showAt = null;
  }
}
