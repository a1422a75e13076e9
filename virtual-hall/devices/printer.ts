import type { WallDevice } from "../../src/contract/wall.ts";
import type { Charset } from "../escpos/font.ts";
import { Interpreter } from "../escpos/interpreter.ts";
import { Paper } from "../escpos/paper.ts";
import { RealTimeEar } from "../escpos/real-time.ts";
import { automaticStatus, offline, paperStatus, realTimeStatus, type Sensors } from "../escpos/status.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

interface PrinterSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly columns: number;
  readonly charset: Charset;
  readonly tears: boolean;
}

/** What fits into it while it stands still (no paper, cover open); a real one stops taking bytes about there. */
const BUFFER = 256 * 1024;

/** A slip printer (ESC/POS, protocols.md §3): prints in order, answers status at once, waits when out of paper. */
export class Printer implements VirtualDevice {
  readonly id: string;
  readonly #setup: PrinterSetup;
  readonly #port: DevicePort;
  readonly #paper: Paper;
  readonly #head: Interpreter;
  readonly #ear = new RealTimeEar();
  #sensors: Sensors = { paper: "ok", cover: "closed", trouble: "none" };
  #tellsByItself = false;
  #buffer: Uint8Array = new Uint8Array(0);

  constructor(setup: PrinterSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
    this.#paper = new Paper(setup.columns);
    this.#head = new Interpreter({
      paper: this.#paper,
      charset: setup.charset,
      tears: setup.tears,
      say: (bytes) => port.say(bytes),
      status: (n) => Uint8Array.of(n === 1 || n === 49 ? paperStatus(this.#sensors) : 0),
      automaticStatus: (on) => {
        this.#tellsByItself = on;
        if (on) port.say(automaticStatus(this.#sensors));
      },
    });
  }

  hear(bytes: Uint8Array): void {
    let from = 0;
    for (const asked of this.#ear.hear(bytes)) {
      if ("ask" in asked) this.#port.say(Uint8Array.of(realTimeStatus(asked.ask, this.#sensors)));
      else {
        this.#buffer = new Uint8Array(0);
        from = asked.clearUpTo;
      }
    }
    this.#buffer = joined(this.#buffer, bytes.subarray(from)).slice(0, BUFFER);
    this.#print();
    this.#port.changed();
  }

  #print(): void {
    let at = 0;
    while (at < this.#buffer.length && !offline(this.#sensors)) {
      const length = this.#head.step(this.#buffer, at);
      if (length === null) break;
      at += length;
    }
    this.#buffer = this.#buffer.slice(at);
  }

  /** A command cut in half would swallow the next job's first bytes; whole ones in the buffer are kept. */
  hostGone(): void {
    this.#ear.reset();
    if (!offline(this.#sensors)) this.#buffer = new Uint8Array(0);
  }

  powerOff(): void {
    this.#ear.reset();
    this.#buffer = new Uint8Array(0);
    this.#paper.dropLine();
    this.#tellsByItself = false;
  }

  act(act: DeviceAct): string | null {
    switch (act.act) {
      case "paper":
        this.#sense({ ...this.#sensors, paper: act.paper });
        return null;
      case "cover":
        this.#sense({ ...this.#sensors, cover: act.cover });
        return null;
      case "trouble":
        this.#sense({ ...this.#sensors, trouble: act.trouble });
        return null;
      case "press":
      case "card":
      case "scan":
        return notHere(act);
    }
  }

  #sense(sensors: Sensors): void {
    this.#sensors = sensors;
    if (this.#tellsByItself) this.#port.say(automaticStatus(sensors));
    this.#print();
    this.#port.changed();
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place, columns } = this.#setup;
    const { paper, cover, trouble } = this.#sensors;
    const slips = this.#paper.slips();
    return {
      kind: "printer",
      id,
      title,
      place,
      connected,
      columns,
      slips,
      unknown: this.#head.unknown,
      paper,
      cover,
      trouble,
      fault,
    };
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
