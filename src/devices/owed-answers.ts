/** Answers owed to keypads; more than this means noise, not people. */
const MOST = 64;

/** A person's bounces and repeats of one key; more of the same, unanswered, is a key that is stuck. */
const MOST_ALIKE = 8;

export interface OwedAnswer {
  readonly bytes: Buffer;
  /** Called just before it is written. */
  readonly begun: () => void;
}

/** What the hall still has to say to devices that spoke by themselves; never grows without end. */
export class OwedAnswers {
  #owed: OwedAnswer[] = [];

  get count(): number {
    return this.#owed.length;
  }

  /** False when there is no room. Each frame is owed its echo (protocols.md 2a); of a stuck key's only the first few. */
  add(answer: OwedAnswer): boolean {
    if (this.#owed.filter(({ bytes }) => bytes.equals(answer.bytes)).length >= MOST_ALIKE) return true;
    if (this.#owed.length >= MOST) return false;
    this.#owed.push(answer);
    return true;
  }

  take(): OwedAnswer | undefined {
    return this.#owed.shift();
  }

  forget(): void {
    this.#owed = [];
  }
}
