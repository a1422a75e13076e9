/** A way to turn text into speech. espeak-ng is one; nothing else in the hall knows it. */
export interface Synthesiser {
  /** Goes into the cache's keys: another voice makes other sounds of the same text. */
  readonly id: string;
  /** Why it can't be used on this machine, Chinese; null when it can. */
  readonly missing: string | null;
  /** A WAV file of the text; `speed` in words a minute. Rejects with a HallError. */
  say(text: string, speed: number): Promise<Uint8Array>;
  stop(): Promise<void>;
}
