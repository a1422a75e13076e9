import { type Backoff, backoffDelay } from "../../kernel/backoff.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { OwnHealth } from "../hall-device.ts";
import type { Line, Station, Turn, TurnEnd, Urgency } from "../line.ts";
import { type BoardReply, encodeShow, type Run } from "../protocols/a090.ts";

/** What the board is to show; equal versions need no sending. A recall is a new version of the same runs. */
export interface BoardState {
  readonly version: string;
  readonly runs: readonly Run[];
  readonly urgency: Urgency;
}

export interface BoardNeeds {
  readonly address: number;
  readonly line: Line;
  /** Bytes a second on the wire behind the line. */
  readonly bytesPerSecond: number;
  readonly clock: Clock;
  readonly onHealth: () => void;
}

/** A board answers at once; this is for slow boxes between, milliseconds. */
const ANSWER_LIMIT = 400;
/** Sendings of one text before the board counts as off: the first and three more. */
const TRIES = 4;
/** An off board costs its line one answer limit each time, so it is tried ever more rarely. */
const OFF_AGAIN: Backoff = { first: 1_000, longest: 15_000 };
/** A board that lost its power forgets silently: everything is sent again this long after it was confirmed, ms. */
const REFRESH = 60_000;
const REFUSED = "设备拒绝显示";

/** Brings one A0 90 board to what it should show, and knows what it confirmed (protocols.md 1a). */
export class Board implements Station {
  readonly #needs: BoardNeeds;
  readonly #counters = { sent: 0, acked: 0, retried: 0, refused: 0, unanswered: 0 };
  #wanted: (BoardState & { readonly bytes: Buffer }) | null = null;
  #confirmed: { readonly version: string; readonly at: number } | null = null;
  #current: { readonly turn: Turn; readonly version: string; reply: BoardReply | null } | null = null;
  /** The version whose answer may still come late, and must not be taken for the answer to a newer one. */
  #unanswered: string | null = null;
  #tries = 0;
  #nextTry = 0;
  #health: Pick<OwnHealth, "health" | "reason"> = { health: "degraded", reason: "等待首次应答" };

  constructor(needs: BoardNeeds) {
    this.#needs = needs;
  }

  /** The newest state replaces whatever was not yet sent. */
  want(state: BoardState): void {
    if (state.version === this.#wanted?.version) return;
    this.#wanted = { ...state, bytes: encodeShow(this.#needs.address, state.runs) };
    // It refused another text; this one may be to its liking. A silent board is left to its own pace.
    if (this.#health.reason === REFUSED) {
      this.#tries = 0;
      this.#nextTry = 0;
    }
    this.#needs.line.wake();
  }

  health(): OwnHealth {
    return { ...this.#health, counters: { ...this.#counters } };
  }

  next(now: number): Turn | null {
    const wanted = this.#wanted;
    if (!wanted || now < this.#resting(now) || !this.#stale(now)) return null;
    const { bytes, version } = wanted;
    const fresh = this.#confirmed?.version !== version && this.#health.health !== "off";
    const turn: Turn = {
      urgency: fresh ? wanted.urgency : "rest",
      bytes,
      answerWithin: ANSWER_LIMIT + Math.ceil((bytes.length * 1_000) / this.#needs.bytesPerSecond),
      begun: () => {
        this.#current = { turn, version, reply: null };
        this.#counters.sent++;
      },
      over: (end) => this.#over(end),
    };
    return turn;
  }

  due(now: number): number | null {
    if (!this.#wanted) return null;
    if (this.#stale(now)) return this.#resting(now);
    return this.#confirmed ? Math.max(this.#nextTry, this.#confirmed.at + REFRESH) : null;
  }

  lineChanged(up: boolean): void {
    this.#confirmed = null;
    this.#unanswered = null;
    this.#tries = 0;
    this.#nextTry = 0;
    if (up && this.#health.health !== "off") this.#become("degraded", "等待首次应答");
  }

  /** A reply with this board's address arrived. */
  reply(reply: BoardReply): void {
    const current = this.#current;
    if (!current) return;
    if (this.#unanswered !== null && this.#unanswered !== current.version) {
      this.#unanswered = null;
      return;
    }
    current.reply = reply;
    this.#needs.line.answered(current.turn);
  }

  /** Until when it is left alone. A rest longer than any we give means that the clock was set back. */
  #resting(now: number): number {
    return this.#nextTry > now + OFF_AGAIN.longest ? now : this.#nextTry;
  }

  #stale(now: number): boolean {
    const confirmed = this.#confirmed;
    if (confirmed === null || confirmed.version !== this.#wanted?.version) return true;
    return now >= confirmed.at + REFRESH || now < confirmed.at;
  }

  #over(end: TurnEnd): void {
    const current = this.#current;
    this.#current = null;
    if (!current || end === "line-down") return;
    if (end === "answered" && current.reply?.done) {
      this.#accepted(current.version);
      return;
    }
    if (end === "silent") {
      this.#counters.unanswered++;
      this.#unanswered = current.version;
    } else {
      this.#counters.refused++;
      this.#unanswered = null;
    }
    this.#failed(end);
  }

  #accepted(version: string): void {
    this.#counters.acked++;
    this.#confirmed = { version, at: this.#needs.clock.now() };
    this.#unanswered = null;
    this.#tries = 0;
    this.#nextTry = 0;
    this.#become("ok", null);
  }

  #failed(end: TurnEnd): void {
    this.#tries++;
    if (this.#tries < TRIES) {
      this.#counters.retried++;
      return;
    }
    const wait = backoffDelay(OFF_AGAIN, this.#tries - TRIES + 1);
    this.#nextTry = this.#needs.clock.now() + wait;
    this.#confirmed = null;
    if (end === "silent") this.#become("off", "无应答");
    else this.#become("degraded", REFUSED);
  }

  #become(health: OwnHealth["health"], reason: string | null): void {
    if (this.#health.health === health && this.#health.reason === reason) return;
    this.#health = { health, reason };
    this.#needs.onHealth();
  }
}
