import iconv from "iconv-lite";
import { noCounters } from "./parse-counters.ts";

/** Longer than any code a person carries; a QR code's most would be 4296 characters. */
const LONGEST = 1_024;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Texts of a code scanner on a serial line: ended by CR, LF or both, or by silence (`settle`). What is longer than any
 * code is dropped to its end. Control characters that some scanners put around a code are left out.
 */
export class ScanLines {
  readonly counters = noCounters();
  #kept: number[] = [];
  #tooLong = false;

  push(bytes: Buffer): string[] {
    const texts: string[] = [];
    for (const byte of bytes) {
      if (byte === 0x0d || byte === 0x0a) {
        texts.push(...this.#end());
      } else if (byte < 0x20 || byte === 0x7f) {
        this.counters.droppedBytes++;
      } else if (this.#tooLong || this.#kept.length >= LONGEST) {
        this.counters.droppedBytes += this.#kept.length + 1;
        this.#kept = [];
        this.#tooLong = true;
      } else {
        this.#kept.push(byte);
      }
    }
    return texts;
  }

  waiting(): boolean {
    return this.#kept.length > 0 || this.#tooLong;
  }

  /** The scanner has been quiet: what it sent without an end is a code. */
  settle(): string[] {
    return this.#end();
  }

  reset(): void {
    this.counters.droppedBytes += this.#kept.length;
    this.#kept = [];
    this.#tooLong = false;
  }

  #end(): string[] {
    const bytes = Buffer.from(this.#kept);
    if (this.#tooLong) this.counters.badLength++;
    this.#kept = [];
    this.#tooLong = false;
    const text = decode(bytes).trim();
    if (text === "") return [];
    this.counters.frames++;
    return [text];
  }
}

/**
 * Most scanners send what the code holds: UTF-8, or GBK from older printers. Some Chinese in GBK is valid UTF-8 of
 * other scripts, which nobody here writes.
 */
function decode(bytes: Buffer): string {
  try {
    const text = UTF8.decode(bytes);
    if (!/[^\0-\x7f]/.test(text) || /\p{Script=Han}/u.test(text)) return text;
  } catch {
    // Not UTF-8 at all.
  }
  return iconv.decode(bytes, "gbk");
}
