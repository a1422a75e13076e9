import type { CallPicture } from "../../contract/picture.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { OwnHealth } from "../hall-device.ts";
import type { Line } from "../line.ts";
import {
  askStatusFrame,
  speakFrame,
  type TtsDialect,
  TtsReplies,
  type TtsReply,
} from "../protocols/xf-tts.ts";
import type { Station, Turn, TurnEnd } from "../turn.ts";
import { type Announcement, freshOf, hear, NOTHING_SAID, type SpeakerQueue } from "./speaker-queue.ts";

export interface SpeakerNeeds {
  readonly line: Line;
  readonly clock: Clock;
  readonly dialect: TtsDialect;
  /** Put before each text: volume and speed as the module's marks. */
  readonly marks: string;
  readonly text: (call: { readonly number: string; readonly windowName: string }) => string;
  /** Whether the hall's silent hours are on now. */
  readonly silent: () => boolean;
  /** Time for the answer to a frame, milliseconds. */
  readonly timeoutMs: number;
  /** Silent frames in a row before it counts as off. */
  readonly tries: number;
  readonly onHealth: () => void;
}

/** A speaking module is asked this often whether it has finished, milliseconds. */
const POLL = 300;
/** One with nothing to say is asked this seldom whether it is there, milliseconds. */
const CHECK = 15_000;
/** Longest time for one character, and what is added for the pause before and after, milliseconds. */
const SPOKEN = { character: 350, around: 2_000 };
/** No sentence of a call lasts so long, milliseconds: the module hangs. */
const ENDLESS = 60_000;

/**
 * One serial speech module. It speaks one sentence at a time and is asked until it has finished, so that none cuts
 * another; where it does not answer, the time a sentence takes at most is waited.
 */
export class Speaker implements Station {
  readonly #needs: SpeakerNeeds;
  readonly #replies = new TtsReplies();
  readonly #counters = { spoken: 0, failed: 0, dropped: 0, kept: 0, silences: 0 };
  #queue: SpeakerQueue = NOTHING_SAID;
  #speaking: { readonly said: Announcement; readonly since: number; readonly until: number } | null = null;
  #asked: { readonly turn: Turn; readonly kind: "say" | "ask"; replied: boolean } | null = null;
  /** The announcement that was given back once; a second time it is dropped. */
  #retried: number | null = null;
  #askAt = 0;
  #silent = 0;
  #refused = false;
  #endless = false;

  constructor(needs: SpeakerNeeds) {
    this.#needs = needs;
  }

  attach(): void {
    this.#needs.line.onData((bytes) => {
      for (const reply of this.#replies.push(bytes)) this.#heard(reply);
    });
    this.#needs.line.add(this);
  }

  want(calls: readonly CallPicture[]): void {
    const { clock, line, silent } = this.#needs;
    const before = this.#queue.pending.length;
    this.#queue = hear(this.#queue, calls, clock.now());
    // What is called in silent hours is not made up for when they end.
    if (silent()) {
      this.#counters.kept += this.#queue.pending.length;
      this.#queue = { ...this.#queue, pending: [] };
    }
    if (this.#queue.pending.length > before) line.wake();
  }

  health(): OwnHealth {
    const counters = { ...this.#replies.counters, ...this.#counters, ...this.#needs.line.counters };
    if (this.#silent >= this.#needs.tries) return { health: "off", reason: "语音模块无应答", counters };
    if (this.#endless) return { health: "degraded", reason: "语音模块一直在播报，不再接收", counters };
    if (this.#refused) return { health: "degraded", reason: "语音模块拒绝了播报内容", counters };
    return { health: "ok", reason: null, counters };
  }

  next(now: number): Turn | null {
    if (this.#speaking && now >= this.#speaking.until) this.#speaking = null;
    if (this.#speaking) return now >= this.#askAt ? this.#ask() : null;
    const fresh = freshOf(this.#queue, now);
    const [first] = fresh.pending;
    if (first) return this.#say(first);
    return now >= this.#askAt ? this.#ask() : null;
  }

  due(): number | null {
    return this.#speaking ? Math.min(this.#askAt, this.#speaking.until) : this.#askAt;
  }

  lineChanged(): void {
    this.#replies.reset();
    this.#speaking = null;
    this.#asked = null;
    this.#silent = 0;
    this.#refused = false;
    this.#endless = false;
    this.#askAt = this.#needs.clock.now();
  }

  #say(said: Announcement): Turn {
    const { dialect, marks, text, clock } = this.#needs;
    const words = text(said);
    const turn: Turn = {
      urgency: "call",
      bytes: speakFrame(`${marks}${words}`, dialect),
      answerWithin: this.#needs.timeoutMs,
      begun: () => {
        const now = clock.now();
        const fresh = freshOf(this.#queue, now).pending;
        this.#counters.dropped += this.#queue.pending.length - fresh.length;
        this.#queue = {
          ...this.#queue,
          pending: fresh.filter((a) => a.announcement !== said.announcement),
        };
        this.#speaking = { said, since: now, until: now + SPOKEN.around + words.length * SPOKEN.character };
        this.#askAt = now + POLL;
        this.#asked = { turn, kind: "say", replied: false };
        this.#replies.sent(turn.bytes);
        this.#counters.spoken++;
      },
      over: (end) => this.#over(end),
    };
    return turn;
  }

  #ask(): Turn {
    const bytes = askStatusFrame(this.#needs.dialect);
    const turn: Turn = {
      urgency: "rest",
      bytes,
      answerWithin: this.#needs.timeoutMs,
      begun: () => {
        this.#asked = { turn, kind: "ask", replied: false };
        this.#replies.sent(bytes);
      },
      over: (end) => this.#over(end),
    };
    return turn;
  }

  #heard(reply: TtsReply): void {
    const asked = this.#asked;
    // "Idle" while a sentence is being handed over still speaks of the one before.
    if (asked?.kind === "say" && (reply === "idle" || reply === "busy")) return;
    const was = this.health();
    this.#take(reply);
    if (asked && !asked.replied) {
      asked.replied = true;
      this.#needs.line.answered(asked.turn);
    } else {
      // Modules say by themselves when they have finished, and when they have been switched on.
      this.#needs.line.wake();
    }
    this.#tell(was);
  }

  #take(reply: TtsReply): void {
    switch (reply) {
      case "ok":
        this.#refused = false;
        return;
      case "busy":
        this.#stillSpeaking();
        return;
      case "idle":
        // Right after a sentence was taken the module may still say so of the one before.
        if (this.#needs.clock.now() >= this.#askAt - POLL / 2 || this.#asked?.kind === "ask")
          this.#speaking = null;
        return;
      case "failed":
        this.#counters.failed++;
        this.#refused = true;
        this.#giveBack();
        return;
      case "ready":
        this.#giveBack();
        return;
    }
  }

  /** It takes longer than thought: what the module says counts more than what a sentence usually takes. */
  #stillSpeaking(): void {
    const speaking = this.#speaking;
    if (!speaking) return;
    const now = this.#needs.clock.now();
    this.#speaking = { ...speaking, until: Math.max(speaking.until, now + SPOKEN.around) };
    this.#endless = now - speaking.since > ENDLESS;
  }

  /** A sentence that was not spoken to its end is tried once more, before those that wait. */
  #giveBack(): void {
    const said = this.#speaking?.said;
    this.#speaking = null;
    if (!said || this.#retried === said.announcement) return;
    this.#retried = said.announcement;
    this.#queue = { ...this.#queue, pending: [said, ...this.#queue.pending] };
  }

  #over(end: TurnEnd): void {
    const was = this.health();
    this.#asked = null;
    if (end === "line-down") return;
    this.#silent = end === "answered" ? 0 : this.#silent + 1;
    if (end !== "answered") this.#counters.silences++;
    this.#askAt = this.#needs.clock.now() + (this.#speaking ? POLL : CHECK);
    this.#tell(was);
  }

  #tell(was: OwnHealth): void {
    const is = this.health();
    if (is.health !== was.health || is.reason !== was.reason) this.#needs.onHealth();
  }
}
