import type { Clock } from "../../kernel/clock.ts";
import type { Board, BoardState } from "./board.ts";
import type { Drawing } from "./board-driver.ts";

/** A test stays on a board for this long, milliseconds; then it shows the hall again. */
const TEST_MS = 10_000;

/** A board that a technician may borrow for some seconds. A fresh call takes it back at once. */
export class TestableBoard {
  readonly #board: Board;
  readonly #clock: Clock;
  #hall: BoardState | null = null;
  #testing = false;
  #cancel = () => {};

  constructor({ board, clock }: { board: Board; clock: Clock }) {
    this.#board = board;
    this.#clock = clock;
  }

  want(state: BoardState): void {
    const fresh = state.urgency === "call" && state.version !== this.#hall?.version;
    this.#hall = state;
    if (this.#testing && fresh) this.#end();
    else if (!this.#testing) this.#board.want(state);
  }

  test(drawing: Drawing): void {
    this.#cancel();
    this.#testing = true;
    const now = this.#clock.now();
    this.#board.want({ version: `test ${now}`, drawing, urgency: "call" });
    this.#cancel = this.#clock.at(now + TEST_MS, () => this.#end());
  }

  stop(): Promise<void> {
    this.#cancel();
    return Promise.resolve();
  }

  #end(): void {
    this.#cancel();
    this.#testing = false;
    if (this.#hall) this.#board.want(this.#hall);
  }
}
