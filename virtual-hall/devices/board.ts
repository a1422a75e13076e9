import type { WallDevice } from "../../src/contract/wall.ts";
import { A090Ear, type BoardCell, boardAnswer } from "../decode/a090.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

/** A pause this long inside a frame ends it, as a UART's receive time-out does, ms. */
const FRAME_GAP = 500;

interface BoardSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly address: number;
  readonly columns: number;
}

/** A two-colour LED board on a shared RS-485 line (protocols.md §1a): shows at once, says ok or not. */
export class Board implements VirtualDevice {
  readonly id: string;
  readonly #setup: BoardSetup;
  readonly #port: DevicePort;
  readonly #ear = new A090Ear();
  #cells: readonly BoardCell[] = [];
  #frames = 0;
  #bad = 0;
  #heardAt = 0;

  constructor(setup: BoardSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
  }

  hear(bytes: Uint8Array): void {
    const now = this.#port.timers.now();
    if (now - this.#heardAt > FRAME_GAP) this.#ear.reset();
    this.#heardAt = now;
    for (const heard of this.#ear.hear(bytes)) {
      if (heard.address !== this.#setup.address) continue;
      if (heard.kind === "show") {
        this.#frames++;
        this.#cells = lit(heard.cells, this.#setup.columns);
      } else this.#bad++;
      this.#port.say(boardAnswer(heard.address, heard.kind === "show"));
      this.#port.changed();
    }
  }

  hostGone(): void {
    this.#ear.reset();
  }

  powerOff(): void {
    this.#ear.reset();
    this.#cells = [];
  }

  act(act: DeviceAct): string | null {
    return notHere(act);
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place, address, columns } = this.#setup;
    const cells = this.#cells.map(({ char, colour }) => ({ char, colour }));
    return {
      kind: "board",
      id,
      title,
      place,
      address,
      connected,
      cells,
      fault,
      face: "dots",
      columns,
      frames: this.#frames,
      bad: this.#bad,
    };
  }
}

/** What fits: a board does not scroll, so a text too long is cut off and the mistake seen. */
export function lit(cells: readonly BoardCell[], columns: number): readonly BoardCell[] {
  let used = 0;
  return cells.filter((cell) => {
    used += cell.columns;
    return used <= columns;
  });
}
