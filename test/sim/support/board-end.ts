import type net from "node:net";
import { A090Ear, type A090Heard } from "../../../virtual-hall/decode/a090.ts";
import { ByteEnd } from "./byte-end.ts";

/**
 * How a board answers a good frame: as it should; never; always "not understood"; late; with another board's address;
 * behind junk; twice; in single bytes; by hanging up after half a frame's answer.
 */
export type BoardManner =
  | { readonly kind: "ack" | "silent" | "nak" | "wrong-address" | "junk" | "twice" | "bytewise" | "hang-up" }
  | { readonly kind: "late"; readonly ms: number };

type Shown = Extract<A090Heard, { readonly kind: "show" }>;

/** A board line whose boards each behave as a test asks; all it heard is kept as frames. */
export class BoardEnd {
  readonly end: ByteEnd;
  readonly frames: A090Heard[] = [];
  readonly #manners = new Map<number, BoardManner>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #ear = new A090Ear();

  constructor() {
    this.end = new ByteEnd((bytes, socket) => {
      for (const frame of this.#ear.hear(bytes)) {
        this.frames.push(frame);
        this.#answer(frame, socket);
      }
    });
  }

  async start(): Promise<this> {
    await this.end.start();
    return this;
  }

  behave(address: number, manner: BoardManner): void {
    this.#manners.set(address, manner);
  }

  /** Texts shown at `address`, oldest first. */
  texts(address: number): string[] {
    return this.#shown(address).map((frame) => frame.cells.map((cell) => cell.char).join(""));
  }

  /** Colours of what stands on the board at `address` now. */
  colours(address: number): string[] {
    return [
      ...new Set(
        this.#shown(address)
          .at(-1)
          ?.cells.map((cell) => cell.colour),
      ),
    ];
  }

  /** What stands on the board at `address` now; "" when nothing ever did. */
  text(address: number): string {
    return this.texts(address).at(-1) ?? "";
  }

  /** Cuts the line; half a frame is forgotten with it. */
  drop(): void {
    this.#ear = new A090Ear();
    this.end.drop();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.end.stop();
  }

  #shown(address: number): Shown[] {
    return this.frames.filter((frame): frame is Shown => frame.kind === "show" && frame.address === address);
  }

  #answer(frame: A090Heard, socket: net.Socket): void {
    const manner = this.#manners.get(frame.address) ?? { kind: "ack" };
    const ok = frame.kind === "show" && manner.kind !== "nak";
    const answer = Buffer.from([0xa0, 0x90, frame.address, 0xa5, ok ? 0xaa : 0x55]);
    switch (manner.kind) {
      case "ack":
      case "nak":
        socket.write(answer);
        break;
      case "silent":
        break;
      case "late":
        this.#timers.add(setTimeout(() => socket.write(answer), manner.ms));
        break;
      case "wrong-address":
        answer[2] = (frame.address + 1) & 0xff;
        socket.write(answer);
        break;
      case "junk":
        socket.write(
          Buffer.concat([Buffer.from([0xa0, 0xa0, 0x90, 0xff, 0x00]), answer, Buffer.from([0x55])]),
        );
        break;
      case "twice":
        socket.write(Buffer.concat([answer, answer]));
        break;
      case "bytewise":
        for (const byte of answer) socket.write(Buffer.of(byte));
        break;
      case "hang-up":
        socket.end(answer.subarray(0, 3));
        break;
    }
  }
}
