import { ByteEnd } from "./byte-end.ts";

const WELL = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 } as const;
type Status = Record<1 | 2 | 3 | 4, number>;

/**
 * A printer seen as bytes: answers DLE EOT with what a test sets (or not at all), hangs up in the middle of a job,
 * runs out of paper in the middle of a job.
 */
export class PrinterEnd {
  readonly end: ByteEnd;
  status: Status = { ...WELL };
  /** Answers nothing while true. */
  silent = false;
  /** Hangs up once this many more bytes have come; null: never. */
  hangUpAfter: number | null = null;
  /** Is out of paper once this many more bytes have come; null: never. */
  emptyAfter: number | null = null;
  #tail = Buffer.alloc(0);

  constructor() {
    this.end = new ByteEnd((bytes, socket) => {
      this.emptyAfter = left(this.emptyAfter, bytes);
      if (this.emptyAfter === 0) {
        this.emptyAfter = null;
        this.outOfPaper();
      }
      this.hangUpAfter = left(this.hangUpAfter, bytes);
      if (this.hangUpAfter === 0) {
        this.hangUpAfter = null;
        socket.resetAndDestroy();
        return;
      }
      const seen = Buffer.concat([this.#tail, bytes]);
      for (let at = 0; at + 2 < seen.length; at++) {
        const n = seen[at + 2];
        const asked =
          seen[at] === 0x10 && seen[at + 1] === 0x04 && (n === 1 || n === 2 || n === 3 || n === 4);
        if (asked && !this.silent) socket.write(Buffer.of(this.status[n]));
      }
      this.#tail = seen.subarray(-2);
    });
  }

  async start(): Promise<this> {
    await this.end.start();
    return this;
  }

  well(): void {
    this.status = { ...WELL };
  }

  outOfPaper(): void {
    this.status = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x7e };
  }

  coverOpen(): void {
    this.status = { 1: 0x1a, 2: 0x16, 3: 0x12, 4: 0x12 };
  }

  cutterJammed(): void {
    this.status = { 1: 0x1a, 2: 0x52, 3: 0x1a, 4: 0x12 };
  }

  /** Cuts commanded so far: one a slip. */
  cuts(): number {
    let count = 0;
    for (let at = this.end.heard.indexOf(CUT); at >= 0; at = this.end.heard.indexOf(CUT, at + 2)) count++;
    return count;
  }

  /** All it heard, read as GB18030. */
  text(): string {
    return new TextDecoder("gb18030").decode(this.end.heard);
  }

  stop(): Promise<void> {
    return this.end.stop();
  }
}

/** How many bytes are still to come, never below 0. */
const left = (count: number | null, bytes: Buffer): number | null =>
  count === null ? null : Math.max(0, count - bytes.length);

const CUT = Buffer.of(0x1d, 0x56);
