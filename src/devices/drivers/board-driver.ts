import type { HallPicture, WindowPicture } from "../../contract/picture.ts";
import type { Pause } from "../pauses.ts";
import type { ParseCounters } from "../protocols/parse-counters.ts";

/** What a board is to show, before any board's bytes: a window, or the calls of some sectors (null: of all). */
export type BoardContent =
  | { readonly of: "window"; readonly window: WindowPicture }
  | { readonly of: "summary"; readonly picture: HallPicture; readonly sectors: readonly string[] | null };

export interface BoardMessage {
  readonly bytes: Buffer;
  readonly pauses?: readonly Pause[];
}

export interface Drawing {
  /** Two drawings with the same key look the same and need no sending. */
  readonly key: string;
  /** `fresh`: the board may have forgotten everything, so what it must know beforehand comes too. */
  message(fresh: boolean): BoardMessage;
}

/** An answer of a board, freed of its protocol. */
export interface BoardAnswer {
  /** null: answers of this protocol name nobody; it is from whoever was asked. */
  readonly address: number | null;
  readonly to: "paint" | "probe" | "any";
  readonly outcome: "done" | "refused" | "busy";
  /** Why it refused, Chinese for staff; null when that is not said. */
  readonly reason: string | null;
}

/** Finds the answers of one protocol in what a line carries. */
export interface AnswerParser {
  readonly counters: ParseCounters & { readonly ownEchoes?: number };
  push(bytes: Buffer): readonly BoardAnswer[];
  /** These bytes of ours are being written: what arrives may answer them, or be them. */
  sent(bytes: Buffer): void;
  reset(): void;
}

/**
 * All that a board's protocol must give; retries, refreshes, health and who speaks when are the same for all boards
 * (board.ts). A driver file makes one from its options.
 */
export interface BoardDriver {
  /** Boards of one line with the same protocol share a parser. */
  readonly protocol: string;
  /** As its answers name it; null: answers of this protocol name nobody. */
  readonly address: number | null;
  /** Speed of the wire behind a network box, where the config doesn't say it. */
  readonly usualBytesPerSecond: number;
  /**
   * What proves that a text arrived: the board's answer to it; that or, for boards that leave texts unanswered, its answer
   * to the probe sent after it; or nothing.
   */
  readonly confirmedBy: "answer" | "answer-or-probe" | "nothing";
  /** A question that changes nothing on the board; null: the protocol has none. */
  readonly probe: Buffer | null;
  draw(content: BoardContent): Drawing;
  createParser(): AnswerParser;
}
