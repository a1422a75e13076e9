import type { Clock } from "../../kernel/clock.ts";
import type { Line } from "../line.ts";
import { encodeFf68, type Ff68Frame, Ff68Parser } from "../protocols/ff68.ts";
import { answerTo, FUNC } from "../protocols/ff68-words.ts";
import type { ParseCounters } from "../protocols/parse-counters.ts";
import type { Keypad } from "./keypad.ts";
import type { KeypadPoll } from "./keypad-poll.ts";
import { OwnEcho } from "./own-echo.ts";
import type { Rater } from "./rater.ts";

/** Longer than any frame takes at 9600 baud, even when a network box cuts it in two, milliseconds. */
const QUIET = 200;

/**
 * The FF 68 keypads and raters of one line. A keypad and a rater may share an address: a rater's result has
 * func 11, everything else is a keypad's (protocols.md 2a).
 */
export class KeyBus {
  readonly #line: Line;
  readonly #clock: Clock;
  readonly #parser = new Ff68Parser();
  readonly #echo = new OwnEcho();
  readonly #keypads: {
    readonly address: number;
    readonly keypad: Keypad;
    readonly poll: KeypadPoll | null;
  }[] = [];
  readonly #raters: { readonly address: number; readonly rater: Rater }[] = [];
  readonly #counters = { ownEchoes: 0, unknownAddress: 0 };
  #listening = false;
  #cancelQuiet = () => {};

  constructor({ line, clock }: { line: Line; clock: Clock }) {
    this.#line = line;
    this.#clock = clock;
  }

  addKeypad(address: number, keypad: Keypad, poll: KeypadPoll | null): void {
    this.#listen();
    this.#keypads.push({ address, keypad, poll });
    this.#line.add(keypad);
  }

  addRater(address: number, rater: Rater): void {
    this.#listen();
    this.#raters.push({ address, rater });
    this.#line.add(rater);
  }

  /** A frame of ours is being written. */
  sent(bytes: Buffer): void {
    this.#echo.sent(bytes, this.#clock.now());
  }

  counters(): ParseCounters & { ownEchoes: number; unknownAddress: number } {
    return { ...this.#parser.counters, ...this.#counters };
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#line.keepListening();
    this.#line.onConnected(() => {
      this.#cancelQuiet();
      this.#parser.reset();
      this.#echo.reset();
    });
    this.#line.onData((bytes) => {
      this.#cancelQuiet();
      for (const { poll } of this.#keypads) poll?.received(bytes);
      this.#received(this.#parser.push(bytes));
      this.#watch();
    });
  }

  /** Noise that looks like a frame's beginning must not hold a press back. */
  #watch(): void {
    if (!this.#parser.waiting()) return;
    this.#cancelQuiet = this.#clock.at(this.#clock.now() + QUIET, () => {
      const frames = this.#parser.settle();
      this.#received(frames);
      if (frames.length > 0) this.#watch();
    });
  }

  #received(frames: readonly Ff68Frame[]): void {
    // All that came together came before any answer to it: none of it is that answer's echo.
    const now = this.#clock.now();
    const genuine = frames.filter((frame) => !this.#echo.isOwn(frame, now));
    this.#counters.ownEchoes += frames.length - genuine.length;
    for (const frame of genuine) this.#taken(frame);
  }

  #taken(frame: Ff68Frame): void {
    const mine = (device: { readonly address: number }) => device.address === frame.address;
    const polls = this.#keypads.filter(mine).flatMap(({ poll }) => poll ?? []);
    // "No key waits" is answered by nothing.
    if (polls.some((poll) => poll.isIdle(encodeFf68(frame)))) {
      for (const poll of polls) poll.heard();
      return;
    }
    const rated = frame.func === FUNC.rated;
    if (!(rated ? this.#raters : this.#keypads).some(mine)) {
      this.#counters.unknownAddress++;
      return;
    }
    const answer = answerTo(frame);
    // Noted when it is written, not before.
    this.#line.answer(answer, () => this.sent(answer));
    if (rated) for (const { rater } of this.#raters.filter(mine)) rater.rated(frame.data);
    else for (const { keypad } of this.#keypads.filter(mine)) keypad.pressed(frame.data);
    // Ends the question that this answered, and gives the line to the echo.
    for (const poll of polls) poll.heard();
  }
}
