import type { WallDevice } from "../../src/contract/wall.ts";
import type { BoardCell } from "../decode/a090.ts";
import type { BoardMind } from "../decode/board-mind.ts";
import { lit } from "./board.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

/** A pause this long inside a frame ends it, as a UART's receive time-out does, ms. */
const FRAME_GAP = 500;

interface MindedSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly address: number | null;
  readonly face: Extract<WallDevice, { kind: "board" }>["face"];
  /** Half-width columns of all its lines together. */
  readonly columns: number;
  readonly mind: BoardMind;
}

/** A board of any protocol: its mind understands the bytes, this is its lamps and its wire. */
export class MindedBoard implements VirtualDevice {
  readonly id: string;
  readonly #setup: MindedSetup;
  readonly #port: DevicePort;
  #cells: readonly BoardCell[] = [];
  #frames = 0;
  #bad = 0;
  #heardAt = 0;

  constructor(setup: MindedSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
  }

  hear(bytes: Uint8Array): void {
    const { mind, columns } = this.#setup;
    const now = this.#port.timers.now();
    if (mind.endsBySilence && now - this.#heardAt > FRAME_GAP) mind.reset();
    this.#heardAt = now;
    for (const { cells, answer, bad } of mind.hear(bytes)) {
      if (bad) this.#bad++;
      if (cells) {
        this.#frames++;
        this.#cells = lit(cells, columns);
      }
      if (answer) this.#port.say(answer);
      this.#port.changed();
    }
  }

  hostGone(): void {
    this.#setup.mind.reset();
  }

  powerOff(): void {
    this.#setup.mind.powerOff();
    this.#cells = [];
  }

  act(act: DeviceAct): string | null {
    return notHere(act);
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place, address, columns, face } = this.#setup;
    const cells = this.#cells.map(({ char, colour }) => ({ char, colour }));
    const counts = { frames: this.#frames, bad: this.#bad };
    return { kind: "board", id, title, place, address, connected, cells, fault, face, columns, ...counts };
  }
}
