/**
 * Silence between two speakers on a wire (RS-485 adapters turn round), in characters, and at least, milliseconds. Short,
 * so that the hall keeps the wire while it has something to say: a keypad that listens before it speaks waits longer.
 */
const GAP = { characters: 2, atLeast: 2 };

/**
 * Keypads that wait for a quiet wire before they speak get one at least this often while the hall repaints, and for so
 * long, milliseconds: otherwise a press would wait until the hall has said all it has.
 */
const LISTEN = { every: 100, for: 15 };

/** When a line may be spoken on again. A tty's line rests a little after each speaker; a network box does that by itself. */
export class WireSilence {
  /** Bytes a second of a wire that is right behind the line; null when a network box keeps the time. */
  readonly #bytesPerSecond: number | null;
  #characters = GAP.characters;
  /** Nothing is sent before this moment. */
  #until = 0;
  #spokenAt = 0;
  /** When the wire was last quiet for long enough; null: nobody on it speaks by itself. */
  #listenedAt: number | null = null;

  constructor(bytesPerSecond: number | null) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** A device on this wire needs so many characters of silence between frames. */
  need(characters: number): void {
    this.#characters = Math.max(this.#characters, characters);
  }

  /** A device on this wire speaks by itself when it finds the wire quiet. */
  listen(): void {
    if (this.#bytesPerSecond !== null) this.#listenedAt ??= 0;
  }

  /** Until when to be silent before something that can wait; null: it is somebody's turn to be told. */
  listenUntil(now: number): number | null {
    if (this.#listenedAt === null) return null;
    const until = this.#spokenAt + LISTEN.for;
    // A clock that was set back says nothing about silence.
    if (now >= until || now < this.#spokenAt) this.#listenedAt = now;
    return now - this.#listenedAt < LISTEN.every && now >= this.#listenedAt ? null : until;
  }

  /** Somebody has just spoken. */
  spoken(now: number): void {
    this.#spokenAt = now;
    this.#until = now + this.#gap();
  }

  /** Until when to be silent; null: not any more. */
  until(now: number): number | null {
    const left = this.#until - now;
    // A wait longer than any gap (and the rounding of clocks) means that the clock was set back.
    return left > 0 && left <= this.#gap() + 1 ? this.#until : null;
  }

  forget(): void {
    this.#until = 0;
  }

  /** How long so many bytes take on the wire, milliseconds. */
  timeOf(bytes: number): number {
    return this.#bytesPerSecond === null ? 0 : Math.ceil((bytes * 1_000) / this.#bytesPerSecond);
  }

  #gap(): number {
    if (this.#bytesPerSecond === null) return 0;
    return Math.max(GAP.atLeast, (this.#characters * 1_000) / this.#bytesPerSecond);
  }
}
