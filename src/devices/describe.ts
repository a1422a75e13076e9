import type { DeviceConfig } from "../contract/device-config.ts";
import type { TracedBytes } from "./frame-trace.ts";
import { describeA090 } from "./protocols/describe-a090.ts";
import {
  describeAabb5154,
  describeAlpha,
  describeBx5k,
  describeDisplay,
  describeModbus,
} from "./protocols/describe-boards.ts";
import { describeEscpos } from "./protocols/describe-escpos.ts";
import { describeFf68 } from "./protocols/describe-ff68.ts";
import type { Described } from "./protocols/described.ts";

type Describe = (bytes: Buffer, way: TracedBytes["way"]) => readonly Described[];

/** Drivers whose bytes are decoded for the technician; of the others the bytes are shown. */
const DESCRIBERS: Partial<Record<DeviceConfig["driver"], Describe>> = {
  a090: describeA090,
  ff68: describeFf68,
  escpos: describeEscpos,
  aabb5154: describeAabb5154,
  bx5k: describeBx5k,
  alpha: describeAlpha,
  cd5220: describeDisplay,
  led8: describeDisplay,
  "modbus-number": describeModbus,
};

/** Bytes that may hold what belongs to a citizen: of these only the first few, which name the command, are shown. */
const PERSONAL: Readonly<Record<string, number>> = { sdt: 10, escpos: 4, "code-scanner": 0 };

export interface ShownFrame {
  readonly at: number;
  readonly way: "out" | "in";
  readonly hex: string;
  readonly length: number;
  readonly meaning: string;
  /** Whom it concerns; empty: nobody in particular. */
  readonly addresses: readonly number[];
}

/** What a technician sees of traced bytes, for a line with these devices. */
export function shownFrame(traced: TracedBytes, devices: readonly DeviceConfig[]): ShownFrame {
  const { at, way, bytes, length } = traced;
  const open = Math.min(...devices.map(openBytes));
  const shown = bytes.subarray(0, open);
  const drivers = [...new Set(devices.map((d) => d.driver))];
  const found = drivers.flatMap((driver) => DESCRIBERS[driver]?.(bytes, way) ?? []);
  const hidden = length - shown.length;
  const rest = open < length ? `（其余 ${hidden} 字节${open < MOST_SHOWN ? "含个人信息，" : ""}不显示）` : "";
  return {
    at,
    way,
    hex: spaced(shown),
    length,
    meaning: (found.map((d) => d.meaning).join("；") || plain(drivers, length)) + rest,
    addresses: [...new Set(found.flatMap((d) => d.address ?? []))],
  };
}

const MOST_SHOWN = 96;

/** Serial TTS speaks numbers and windows only, and keypads' keys are no secret; cards, codes and slips are. */
function openBytes(device: DeviceConfig): number {
  return PERSONAL[device.driver] ?? PERSONAL[device.role] ?? MOST_SHOWN;
}

const plain = (drivers: readonly string[], length: number): string =>
  drivers.length === 1 ? `${drivers[0]}，${length} 字节` : `${length} 字节`;

const spaced = (bytes: Buffer): string =>
  bytes
    .toString("hex")
    .toUpperCase()
    .replace(/(..)(?=.)/g, "$1 ");
