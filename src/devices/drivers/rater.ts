import type { Clock } from "../../kernel/clock.ts";
import type { Line } from "../line.ts";
import { askFrame } from "../protocols/ff68-words.ts";
import type { Station, Turn } from "../turn.ts";

export type Score = 1 | 2 | 3 | 4 | 5;

export interface RaterNeeds {
  readonly address: number;
  /** Key byte, decimal, to score 1..5. */
  readonly scores: Readonly<Record<string, number>>;
  /** It confirms nothing: a question is sent so often in all, so long after each other, while nobody has rated. */
  readonly tries: number;
  readonly againMs: number;
  readonly line: Line;
  readonly clock: Clock;
  /** A frame of ours is being written: it may come back. */
  readonly onSent: (bytes: Buffer) => void;
  readonly onScore: (score: Score) => void;
}

/** A rater that missed our answer says its result again within this time, milliseconds. */
const REPEATED = 800;

/** One FF 68 rater: asks once per question, again after a reconnect while the question stands (protocols.md 2a). */
export class Rater implements Station {
  readonly counters = { asked: 0, ratings: 0, repeated: 0, unknownKeys: 0 };
  readonly #needs: RaterNeeds;
  readonly #frame: Buffer;
  #question: "none" | "unsent" | "sent" = "none";
  #sent = { times: 0, at: 0 };
  #last: { readonly key: number; readonly at: number } | null = null;

  constructor(needs: RaterNeeds) {
    this.#needs = needs;
    this.#frame = askFrame(needs.address);
  }

  ask(): void {
    this.#question = "unsent";
    this.#sent = { times: 0, at: 0 };
    this.#last = null;
    this.#needs.line.wake();
  }

  cancel(): void {
    this.#question = "none";
  }

  /** A result with this rater's address; it has been answered already. */
  rated(data: readonly number[]): void {
    const now = this.#needs.clock.now();
    const key = data.at(-1) ?? -1;
    const score = this.#needs.scores[String(key)];
    if (!isScore(score)) {
      this.counters.unknownKeys++;
      return;
    }
    if (this.#last?.key === key && now - this.#last.at < REPEATED) {
      this.counters.repeated++;
      return;
    }
    this.#last = { key, at: now };
    this.#question = "none";
    this.counters.ratings++;
    this.#needs.onScore(score);
  }

  next(now: number): Turn | null {
    if (this.#question !== "unsent" && now < (this.due() ?? Number.POSITIVE_INFINITY)) return null;
    return {
      urgency: "repaint",
      bytes: this.#frame,
      answerWithin: null,
      begun: () => {
        this.#question = "sent";
        this.#sent = { times: this.#sent.times + 1, at: this.#needs.clock.now() };
        this.counters.asked++;
        this.#needs.onSent(this.#frame);
      },
      over: (end) => {
        if (end === "line-down") this.lineChanged();
      },
    };
  }

  due(): number | null {
    const { tries, againMs } = this.#needs;
    return this.#question === "sent" && this.#sent.times < tries ? this.#sent.at + againMs : null;
  }

  lineChanged(): void {
    if (this.#question === "sent") this.#question = "unsent";
  }
}

export function isScore(score: number | undefined): score is Score {
  return score === 1 || score === 2 || score === 3 || score === 4 || score === 5;
}
