import type { ConfigOf, DeviceConfig, DeviceKind } from "../contract/device-config.ts";
import { summaryBoard, windowBoard } from "./board-device.ts";
import type { DeviceContext, DeviceEntry } from "./device-entry.ts";
import { a090Board } from "./drivers/a090-board.ts";
import { aabb5154Board } from "./drivers/aabb5154-board.ts";
import { alphaBoard } from "./drivers/alpha-board.ts";
import { bx5kBoard } from "./drivers/bx5k-board.ts";
import { cd5220Board } from "./drivers/cd5220-board.ts";
import { led8Board } from "./drivers/led8-board.ts";
import { modbusNumberBoard } from "./drivers/modbus-number-board.ts";
import { escposPrinter } from "./escpos-device.ts";
import { ff68Keypad, ff68Rater } from "./ff68-devices.ts";
import type { HallDevice } from "./hall-device.ts";
import { hidKeypad, hidRater } from "./hid-devices.ts";
import { hidScanner, serialScanner } from "./scanner-devices.ts";
import { sdtReader } from "./sdt-device.ts";
import { xfSpeaker } from "./speaker-device.ts";

/**
 * Every device that a hall's config can name, by role and driver. A further one is a member of the config's union
 * (contract/device-config.ts), its own file, and a line here: the compiler asks for all three.
 */
const REGISTRY: { readonly [K in DeviceKind]: DeviceEntry<ConfigOf<K>> } = {
  "window-board/a090": (config, context) => windowBoard(config, a090Board(config), context),
  "window-board/aabb5154": (config, context) => windowBoard(config, aabb5154Board(config), context),
  "window-board/bx5k": (config, context) => windowBoard(config, bx5kBoard(config), context),
  "window-board/alpha": (config, context) => windowBoard(config, alphaBoard(config), context),
  "window-board/cd5220": (config, context) => windowBoard(config, cd5220Board(), context),
  "window-board/led8": (config, context) => windowBoard(config, led8Board(), context),
  "window-board/modbus-number": (config, context) => windowBoard(config, modbusNumberBoard(config), context),
  "summary-board/a090": (config, context) => summaryBoard(config, a090Board(config), context),
  "summary-board/aabb5154": (config, context) => summaryBoard(config, aabb5154Board(config), context),
  "summary-board/bx5k": (config, context) => summaryBoard(config, bx5kBoard(config), context),
  "summary-board/alpha": (config, context) => summaryBoard(config, alphaBoard(config), context),
  "summary-board/cd5220": (config, context) => summaryBoard(config, cd5220Board(), context),
  "summary-board/led8": (config, context) => summaryBoard(config, led8Board(), context),
  "summary-board/modbus-number": (config, context) =>
    summaryBoard(config, modbusNumberBoard(config), context),
  "keypad/ff68": ff68Keypad,
  "rater/ff68": ff68Rater,
  "ticket-printer/escpos": escposPrinter,
  "keypad/hid-keypad": hidKeypad,
  "rater/hid-rater": hidRater,
  "id-reader/sdt": sdtReader,
  "code-scanner/serial-scanner": serialScanner,
  "code-scanner/hid-scanner": hidScanner,
  "speaker/xf-tts": xfSpeaker,
};

/** Makes a configured device and puts it on its line. */
export function createDevice(config: DeviceConfig, context: DeviceContext): HallDevice {
  // The entry is looked up by the config's own kind; TypeScript can't carry that through a union.
  const kind = `${config.role}/${config.driver}` as DeviceKind;
  const entry = REGISTRY[kind] as (config: DeviceConfig, context: DeviceContext) => HallDevice;
  return entry(config, context);
}
