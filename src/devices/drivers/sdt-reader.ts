import type { CardSeen, IdCard } from "../../contract/id-card.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { OwnHealth } from "../hall-device.ts";
import type { Line } from "../line.ts";
import { createSdtParser, encodeSdt, type SdtAnswer, SW, swText } from "../protocols/sdt.ts";
import { parseCard } from "../protocols/sdt-card.ts";
import type { Station, Turn, TurnEnd } from "../turn.ts";
import { OwnBytes } from "./own-bytes.ts";

export interface SdtReaderNeeds {
  readonly line: Line;
  readonly clock: Clock;
  readonly keepPhoto: boolean;
  /** Time for the answer to "is there a card", milliseconds; selecting and reading may take longer by what they need. */
  readonly timeoutMs: number;
  /** Silent questions in a row before it counts as off. */
  readonly tries: number;
  readonly onSeen: (seen: CardSeen) => void;
  readonly onHealth: () => void;
}

type Step = "find" | "select" | "read";

/** Looked for a card this often, milliseconds: a hand that lays one down does not notice. */
const POLL = 300;
/** A reader that says nothing is asked less often, milliseconds. */
const POLL_SILENT = 2_000;
/** What a step takes longer than looking, milliseconds; reading takes the card itself about a second. */
const LONGER: Readonly<Record<Step, number>> = { find: 0, select: 100, read: 2_200 };
/** A card that was not found for so long has been taken away, milliseconds: one miss may be a hand that moves. */
const GONE_AFTER = 1_000;
/** A card that lies still is read again this seldom, to see that it is the same, milliseconds. */
const VERIFY_EVERY = 5_000;
/** Tries to read one card before its holder is told. */
const TRIES = 3;
const QUIET = 200;

/**
 * One SDT reader (protocols.md 4): find, select, read, again and again, each a turn of its own so that the line stays
 * free in between. A card is told once however long it lies there.
 */
export class SdtReader implements Station {
  readonly #needs: SdtReaderNeeds;
  readonly #parser = createSdtParser();
  readonly #own = new OwnBytes();
  readonly #counters = { polls: 0, cards: 0, retries: 0, silences: 0, stray: 0 };
  #step: Step = "find";
  #dueAt = 0;
  #turn: Turn | null = null;
  #answer: SdtAnswer | null = null;
  #lying: { readonly idNumber: string; verifyAt: number } | null = null;
  /** Since when no card is found, epoch milliseconds. */
  #absentSince: number | null = null;
  #failed = 0;
  #silent = 0;
  #refusal: string | null = null;
  #cancelQuiet = () => {};

  constructor(needs: SdtReaderNeeds) {
    this.#needs = needs;
  }

  /** Joins its line: nothing is heard or asked before. */
  attach(): void {
    const { line, clock } = this.#needs;
    line.onData((bytes) => {
      this.#cancelQuiet();
      this.#heard(this.#parser.push(this.#own.without(bytes)));
      if (!this.#parser.waiting()) return;
      this.#cancelQuiet = clock.at(clock.now() + QUIET, () => this.#heard(this.#parser.settle()));
    });
    line.add(this);
  }

  health(): OwnHealth {
    const ownEchoes = this.#own.echoes;
    const counters = { ...this.#parser.counters, ownEchoes, ...this.#counters, ...this.#needs.line.counters };
    if (this.#silent >= this.#needs.tries) return { health: "off", reason: "读卡器无应答", counters };
    if (this.#refusal !== null) return { health: "degraded", reason: this.#refusal, counters };
    return { health: "ok", reason: null, counters };
  }

  next(now: number): Turn | null {
    if (now < this.#dueAt) return null;
    const step = this.#step;
    const turn: Turn = {
      urgency: step === "find" ? "rest" : "repaint",
      bytes: encodeSdt(step),
      answerWithin: this.#needs.timeoutMs + LONGER[step],
      begun: () => {
        this.#turn = turn;
        this.#answer = null;
        if (step === "find") this.#counters.polls++;
        // What was held back as an echo of the command before was none.
        this.#heard(this.#parser.push(this.#own.sent(turn.bytes)));
      },
      over: (end) => this.#over(step, end),
    };
    return turn;
  }

  due(): number | null {
    return this.#dueAt;
  }

  lineChanged(): void {
    this.#cancelQuiet();
    this.#own.reset();
    this.#parser.reset();
    this.#begin("find", 0);
    this.#silent = 0;
    this.#refusal = null;
  }

  #heard(answers: readonly SdtAnswer[]): void {
    for (const answer of answers) {
      if (!this.#turn || this.#answer) {
        this.#counters.stray++;
        continue;
      }
      this.#answer = answer;
      this.#needs.line.answered(this.#turn);
    }
  }

  #over(step: Step, end: TurnEnd): void {
    const answer = this.#answer;
    this.#turn = null;
    this.#answer = null;
    if (end === "line-down") return;
    const was = this.health();
    if (end === "answered" && answer) {
      this.#silent = 0;
      this.#answered(step, answer);
    } else {
      this.#counters.silences++;
      this.#silent++;
      this.#begin("find", this.#silent >= this.#needs.tries ? POLL_SILENT : POLL);
    }
    const is = this.health();
    if (is.health !== was.health || is.reason !== was.reason) this.#needs.onHealth();
  }

  #answered(step: Step, { sw, data }: SdtAnswer): void {
    const known = sw === SW.done || sw === SW.found || sw === SW.noCard || sw === SW.notSelected;
    switch (step) {
      case "find":
        // A module that failed its own test answers every command with that.
        this.#refusal = known ? null : `读卡器：${swText(sw)}`;
        if (sw === SW.found || sw === SW.done) this.#found();
        else this.#missed();
        return;
      case "select":
        if (sw === SW.done) this.#begin("read", 0);
        else this.#again("没有读到证件，请把证件平放不动");
        return;
      case "read": {
        const card = sw === SW.done ? parseCard(data, this.#needs.keepPhoto) : null;
        if (card) this.#seen(card);
        else this.#again(sw === SW.done ? "这种证件不能识读，请到窗口办理" : "证件读取失败，请重新放置");
        return;
      }
    }
  }

  #found(): void {
    const now = this.#needs.clock.now();
    const still = this.#lying !== null && this.#absentSince === null && now < this.#lying.verifyAt;
    this.#begin(still ? "find" : "select", still ? POLL : 0);
    if (still) this.#absentSince = null;
  }

  #missed(): void {
    const now = this.#needs.clock.now();
    this.#absentSince ??= now;
    if (now - this.#absentSince >= GONE_AFTER) {
      this.#lying = null;
      this.#failed = 0;
    }
    this.#begin("find", POLL);
  }

  #seen(card: IdCard): void {
    const verifyAt = this.#needs.clock.now() + VERIFY_EVERY;
    const same = this.#lying?.idNumber === card.idNumber;
    this.#lying = { idNumber: card.idNumber, verifyAt };
    this.#absentSince = null;
    this.#failed = 0;
    this.#begin("find", POLL);
    if (same) return;
    this.#counters.cards++;
    this.#needs.onSeen({ seen: "card", card });
  }

  /** Tried again from the start; the holder is told once for each time the card is laid down. */
  #again(reason: string): void {
    this.#absentSince = null;
    this.#counters.retries++;
    this.#failed++;
    this.#begin("find", POLL);
    if (this.#failed === TRIES && this.#lying === null) this.#needs.onSeen({ seen: "trouble", reason });
  }

  #begin(step: Step, after: number): void {
    this.#step = step;
    this.#dueAt = this.#needs.clock.now() + after;
  }
}
