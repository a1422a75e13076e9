import type { DeviceView, KeyAction } from "../contract/device.ts";
import type { DeviceConfig } from "../contract/device-config.ts";
import type { LineConfig } from "../contract/hall-config.ts";
import type { WindowId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import { PRINT_TROUBLE_TEXT, type PrintDocument, type PrintOutcome } from "../contract/print.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { DeviceLine } from "./device-entry.ts";
import { BoardBus } from "./drivers/board-bus.ts";
import { KeyBus } from "./drivers/key-bus.ts";
import type { HallDevice } from "./hall-device.ts";
import { Line } from "./line.ts";
import type { CreatePrinter } from "./printer-port.ts";
import { createDevice } from "./registry.ts";
import { bytesPerSecond } from "./transport/open.ts";
import type { Connect } from "./transport/transport.ts";

export interface KeyPress {
  readonly device: string;
  readonly window: WindowId;
  readonly action: KeyAction;
}
export interface ScoreGiven {
  readonly device: string;
  readonly window: WindowId;
  readonly score: 1 | 2 | 3 | 4 | 5;
}

export interface DeviceHallNeeds {
  readonly lines: readonly LineConfig[];
  readonly devices: readonly DeviceConfig[];
  readonly clock: Clock;
  readonly log: Log;
  /** Epoch milliseconds to ISO 8601 in the hall's time zone. */
  readonly iso: (at: number) => string;
  /** How a line is reached; tests put a wire of their own here. */
  readonly connect: (line: LineConfig) => Connect;
  readonly createPrinter: CreatePrinter;
  readonly onKey: (press: KeyPress) => void;
  readonly onScore: (rating: ScoreGiven) => void;
  /** A device's health may have changed. */
  readonly onHealth: () => void;
}

/** Every device of the hall behind one door: pictures go in, presses, ratings and health come out. */
export interface DeviceHall {
  /** Never waits and never throws: what can't be reached is off and tried again. */
  start(): void;
  stop(): Promise<void>;
  /** The hall looks like this now; each device is brought to it, newest picture only. */
  show(picture: HallPicture): void;
  askRating(window: WindowId): void;
  cancelRating(window: WindowId): void;
  print(
    printer: string,
    document: PrintDocument,
    progress: { readonly handed: () => void },
  ): Promise<PrintOutcome>;
  /** Whether a job sent there now would be taken; an unknown printer takes none. */
  printerStanding(printer: string): {
    readonly usable: boolean;
    readonly since: number;
    readonly reason: string | null;
  };
  health(): readonly DeviceView[];
}

/** Puts every configured device on its line; nothing is opened before `start`. */
export function createDeviceHall(needs: DeviceHallNeeds): DeviceHall {
  const devices = new Devices(needs);
  // Closures, so that a single door (`hall.print`) can be handed on by itself.
  return {
    start: () => devices.start(),
    stop: () => devices.stop(),
    show: (picture) => devices.show(picture),
    askRating: (window) => devices.askRating(window),
    cancelRating: (window) => devices.cancelRating(window),
    print: (printer, document, progress) => devices.print(printer, document, progress),
    printerStanding: (printer) => devices.printerStanding(printer),
    health: () => devices.health(),
  };
}

type Standing = Pick<DeviceView, "health" | "reason">;

class Devices implements DeviceHall {
  readonly #needs: DeviceHallNeeds;
  readonly #lines = new Map<string, DeviceLine>();
  readonly #devices: { readonly device: HallDevice; standing: Standing; since: number }[] = [];
  #stopped = false;

  constructor(needs: DeviceHallNeeds) {
    this.#needs = needs;
    const { clock, log } = needs;
    for (const config of needs.lines) {
      const ttyBytesPerSecond = config.transport.kind === "serial" ? bytesPerSecond(config) : null;
      const line = new Line({
        id: config.id,
        connect: needs.connect(config),
        ttyBytesPerSecond,
        clock,
        log,
        onChange: () => this.#review(),
      });
      this.#lines.set(config.id, {
        line,
        bytesPerSecond: bytesPerSecond(config),
        boards: new BoardBus({ line }),
        keys: new KeyBus({ line, clock }),
      });
    }
    for (const config of needs.devices) this.#add(config);
  }

  start(): void {
    for (const { line } of this.#lines.values()) line.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#all(this.#devices.map(({ device }) => device.stop()));
    await this.#all([...this.#lines.values()].map(({ line }) => line.stop()));
  }

  show(picture: HallPicture): void {
    this.#each((device) => device.show(picture));
  }

  askRating(window: WindowId): void {
    this.#each((device) => device.askRating(window));
  }

  cancelRating(window: WindowId): void {
    this.#each((device) => device.cancelRating(window));
  }

  print(
    printer: string,
    document: PrintDocument,
    progress: { readonly handed: () => void },
  ): Promise<PrintOutcome> {
    const print = this.#devices.find(({ device }) => device.config.id === printer)?.device.print;
    if (print) return print(document, progress);
    return Promise.resolve({
      printed: false,
      trouble: "unknown-printer",
      detail: `没有名为 ${printer} 的打印机`,
      begun: false,
    });
  }

  printerStanding(printer: string): ReturnType<DeviceHall["printerStanding"]> {
    const entry = this.#devices.find(({ device }) => device.config.id === printer);
    if (!entry?.device.print)
      return { usable: false, since: 0, reason: PRINT_TROUBLE_TEXT["unknown-printer"] };
    const { standing, since } = entry;
    return { usable: standing.health !== "off", since, reason: standing.reason };
  }

  health(): readonly DeviceView[] {
    return this.#devices.map(({ device, standing, since }) => {
      const { config } = device;
      return {
        id: config.id,
        role: config.role,
        driver: config.driver,
        line: config.line,
        address: "address" in config ? config.address : null,
        window: "window" in config ? (config.window ?? null) : null,
        health: standing.health,
        since: this.#needs.iso(since),
        reason: standing.reason,
        counters: { ...device.health().counters },
      };
    });
  }

  #add(config: DeviceConfig): void {
    const { clock, log, createPrinter, onKey, onScore } = this.#needs;
    const on = this.#lines.get(config.line);
    if (!on) {
      // The config's rules refuse this; a hall that runs all the same says it in the log.
      log.error({ device: config.id, line: config.line }, "device on an unknown line left out");
      return;
    }
    const device = createDevice(config, {
      on,
      clock,
      log: log.child({ device: config.id }),
      createPrinter,
      onKey: (window, action) => {
        if (!this.#stopped) this.#safely(config.id, () => onKey({ device: config.id, window, action }));
      },
      onScore: (window, score) => {
        if (!this.#stopped) this.#safely(config.id, () => onScore({ device: config.id, window, score }));
      },
      onHealth: () => this.#review(),
    });
    this.#devices.push({ device, standing: this.#standing(device), since: clock.now() });
  }

  #standing(device: HallDevice): Standing {
    const own = device.health();
    const line = this.#lines.get(device.config.line)?.line;
    // A device that can't be used at all says so whatever its line does.
    if (device.config.role === "id-reader") return { health: own.health, reason: own.reason };
    if (!line?.connected) return { health: "off", reason: line?.reason ?? "线路未连接" };
    return { health: own.health, reason: own.reason };
  }

  /** Notes since when each device has been as it is. */
  #review(): void {
    if (this.#stopped) return;
    let changed = false;
    for (const entry of this.#devices) {
      const standing = this.#standing(entry.device);
      if (standing.health === entry.standing.health && standing.reason === entry.standing.reason) continue;
      const { id } = entry.device.config;
      this.#needs.log.info({ device: id, ...standing }, "device health");
      entry.standing = standing;
      entry.since = this.#needs.clock.now();
      changed = true;
    }
    if (changed) this.#safely("health", this.#needs.onHealth);
  }

  /** One failing device never keeps the others from being told. */
  #each(tell: (device: HallDevice) => void): void {
    for (const { device } of this.#devices) this.#safely(device.config.id, () => tell(device));
  }

  #safely(device: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#needs.log.error({ device, error: messageOf(error) }, "a device's code threw");
    }
  }

  async #all(endings: readonly Promise<void>[]): Promise<void> {
    for (const ending of await Promise.allSettled(endings)) {
      if (ending.status === "rejected")
        this.#needs.log.error({ error: messageOf(ending.reason) }, "a device did not stop cleanly");
    }
  }
}
