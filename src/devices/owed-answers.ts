/** Answers owed to keypads; more than this means noise, not people. */
const MOST = 64;

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

  /** False when there is no room; a keypad that repeats what was not yet echoed is owed one echo. */
  add(answer: OwedAnswer): boolean {
    if (this.#owed.some(({ bytes }) => bytes.equals(answer.bytes))) return true;
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
