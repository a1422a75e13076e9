import type { WallDevice } from "../../src/contract/wall.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";
import { typedReports } from "./keyboard.ts";

interface ScannerSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  /** `keyboard`: it types what it reads as boot keyboard reports, one after another. */
  readonly speaks: "text" | "keyboard";
}

/** A code scanner: what is held before it is sent with a CR. */
export class Scanner implements VirtualDevice {
  readonly id: string;
  readonly #setup: ScannerSetup;
  readonly #port: DevicePort;
  #last: string | null = null;

  constructor(setup: ScannerSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
  }

  hear(): void {
    // A scanner is never asked anything.
  }
  hostGone(): void {}
  powerOff(): void {
    this.#last = null;
  }

  act(act: DeviceAct): string | null {
    if (act.act !== "scan") return notHere(act);
    const bytes =
      this.#setup.speaks === "text" ? Buffer.from(`${act.text}\r`) : typedReports([...act.text, "Enter"]);
    if (bytes === null) return "text has a character that is on no key";
    this.#last = act.text;
    this.#port.say(Uint8Array.from(bytes));
    this.#port.changed();
    return null;
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place } = this.#setup;
    return { kind: "scanner", id, title, place, connected, fault, scanned: this.#last };
  }
}
