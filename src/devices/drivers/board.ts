import { type Backoff, backoffDelay } from "../../kernel/backoff.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { OwnHealth } from "../hall-device.ts";
import type { Line } from "../line.ts";
import type { Station, Turn, TurnEnd, Urgency } from "../turn.ts";
import type { BoardAnswer, BoardDriver, BoardMessage, Drawing } from "./board-driver.ts";

/** What the board is to show; equal versions need no sending. A recall is a new version of the same drawing. */
export interface BoardState {
  readonly version: string;
  readonly drawing: Drawing;
  readonly urgency: Urgency;
}

export interface BoardNeeds {
  readonly driver: BoardDriver;
  readonly line: Line;
  /** Bytes a second on the wire behind the line. */
  readonly bytesPerSecond: number;
  /** How long it may take to answer once it has heard all, milliseconds. */
  readonly answerMs: number;
  /** Sendings of one text before the board counts as off. */
  readonly tries: number;
  readonly clock: Clock;
  /** Bytes of this board are being written: they may come back. */
  readonly onSent: (bytes: Buffer) => void;
  readonly onHealth: () => void;
}

/** An off board costs its line one answer limit each time, so it is tried ever more rarely. */
const OFF_AGAIN: Backoff = { first: 1_000, longest: 15_000 };
/** A board that says it is busy is left alone so long, milliseconds. */
const BUSY = 250;
/** A board that lost its power forgets silently: everything is sent again this long after it was confirmed, ms. */
const REFRESH = 60_000;
/** Nothing tells that such a board has lost its power: sent again sooner. */
const REFRESH_UNCONFIRMED = 30_000;
/** What another host put on a board is painted over after this long: at once would be a fight without end, ms. */
const PAINT_OVER = 500;
/** A board that knows a probe is asked this long after its last answer, so that a pulled plug is seen, ms. */
const PROBE_AFTER = 20_000;
/** Nothing tells that such a board was replaced by another: what it must know beforehand is sent again this often, ms. */
const SET_UP_AGAIN = 15 * 60_000;
const REFUSED = "设备拒绝显示";
const UNCONFIRMED = "此协议不回应，已发送即视为已显示";

type Kind = "paint" | "probe";
interface Current {
  readonly turn: Turn;
  readonly kind: Kind;
  readonly version: string;
  answer: BoardAnswer | null;
}

/** Brings one board to what it should show, and knows what it confirmed; the bytes are its driver's. */
export class Board implements Station {
  readonly #needs: BoardNeeds;
  readonly #counters = { sent: 0, acked: 0, retried: 0, refused: 0, unanswered: 0 };
  #wanted: BoardState | null = null;
  #confirmed: { readonly version: string; readonly at: number } | null = null;
  /** Sent, but its proof (the probe's answer) is still to come. */
  #painted: string | null = null;
  #current: Current | null = null;
  /** The sending whose answer may still come late, and must not be taken for the answer to a newer one. */
  #unanswered: { readonly kind: Kind; readonly version: string } | null = null;
  /** Whether the board answers probes: not yet asked since the line came up, yes, or it does not know them. */
  #probing: "ask" | "yes" | "no" = "ask";
  /** This board was seen to leave texts unanswered while it answers probes. */
  #textsUnanswered = false;
  #heardAt = 0;
  #setUpAt = 0;
  #tries = 0;
  #nextTry = 0;
  #refusing = false;
  #health: Pick<OwnHealth, "health" | "reason"> = { health: "degraded", reason: "等待首次应答" };

  constructor(needs: BoardNeeds) {
    this.#needs = needs;
  }

  /** The newest state replaces whatever was not yet sent. */
  want(state: BoardState): void {
    if (state.version === this.#wanted?.version) return;
    this.#wanted = state;
    // It refused another text; this one may be to its liking. A silent board is left to its own pace.
    if (this.#refusing) {
      this.#tries = 0;
      this.#nextTry = 0;
    }
    this.#needs.line.wake();
  }

  /** Somebody else made it show something: what it confirmed to us is no longer true. */
  overwritten(): void {
    const confirmed = this.#confirmed;
    if (!confirmed) return;
    const at = this.#needs.clock.now() + PAINT_OVER - this.#refresh();
    this.#confirmed = { ...confirmed, at: Math.min(confirmed.at, at) };
    this.#needs.line.wake();
  }

  health(): OwnHealth {
    return { ...this.#health, counters: { ...this.#counters } };
  }

  next(now: number): Turn | null {
    const wanted = this.#wanted;
    if (!wanted || now < this.#resting(now)) return null;
    const { driver } = this.#needs;
    const { version } = wanted;
    const fresh = this.#confirmed?.version !== version && this.#health.health !== "off";
    if (!this.#stale(now)) {
      if (driver.probe === null || now < this.#probeAt(now)) return null;
      return this.#turn("probe", { bytes: driver.probe }, "rest", version);
    }
    // Who did not answer the first time is asked again after the others' calls.
    const urgency = !fresh ? "rest" : this.#tries > 0 ? "repaint" : wanted.urgency;
    if (driver.probe !== null && this.#asksFirst(version))
      return this.#turn("probe", { bytes: driver.probe }, urgency, version);
    const setUp = this.#confirmed === null || this.#setUpDue(now, version);
    return this.#turn("paint", wanted.drawing.message(setUp), urgency, version, setUp);
  }

  due(now: number): number | null {
    if (!this.#wanted) return null;
    if (this.#stale(now)) return this.#resting(now);
    if (!this.#confirmed) return null;
    const again = Math.min(this.#confirmed.at + this.#refresh(), this.#probeAt(now));
    return Math.max(this.#nextTry, again);
  }

  lineChanged(up: boolean): void {
    this.#confirmed = null;
    this.#painted = null;
    this.#unanswered = null;
    this.#probing = "ask";
    this.#textsUnanswered = false;
    this.#tries = 0;
    this.#nextTry = 0;
    if (up && this.#health.health !== "off") this.#become("degraded", "等待首次应答");
  }

  /** An answer with this board's address arrived. */
  answer(answer: BoardAnswer): void {
    const current = this.#current;
    if (!current || (answer.to !== "any" && answer.to !== current.kind)) return;
    if (this.#isLate(answer, current)) {
      this.#unanswered = null;
      return;
    }
    current.answer = answer;
    this.#needs.line.answered(current.turn);
  }

  /** Whether it may be the answer to a sending that was given up. */
  #isLate({ to }: BoardAnswer, { kind, version }: Current): boolean {
    const before = this.#unanswered;
    if (before === null || (to !== "any" && to !== before.kind)) return false;
    // Where a probe's answer proves a text, the text's own late answer does too.
    return before.version !== version || (before.kind !== kind && !this.#probeProves());
  }

  #turn(kind: Kind, { bytes, pauses }: BoardMessage, urgency: Urgency, version: string, setUp = false): Turn {
    const { driver, bytesPerSecond, answerMs, onSent } = this.#needs;
    const answers = kind === "probe" || (driver.confirmedBy !== "nothing" && !this.#textsUnanswered);
    const turn: Turn = {
      urgency,
      bytes,
      ...(pauses ? { pauses } : {}),
      answerWithin: answers ? answerMs + Math.ceil((bytes.length * 1_000) / bytesPerSecond) : null,
      begun: () => {
        this.#current = { turn, kind, version, answer: null };
        if (kind === "paint") this.#counters.sent++;
        if (setUp) this.#setUpAt = this.#needs.clock.now();
        onSent(bytes);
      },
      over: (end) => this.#over(end),
    };
    return turn;
  }

  /** Before the first text of a connection, and as the proof of a text that is not answered itself. */
  #asksFirst(version: string): boolean {
    return this.#probing === "ask" || this.#painted === version;
  }

  /** Never with a new text: setting up may make the board flash. */
  #setUpDue(now: number, version: string): boolean {
    if (this.#needs.driver.confirmedBy !== "nothing" || this.#confirmed?.version !== version) return false;
    return now >= this.#setUpAt + SET_UP_AGAIN || now < this.#setUpAt;
  }

  #probeAt(now: number): number {
    if (this.#needs.driver.probe === null || this.#probing !== "yes") return Number.POSITIVE_INFINITY;
    return this.#heardAt > now ? now : this.#heardAt + PROBE_AFTER;
  }

  #refresh(): number {
    return this.#needs.driver.confirmedBy === "nothing" ? REFRESH_UNCONFIRMED : REFRESH;
  }

  /** Until when it is left alone. A rest longer than any we give means that the clock was set back. */
  #resting(now: number): number {
    return this.#nextTry > now + OFF_AGAIN.longest ? now : this.#nextTry;
  }

  #stale(now: number): boolean {
    const confirmed = this.#confirmed;
    if (confirmed === null || confirmed.version !== this.#wanted?.version) return true;
    return now >= confirmed.at + this.#refresh() || now < confirmed.at;
  }

  #over(end: TurnEnd): void {
    const current = this.#current;
    this.#current = null;
    if (!current || end === "line-down") return;
    if (end === "sent") this.#sent(current);
    else if (end === "answered" && current.answer) this.#answered(current, current.answer);
    else this.#silent(current);
  }

  /** A text that is not answered went out. */
  #sent({ version }: Current): void {
    if (this.#needs.driver.confirmedBy === "nothing") this.#accepted(version, UNCONFIRMED);
    else this.#painted = version;
  }

  #answered({ kind, version }: Current, { outcome, reason }: BoardAnswer): void {
    this.#unanswered = null;
    this.#heardAt = this.#needs.clock.now();
    const proves = kind === "paint" || this.#painted === version;
    if (kind === "probe") this.#probing = "yes";
    if (kind === "probe" && proves) this.#textsUnanswered = true;
    if (outcome === "done" && proves) {
      this.#counters.acked++;
      this.#accepted(version, null);
    } else if (proves || outcome === "busy") {
      this.#counters.refused++;
      this.#refusing = true;
      this.#failed("degraded", reason === null ? REFUSED : `${REFUSED}：${reason}`);
      if (outcome === "busy") this.#nextTry = Math.max(this.#nextTry, this.#heardAt + BUSY);
    }
  }

  #silent(current: Current): void {
    this.#unanswered = { kind: current.kind, version: current.version };
    if (current.kind === "probe" && this.#probing === "ask") {
      // It may not know the question; its answer to the text will tell.
      this.#probing = "no";
      return;
    }
    if (current.kind === "paint" && this.#probing === "yes" && this.#probeProves()) {
      this.#painted = current.version;
      return;
    }
    this.#counters.unanswered++;
    this.#refusing = false;
    // Whatever it shows now, it has to be told again.
    this.#painted = null;
    if (current.kind === "probe") this.#confirmed = null;
    this.#failed("off", "无应答");
  }

  #probeProves(): boolean {
    return this.#needs.driver.confirmedBy === "answer-or-probe";
  }

  #accepted(version: string, reason: string | null): void {
    this.#confirmed = { version, at: this.#needs.clock.now() };
    this.#painted = null;
    this.#unanswered = null;
    this.#refusing = false;
    this.#tries = 0;
    this.#nextTry = 0;
    this.#become("ok", reason);
  }

  #failed(health: "off" | "degraded", reason: string): void {
    this.#tries++;
    const { tries } = this.#needs;
    if (this.#tries < tries) {
      this.#counters.retried++;
      return;
    }
    const wait = backoffDelay(OFF_AGAIN, this.#tries - tries + 1);
    this.#nextTry = this.#needs.clock.now() + wait;
    this.#confirmed = null;
    this.#become(health, reason);
  }

  #become(health: OwnHealth["health"], reason: string | null): void {
    if (this.#health.health === health && this.#health.reason === reason) return;
    this.#health = { health, reason };
    this.#needs.onHealth();
  }
}
