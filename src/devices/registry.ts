import type { ConfigOf, DeviceConfig, DeviceKind } from "../contract/device-config.ts";
import { summaryBoard, windowBoard } from "./board-device.ts";
import type { DeviceContext, DeviceEntry } from "./device-entry.ts";
import { a090Board } from "./drivers/a090-board.ts";
import { escposPrinter } from "./escpos-device.ts";
import { ff68Keypad, ff68Rater } from "./ff68-devices.ts";
import { type HallDevice, INERT } from "./hall-device.ts";

/**
 * Every device that a hall's config can name, by role and driver. A further one is a member of the config's union
 * (contract/device-config.ts), its own file, and a line here: the compiler asks for all three.
 */
const REGISTRY: { readonly [K in DeviceKind]: DeviceEntry<ConfigOf<K>> } = {
  "window-board/a090": (config, context) => windowBoard(config, a090Board(config), context),
  "summary-board/a090": (config, context) => summaryBoard(config, a090Board(config), context),
  "keypad/ff68": ff68Keypad,
  "rater/ff68": ff68Rater,
  "ticket-printer/escpos": escposPrinter,
  "id-reader/sdt": (config) => ({
    ...INERT,
    config,
    health: () => ({ health: "off", reason: "身份证阅读器将在后续版本支持", counters: {} }),
  }),
};

/** Makes a configured device and puts it on its line. */
export function createDevice(config: DeviceConfig, context: DeviceContext): HallDevice {
  // The entry is looked up by the config's own kind; TypeScript can't carry that through a union.
  const kind = `${config.role}/${config.driver}` as DeviceKind;
  const entry = REGISTRY[kind] as (config: DeviceConfig, context: DeviceContext) => HallDevice;
  return entry(config, context);
}
