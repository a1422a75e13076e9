import { type Backoff, backoffDelay } from "../../kernel/backoff.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { OwnHealth } from "../hall-device.ts";
import type { Line } from "../line.ts";
import type { Turn, TurnEnd } from "../turn.ts";

export interface KeypadPollNeeds {
  readonly frame: Buffer;
  /** What the keypad says when no key waits; null: nothing, so that its silence tells nothing. */
  readonly idle: Buffer | null;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Silent polls in a row before it counts as off. */
  readonly tries: number;
  readonly line: Line;
  readonly clock: Clock;
  /** A frame of ours is being written: it may come back. */
  readonly onSent: (bytes: Buffer) => void;
  readonly onHealth: () => void;
}

/** A keypad that is off costs its line one time limit each time, so it is asked ever more rarely. */
const OFF_AGAIN: Backoff = { first: 1_000, longest: 15_000 };

/** Asks one keypad again and again whether a key was pressed. Its presses are heard by the line's key bus, early or late. */
export class KeypadPoll {
  readonly counters = { polls: 0, pollsMissed: 0 };
  readonly #needs: KeypadPollNeeds;
  #dueAt = 0;
  #turn: Turn | null = null;
  #missed = 0;
  /** The last bytes heard since the question, as many as the idle answer has. */
  #tail: Buffer = Buffer.alloc(0);

  constructor(needs: KeypadPollNeeds) {
    this.#needs = needs;
  }

  health(): Pick<OwnHealth, "health" | "reason"> {
    const off = this.#missed >= this.#needs.tries;
    return off ? { health: "off", reason: "轮询无应答" } : { health: "ok", reason: null };
  }

  /** Whether these bytes are what the keypad says when no key waits. */
  isIdle(bytes: Buffer): boolean {
    return this.#needs.idle?.equals(bytes) ?? false;
  }

  next(now: number): Turn | null {
    if (now < this.#dueAt) return null;
    const { frame, idle, timeoutMs } = this.#needs;
    const turn: Turn = {
      urgency: "rest",
      bytes: frame,
      answerWithin: timeoutMs,
      silenceAnswers: idle === null,
      begun: () => {
        this.#turn = turn;
        this.#tail = Buffer.alloc(0);
        this.counters.polls++;
        this.#needs.onSent(frame);
      },
      over: (end) => this.#over(end),
    };
    return turn;
  }

  due(): number {
    return this.#dueAt;
  }

  /** Anything that arrives on the line: an idle answer need not be a frame of this protocol. */
  received(bytes: Buffer): void {
    const { idle } = this.#needs;
    if (!idle || !this.#turn) return;
    const heard = Buffer.concat([this.#tail, bytes]);
    if (heard.includes(idle)) this.heard();
    else this.#tail = heard.subarray(-idle.length);
  }

  /** The keypad said something, asked or not. */
  heard(): void {
    this.#tellWhile(() => {
      this.#missed = 0;
    });
    if (this.#turn) this.#needs.line.answered(this.#turn);
  }

  lineChanged(): void {
    this.#turn = null;
    this.#missed = 0;
    this.#dueAt = 0;
  }

  #over(end: TurnEnd): void {
    this.#turn = null;
    if (end === "line-down") return;
    if (end === "silent" && this.#needs.idle !== null) {
      this.counters.pollsMissed++;
      this.#tellWhile(() => {
        this.#missed++;
      });
    }
    this.#dueAt = this.#needs.clock.now() + this.#rest();
  }

  #rest(): number {
    const { everyMs, tries } = this.#needs;
    if (this.#missed < tries) return everyMs;
    return Math.max(everyMs, backoffDelay(OFF_AGAIN, this.#missed - tries + 1));
  }

  #tellWhile(change: () => void): void {
    const was = this.health().health;
    change();
    if (this.health().health !== was) this.#needs.onHealth();
  }
}
