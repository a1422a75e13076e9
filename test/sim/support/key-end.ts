import { Ff68Ear, type Ff68Frame, ff68Bytes } from "../../../virtual-hall/decode/ff68.ts";
import { ByteEnd } from "./byte-end.ts";

export const KEYS = {
  call: [0x0c],
  recall: [0x0d],
  pause: [0x12],
  transfer: [0x13],
  abandon: [0x06, 0x0f],
  hang: [0x00, 0x0f],
  callBack: [0x03, 0x0f],
} as const;

/** A keypad and rater line in a test's hands: bounces, repeats, spoilt frames and noise included. */
export class KeyEnd {
  readonly end: ByteEnd;
  readonly frames: Ff68Frame[] = [];
  readonly #ear = new Ff68Ear();

  constructor() {
    this.end = new ByteEnd((bytes) => this.frames.push(...this.#ear.hear(bytes)));
  }

  async start(): Promise<this> {
    await this.end.start();
    return this;
  }

  /** Presses a key `times` times, all in one write: what a bouncing contact or a retrying keypad sends. */
  press(address: number, key: keyof typeof KEYS, times = 1): void {
    const frame = ff68Bytes({ address, func: 0x01, data: KEYS[key] });
    this.end.say(Buffer.concat(Array.from({ length: times }, () => frame)));
  }

  rate(address: number, key: number): void {
    this.end.say(ff68Bytes({ address, func: 0x11, data: [key] }));
  }

  /** A press whose checksum is wrong by one. */
  pressSpoilt(address: number, key: keyof typeof KEYS): void {
    const frame = Buffer.from(ff68Bytes({ address, func: 0x01, data: KEYS[key] }));
    const sum = frame.length - 2;
    frame[sum] = ((frame[sum] ?? 0) + 1) & 0xff;
    this.end.say(frame);
  }

  /** Frames the host sent to `address`, oldest first. */
  to(address: number): Ff68Frame[] {
    return this.frames.filter((frame) => frame.address === address);
  }

  stop(): Promise<void> {
    return this.end.stop();
  }
}
