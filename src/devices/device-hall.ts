import type { DeviceView, InputPlace, KeyPressed } from "../contract/device.ts";
import type { DeviceConfig } from "../contract/device-config.ts";
import type { DeviceAct, DeviceFacts, DeviceTried } from "../contract/device-desk.ts";
import type { LineConfig } from "../contract/hall-config.ts";
import type { CardSeen } from "../contract/id-card.ts";
import type { WindowId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import { PRINT_TROUBLE_TEXT, type PrintDocument, type PrintOutcome } from "../contract/print.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { DeviceLine, Speech } from "./device-entry.ts";
import { deviceFacts } from "./device-facts.ts";
import { BoardBus } from "./drivers/board-bus.ts";
import { KeyBus } from "./drivers/key-bus.ts";
import type { HallDevice } from "./hall-device.ts";
import { Line } from "./line.ts";
import { OTHER_MASTER, OtherMaster } from "./other-master.ts";
import type { CreatePrinter } from "./printer-port.ts";
import { createDevice } from "./registry.ts";
import { bytesPerSecond } from "./transport/open.ts";
import type { Connect } from "./transport/transport.ts";
import { tryDevice } from "./try-device.ts";

export interface KeyPress {
  readonly device: string;
  readonly window: WindowId;
  readonly action: KeyPressed;
}
export interface CardRead {
  readonly device: string;
  readonly place: InputPlace;
  readonly seen: CardSeen;
}
export interface CodeScanned {
  readonly device: string;
  readonly place: InputPlace;
  readonly text: string;
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
  readonly speech: Speech;
  readonly onKey: (press: KeyPress) => void;
  readonly onScore: (rating: ScoreGiven) => void;
  readonly onCard: (card: CardRead) => void;
  readonly onScan: (scan: CodeScanned) => void;
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
  /** What a technician may see of one device; null: there is none with this id. */
  facts(device: string): DeviceFacts | null;
  /** Makes a device do something for a technician; null: it can't. */
  attempt(device: string, act: DeviceAct): Promise<DeviceTried | null>;
  /** Gives devices other addresses; their lines are opened anew and all on them is painted again. */
  readdress(addresses: ReadonlyMap<string, number>): Promise<void>;
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
    facts: (device) => devices.facts(device),
    attempt: (device, act) => devices.attempt(device, act),
    readdress: (addresses) => devices.readdress(addresses),
  };
}

type Standing = Pick<DeviceView, "health" | "reason">;

class Devices implements DeviceHall {
  readonly #needs: DeviceHallNeeds;
  readonly #lines = new Map<string, DeviceLine & { readonly master: OtherMaster }>();
  readonly #devices: { device: HallDevice; standing: Standing; since: number }[] = [];
  #stopped = false;
  #picture: HallPicture | null = null;
  readonly #asking = new Set<WindowId>();

  constructor(needs: DeviceHallNeeds) {
    this.#needs = needs;
    for (const config of needs.lines) this.#lay(config);
    for (const config of needs.devices) this.#add(config);
  }

  start(): void {
    for (const { line } of this.#lines.values()) line.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#all(this.#devices.map(({ device }) => device.stop()));
    for (const { master } of this.#lines.values()) master.stop();
    await this.#all([...this.#lines.values()].map(({ line }) => line.stop()));
  }

  show(picture: HallPicture): void {
    this.#picture = picture;
    this.#each((device) => device.show(picture));
  }

  askRating(window: WindowId): void {
    this.#asking.add(window);
    this.#each((device) => device.askRating(window));
  }

  cancelRating(window: WindowId): void {
    this.#asking.delete(window);
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
        kiosk: "kiosk" in config ? (config.kiosk ?? null) : null,
        health: standing.health,
        since: this.#needs.iso(since),
        reason: standing.reason,
        counters: { ...device.health().counters },
      };
    });
  }

  facts(id: string): DeviceFacts | null {
    const entry = this.#devices.find(({ device }) => device.config.id === id);
    const lineConfig = this.#needs.lines.find((l) => l.id === entry?.device.config.line);
    const view = this.health().find((v) => v.id === id);
    const on = lineConfig && this.#lines.get(lineConfig.id);
    if (!entry || !lineConfig || !view || !on) return null;
    const { line, master } = on;
    const neighbours = this.#devices.map((d) => d.device.config).filter((c) => c.line === line.id);
    return deviceFacts({
      device: entry.device,
      view,
      line,
      master,
      lineConfig,
      neighbours,
      iso: this.#needs.iso,
    });
  }

  attempt(id: string, act: DeviceAct): Promise<DeviceTried | null> {
    const entry = this.#devices.find(({ device }) => device.config.id === id);
    if (!entry) return Promise.resolve(null);
    const { health, reason } = this.#standing(entry.device);
    if (health === "off") return Promise.resolve({ done: false, text: `设备离线：${reason ?? ""}` });
    return tryDevice(entry.device, act, this.#needs.iso(this.#needs.clock.now()));
  }

  async readdress(addresses: ReadonlyMap<string, number>): Promise<void> {
    const changed = this.#devices.filter(({ device }) => addresses.has(device.config.id));
    for (const line of new Set(changed.map(({ device }) => device.config.line))) {
      const old = this.#lines.get(line);
      const config = this.#needs.lines.find((l) => l.id === line);
      if (!old || !config || this.#stopped) continue;
      const mine = this.#devices.filter(({ device }) => device.config.line === line);
      await this.#all(mine.map(({ device }) => device.stop()));
      old.master.stop();
      await old.line.stop();
      this.#lay(config);
      for (const entry of mine) entry.device = this.#create(withAddress(entry.device.config, addresses));
      for (const { device } of mine) this.#safely(device.config.id, () => this.#remind(device));
      if (!this.#stopped) this.#lines.get(line)?.line.start();
    }
    this.#review();
  }

  /** Tells a device that was just made what the others know. */
  #remind(device: HallDevice): void {
    if (this.#picture) device.show(this.#picture);
    for (const window of this.#asking) device.askRating(window);
  }

  #lay(config: LineConfig): void {
    const { clock, log, connect } = this.#needs;
    const ttyBytesPerSecond = config.transport.kind === "serial" ? bytesPerSecond(config) : null;
    const line = new Line({
      id: config.id,
      connect: connect(config),
      ttyBytesPerSecond,
      clock,
      log,
      onChange: () => this.#review(),
    });
    const boards = new BoardBus({ line });
    const drivers = this.#needs.devices.flatMap((d) => (d.line === config.id ? [d.driver] : []));
    const master = new OtherMaster({
      line,
      clock,
      drivers,
      onPainted: (driver, address) => boards.overwritten(driver, address),
      onChange: () => this.#review(),
    });
    master.attach();
    this.#lines.set(config.id, {
      line,
      master,
      bytesPerSecond: bytesPerSecond(config),
      framed: config.transport.kind === "hid",
      boards,
      keys: new KeyBus({ line, clock }),
    });
  }

  #add(config: DeviceConfig): void {
    const { clock, log } = this.#needs;
    if (!this.#lines.has(config.line)) {
      // The config's rules refuse this; a hall that runs all the same says it in the log.
      log.error({ device: config.id, line: config.line }, "device on an unknown line left out");
      return;
    }
    const device = this.#create(config);
    this.#devices.push({ device, standing: this.#standing(device), since: clock.now() });
  }

  #create(config: DeviceConfig): HallDevice {
    const { clock, log, createPrinter, speech, onKey, onScore, onCard, onScan } = this.#needs;
    const on = this.#lines.get(config.line);
    if (!on) throw new Error(`no line ${config.line}`);
    return createDevice(config, {
      on,
      clock,
      log: log.child({ device: config.id }),
      createPrinter,
      speech,
      onKey: (window, action) => {
        if (!this.#stopped) this.#safely(config.id, () => onKey({ device: config.id, window, action }));
      },
      onScore: (window, score) => {
        if (!this.#stopped) this.#safely(config.id, () => onScore({ device: config.id, window, score }));
      },
      onCard: (place, seen) => {
        if (!this.#stopped) this.#safely(config.id, () => onCard({ device: config.id, place, seen }));
      },
      onScan: (place, text) => {
        if (!this.#stopped) this.#safely(config.id, () => onScan({ device: config.id, place, text }));
      },
      onHealth: () => this.#review(),
    });
  }

  #standing(device: HallDevice): Standing {
    const own = device.health();
    const line = this.#lines.get(device.config.line)?.line;
    if (!line?.connected) return { health: "off", reason: line?.reason ?? "线路未连接" };
    if (own.health === "ok" && this.#lines.get(device.config.line)?.master.since != null)
      return { health: "degraded", reason: OTHER_MASTER };
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

function withAddress(config: DeviceConfig, addresses: ReadonlyMap<string, number>): DeviceConfig {
  const address = addresses.get(config.id);
  return address === undefined || !("address" in config) ? config : { ...config, address };
}
