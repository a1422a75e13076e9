import type { DeviceConfig } from "../src/contract/device-config.ts";
import type { HallConfig, LineConfig } from "../src/contract/hall-config.ts";
import type { WallAct, WallDevice, WallView } from "../src/contract/wall.ts";
import { buildDevice } from "./devices/build.ts";
import type { Timers } from "./devices/device.ts";
import { Line } from "./lines/line.ts";
import { Pty } from "./lines/pty.ts";
import { Tap } from "./lines/tap.ts";
import { SmsProvider } from "./sms-provider.ts";
import { Wall } from "./wall.ts";

interface HallPorts {
  readonly config: HallConfig;
  readonly lines: "ephemeral" | "config";
  readonly timers: Timers;
  readonly random: () => number;
}

/** Every line of a config with its devices at the far end, and the SMS provider. */
export class VirtualHall {
  readonly #ports: HallPorts;
  readonly #lines: Line[] = [];
  readonly #ptys: Pty[] = [];
  readonly #notes: string[] = [];
  readonly wall: Wall;
  readonly sms: SmsProvider;

  constructor(ports: HallPorts) {
    this.#ports = ports;
    this.wall = new Wall({ view: () => this.view(), timers: ports.timers });
    this.sms = new SmsProvider({ now: () => ports.timers.now(), changed: () => this.wall.changed() });
  }

  /** Opens what can be opened and gives each line's port; what can't be is a note on the wall. */
  async start(): Promise<Readonly<Record<string, number>>> {
    const ports: Record<string, number> = {};
    for (const config of this.#ports.config.lines) {
      const port = await this.#open(config);
      if (typeof port === "number") ports[config.id] = port;
      else this.#notes.push(`线路 ${config.id}：${port.why}`);
    }
    return ports;
  }

  async stop(): Promise<void> {
    this.wall.stop();
    await Promise.all(this.#ptys.map((pty) => pty.stop()));
    await Promise.all(this.#lines.map((line) => line.close()));
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  view(): WallView {
    return {
      hall: this.#ports.config.hall.name,
      devices: this.#devices(),
      sms: this.sms.messages(),
      smsMode: this.sms.mode,
      notes: this.#notes,
    };
  }

  /** Does what someone did at the wall; a field and a sentence when that can't be. */
  act(act: WallAct): { readonly field: string; readonly message: string } | null {
    if (act.act === "sms") {
      this.sms.setMode(act.sms);
      return null;
    }
    const line = this.#lines.find(({ hung }) => hung.some(({ device }) => device.id === act.device));
    if (line) return actOn(line, act);
    const known = this.#lines.flatMap((line) => line.hung.map(({ device }) => device.id));
    return { field: "device", message: `one of ${known.join(", ") || "(no device is played)"}` };
  }

  #devices(): WallDevice[] {
    const shown = this.#lines.flatMap((line) =>
      line.hung.map(({ device, tap }) => {
        const connected = line.connected && tap.fault !== "unplugged";
        return (tap.device ?? device).view({ connected, fault: tap.fault });
      }),
    );
    const order = this.#ports.config.devices.map((d) => d.id);
    return shown.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  }

  async #open(config: LineConfig): Promise<number | { readonly why: string }> {
    const wanted = wantedPort(config, this.#ports.lines);
    if (typeof wanted !== "number") return wanted;
    const line = new Line({ id: config.id, changed: () => this.wall.changed() });
    const port = await line.open(wanted);
    if (typeof port !== "number") return port;
    this.#lines.push(line);
    this.#hang(line);
    const { transport } = config;
    if ((transport.kind !== "serial" && transport.kind !== "usblp") || transport.path === undefined)
      return port;
    const pty = new Pty(transport.path, port);
    const obstacle = await pty.start();
    if (obstacle) {
      this.#lines.pop();
      await line.close();
      return obstacle;
    }
    this.#ptys.push(pty);
    return port;
  }

  #hang(line: Line): void {
    const { config, timers, random } = this.#ports;
    for (const entry of config.devices.filter((d) => d.line === line.id)) {
      const tap = new Tap(entry.role !== "ticket-printer", {
        toHost: (bytes) => line.send(bytes),
        changed: () => this.wall.changed(),
        timers,
        random,
      });
      const device = buildDevice(entry, config, tap);
      const elsewhere = misaddressed(entry, config.devices);
      const built = elsewhere && buildDevice(elsewhere, config, tap);
      tap.attach(device, built ? () => built : null);
      line.hung.push({ device, tap });
    }
  }
}

function actOn(
  line: Line,
  act: Exclude<WallAct, { act: "sms" }>,
): { readonly field: string; readonly message: string } | null {
  const told = (field: string, message: string | null) => (message === null ? null : { field, message });
  if (act.act === "fault") return told("fault", line.setFault(act.device, act.fault));
  const found = line.hung.find(({ device }) => device.id === act.device);
  const device = found?.tap.device ?? found?.device;
  return told(act.act === "press" ? "key" : "act", device ? device.act(act) : null);
}

/** The device with its switches at an address that nobody on the line has; null: it has none to set. */
function misaddressed(device: DeviceConfig, devices: readonly DeviceConfig[]): DeviceConfig | null {
  if (!("address" in device)) return null;
  const taken = devices.flatMap((d) => (d.line === device.line && "address" in d ? d.address : []));
  for (let address = 1; address < 248; address++)
    if (!taken.includes(address)) return { ...device, address } as DeviceConfig;
  return null;
}

/** Where the line is to listen, or why it is not for this process. */
function wantedPort(
  { transport }: LineConfig,
  lines: "ephemeral" | "config",
): number | { readonly why: string } {
  if (transport.kind === "virtual") return 0;
  if (lines === "ephemeral") return { why: "配置为真实线路，不由虚拟大厅扮演" };
  if (transport.kind === "serial") {
    return transport.path === undefined ? { why: "按 USB 编号选择的串口没有路径，虚拟大厅不能扮演" } : 0;
  }
  if (transport.kind === "usblp") return 0;
  if (transport.kind === "hid") return { why: "虚拟大厅不能扮演 USB HID 设备" };
  if (isLoopback(transport.host)) return transport.port;
  return { why: `${transport.host} 不在本机，虚拟大厅只扮演本机线路` };
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
