import type { Line } from "../line.ts";
import type { ParseCounters } from "../protocols/parse-counters.ts";
import type { Board } from "./board.ts";
import type { AnswerParser, BoardDriver } from "./board-driver.ts";

interface Channel {
  readonly parser: AnswerParser;
  readonly boards: { readonly address: number | null; readonly board: Board }[];
}

/** The boards of one line: what arrives is parsed once for each protocol and given to the board that it is from. */
export class BoardBus {
  readonly #channels = new Map<string, Channel>();
  readonly #line: Line;

  constructor({ line }: { line: Line }) {
    this.#line = line;
  }

  add(driver: BoardDriver, board: Board): void {
    const channel = this.#channels.get(driver.protocol) ?? this.#open(driver);
    channel.boards.push({ address: driver.address, board });
    this.#line.add(board);
  }

  /** Another host told the board at this address to show something. */
  overwritten(protocol: string, address: number): void {
    for (const entry of this.#channels.get(protocol)?.boards ?? [])
      if (entry.address === null || entry.address === address) entry.board.overwritten();
  }

  /** A board's bytes are being written. */
  sent(driver: BoardDriver, bytes: Buffer): void {
    this.#channels.get(driver.protocol)?.parser.sent(bytes);
  }

  counters(driver: BoardDriver): Partial<ParseCounters & { ownEchoes: number }> {
    return { ...this.#channels.get(driver.protocol)?.parser.counters };
  }

  #open(driver: BoardDriver): Channel {
    const parser = driver.createParser();
    const channel: Channel = { parser, boards: [] };
    this.#channels.set(driver.protocol, channel);
    this.#line.onConnected(() => parser.reset());
    this.#line.onData((bytes) => {
      for (const answer of parser.push(bytes))
        for (const { address, board } of channel.boards)
          if (answer.address === null || address === answer.address) board.answer(answer);
    });
    return channel;
  }
}
