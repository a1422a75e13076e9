import type { DeviceView } from "../contract/device.ts";
import type { DeviceConfig } from "../contract/device-config.ts";
import type { DeviceFacts } from "../contract/device-desk.ts";
import type { LineConfig } from "../contract/hall-config.ts";
import { shownFrame } from "./describe.ts";
import type { HallDevice } from "./hall-device.ts";
import type { Line } from "./line.ts";
import type { OtherMaster } from "./other-master.ts";
import { abilitiesOf } from "./try-device.ts";

const MOST_FRAMES = 60;

/** All that a technician may see of a device now. */
export function deviceFacts(of: {
  readonly device: HallDevice;
  readonly view: DeviceView;
  readonly line: Line;
  readonly master: OtherMaster;
  readonly lineConfig: LineConfig;
  readonly neighbours: readonly DeviceConfig[];
  readonly iso: (at: number) => string;
}): DeviceFacts {
  const { device, view, line, master, lineConfig, neighbours, iso } = of;
  const own = "address" in device.config ? device.config.address : null;
  const frames = line.trace
    .last()
    .map((traced) => shownFrame(traced, neighbours))
    // On a shared line others' frames are left out; what names nobody may be anybody's.
    .filter(({ addresses }) => own === null || addresses.length === 0 || addresses.includes(own))
    .slice(0, MOST_FRAMES);
  return {
    device: view,
    name: device.config.name ?? null,
    line: {
      id: line.id,
      transport: transportText(lineConfig),
      connected: line.connected,
      since: iso(line.since),
      reason: line.reason,
      counters: { ...line.counters, ...master.counters },
      otherMasterSince: master.since === null ? null : iso(master.since),
      devices: neighbours.map(({ id }) => id),
    },
    frames: frames.map(({ at, addresses, ...frame }) => ({
      ...frame,
      at: iso(at),
      mine: own === null || addresses.includes(own),
    })),
    abilities: [...abilitiesOf(device)],
  };
}

function transportText({ transport }: LineConfig): string {
  const ids = "vendorId" in transport ? [hex(transport.vendorId), hex(transport.productId)].join(":") : "";
  switch (transport.kind) {
    case "serial":
      return `串口 ${transport.path ?? ids} ${transport.baudRate} ${transport.dataBits}${transport.parity[0]?.toUpperCase()}${transport.stopBits}`;
    case "tcp":
      return `网络 ${transport.host}:${transport.port}`;
    case "hid":
      return `HID ${transport.path ?? ids}`;
    case "usblp":
      return `USB 打印机 ${transport.path}`;
    case "virtual":
      return "虚拟大厅";
  }
}

const hex = (id: number | undefined): string =>
  id === undefined ? "????" : id.toString(16).padStart(4, "0");
