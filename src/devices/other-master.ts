import type { DeviceConfig } from "../contract/device-config.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Line } from "./line.ts";
import { FrameParser } from "./protocols/frame-parser.ts";
import { HOST_FRAMES, type HostFrame } from "./protocols/host-frames.ts";

/** Our own frame may come back this late, over a slow box, milliseconds. */
const OURS = 3_000;
/** Beginnings of frames that never end are given up after so much silence, milliseconds. */
const QUIET = 200;
/** One frame that we did not send may be an accident; so many within this time are somebody's, milliseconds. */
const ENOUGH = 2;
const WITHIN = 60_000;

export const OTHER_MASTER = "另有主机在这条线上，两台会互相干扰";

type Driver = DeviceConfig["driver"];

interface OtherMasterNeeds {
  readonly line: Line;
  readonly clock: Clock;
  /** What is spoken on the line. */
  readonly drivers: readonly Driver[];
  /** A board was told to show something by somebody else. */
  readonly onPainted: (driver: Driver, address: number) => void;
  /** `present` changed. */
  readonly onChange: () => void;
}

/**
 * Listens for a second host on one line: frames that only hosts send and that are none of ours coming back. Both
 * would be heard by all devices, answered twice, and spoil each other.
 */
export class OtherMaster {
  readonly counters = { foreignFrames: 0 };
  readonly #needs: OtherMasterNeeds;
  readonly #ears: { readonly driver: Driver; readonly parser: FrameParser<HostFrame> }[];
  #ours: { readonly bytes: Buffer; readonly at: number }[] = [];
  #heard: readonly number[] = [];
  #told = false;
  #cancelQuiet = () => {};
  #cancelLapse = () => {};

  constructor(needs: OtherMasterNeeds) {
    this.#needs = needs;
    this.#ears = [...new Set(needs.drivers)].flatMap((driver) => {
      const frameAt = HOST_FRAMES[driver];
      return frameAt ? [{ driver, parser: new FrameParser(frameAt) }] : [];
    });
  }

  /** Joins its line; nothing is heard before. */
  attach(): void {
    const { line, clock } = this.#needs;
    if (this.#ears.length === 0) return;
    line.onSent((bytes) => {
      const now = clock.now();
      this.#ours = [...this.#ours.filter(({ at }) => now - at < OURS), { bytes, at: now }];
    });
    line.onConnected(() => {
      for (const { parser } of this.#ears) parser.reset();
    });
    line.onData((bytes) => {
      this.#cancelQuiet();
      for (const { driver, parser } of this.#ears) this.#take(driver, parser.push(bytes));
      if (!this.#ears.some(({ parser }) => parser.waiting())) return;
      this.#cancelQuiet = clock.at(clock.now() + QUIET, () => {
        for (const { driver, parser } of this.#ears) this.#take(driver, parser.settle());
      });
    });
  }

  /** Since when, epoch milliseconds; null: nobody else is heard. */
  get since(): number | null {
    const now = this.#needs.clock.now();
    const recent = this.#heard.filter((at) => now - at < WITHIN);
    return recent.length >= ENOUGH ? (recent[0] ?? null) : null;
  }

  stop(): void {
    this.#cancelQuiet();
    this.#cancelLapse();
  }

  #take(driver: Driver, frames: readonly HostFrame[]): void {
    const { clock, onPainted } = this.#needs;
    const now = clock.now();
    for (const frame of frames) {
      if (this.#isOurs(driver, frame.bytes, now)) continue;
      this.counters.foreignFrames++;
      this.#heard = [...this.#heard.filter((at) => now - at < WITHIN), now].slice(-100);
      if (frame.paints) onPainted(driver, frame.address);
      this.#cancelLapse();
      this.#cancelLapse = clock.at(now + WITHIN + 1, () => this.#review());
    }
    this.#review();
  }

  #review(): void {
    const present = this.since !== null;
    if (present === this.#told) return;
    this.#told = present;
    this.#needs.onChange();
  }

  /** Ours coming back, or a Modbus unit's answer to ours, which for one register is the request itself. */
  #isOurs(driver: Driver, bytes: Buffer, now: number): boolean {
    const same = ({ bytes: sent }: { readonly bytes: Buffer }) =>
      sent.includes(bytes) ||
      (driver === "modbus-number" && sent.subarray(0, 6).equals(bytes.subarray(0, 6)));
    return this.#ours.some((sent) => now - sent.at < OURS && same(sent));
  }
}
