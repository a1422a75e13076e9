import type { Line } from "../line.ts";
import { BoardReplyParser } from "../protocols/a090.ts";
import type { ParseCounters } from "../protocols/parse-counters.ts";
import type { Board } from "./board.ts";

/** The A0 90 boards of one line: what arrives is parsed once and given to the board that has the address. */
export class BoardBus {
  readonly #parser = new BoardReplyParser();
  readonly #boards: { readonly address: number; readonly board: Board }[] = [];
  readonly #line: Line;

  constructor({ line }: { line: Line }) {
    this.#line = line;
  }

  add(address: number, board: Board): void {
    if (this.#boards.length === 0) this.#listen();
    this.#boards.push({ address, board });
    this.#line.add(board);
  }

  counters(): ParseCounters {
    return { ...this.#parser.counters };
  }

  #listen(): void {
    this.#line.onConnected(() => this.#parser.reset());
    this.#line.onData((bytes) => {
      for (const reply of this.#parser.push(bytes))
        for (const { address, board } of this.#boards) if (address === reply.address) board.reply(reply);
    });
  }
}
