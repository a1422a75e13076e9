import type { DeviceConfig } from "../contract/device-config.ts";
import { USUAL_KEYS } from "./drivers/key-presses.ts";
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
import { describeFf68, KEY_WORDS } from "./protocols/describe-ff68.ts";
import { describeKeyboard, describeTyped } from "./protocols/describe-keyboard.ts";
import { describeScan } from "./protocols/describe-scan.ts";
import { describeSdt, openSdt } from "./protocols/describe-sdt.ts";
import { describeTts } from "./protocols/describe-tts.ts";
import type { Described } from "./protocols/described.ts";

/** `length`: of the whole, of which `bytes` may be the beginning only. */
type Describe = (
  bytes: Buffer,
  way: TracedBytes["way"],
  length: number,
  device: DeviceConfig,
) => readonly Described[];

/** How the bytes of each driver are told to a technician. */
const DESCRIBERS: Record<DeviceConfig["driver"], Describe> = {
  a090: describeA090,
  ff68: describeFf68,
  escpos: describeEscpos,
  aabb5154: describeAabb5154,
  bx5k: describeBx5k,
  alpha: describeAlpha,
  cd5220: describeDisplay,
  led8: describeDisplay,
  "modbus-number": describeModbus,
  sdt: describeSdt,
  "serial-scanner": describeScan,
  "hid-scanner": describeTyped,
  "hid-keypad": (bytes, way, _, device) => describeKeyboard(bytes, way, (key) => keyMeant(key, device)),
  "hid-rater": (bytes, way, _, device) => describeKeyboard(bytes, way, (key) => scoreMeant(key, device)),
  "xf-tts": (bytes, way, _, device) =>
    describeTts(bytes, way, device.driver === "xf-tts" ? device.checksum : "none"),
};

/** Bytes that may hold what belongs to a citizen: of these only the first few, which name the command, are shown. */
const OPEN_BYTES: Partial<Record<DeviceConfig["driver"], (bytes: Buffer) => number>> = {
  sdt: openSdt,
  escpos: () => 4,
  "serial-scanner": () => 0,
  "hid-scanner": () => 0,
};

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
  const open = Math.min(...devices.map(({ driver }) => OPEN_BYTES[driver]?.(bytes) ?? MOST_SHOWN));
  const shown = bytes.subarray(0, open);
  const drivers = [...new Map(devices.map((d) => [d.driver, d])).values()];
  const found = drivers.flatMap((device) => DESCRIBERS[device.driver](bytes, way, length, device));
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

function keyMeant(key: string, device: DeviceConfig): string | null {
  const keys = device.driver === "hid-keypad" ? { ...USUAL_KEYS, ...device.keys } : {};
  const action = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (action === undefined) return null;
  return action === "none" ? "无作用" : KEY_WORDS[action];
}

function scoreMeant(key: string, device: DeviceConfig): string | null {
  const scores = device.driver === "hid-rater" ? device.scores : {};
  return Object.hasOwn(scores, key) ? `${scores[key]} 分` : "无作用";
}

const plain = (drivers: readonly DeviceConfig[], length: number): string =>
  drivers.length === 1 ? `${drivers[0]?.driver}，${length} 字节` : `${length} 字节`;

const spaced = (bytes: Buffer): string =>
  bytes
    .toString("hex")
    .toUpperCase()
    .replace(/(..)(?=.)/g, "$1 ");
