import type { DeviceConfig } from "../../src/contract/device-config.ts";
import type { HallConfig } from "../../src/contract/hall-config.ts";
import { buildBoard } from "./build-board.ts";
import { CardReader } from "./card-reader.ts";
import type { DevicePort, VirtualDevice } from "./device.ts";
import { Keyboard } from "./keyboard.ts";
import { Keypad } from "./keypad.ts";
import { Printer } from "./printer.ts";
import { Rater, raterKeys } from "./rater.ts";
import { Scanner } from "./scanner.ts";
import { SpeechModule } from "./speech-module.ts";

/** The device a config entry describes. */
export function buildDevice(device: DeviceConfig, config: HallConfig, port: DevicePort): VirtualDevice {
  const { id } = device;
  const named = { id, title: device.name ?? ROLE_NAMES[device.role], place: placeOf(device, config) };
  switch (device.role) {
    case "window-board":
    case "summary-board":
      return buildBoard(device, named, port);
    case "keypad":
      if (device.driver === "hid-keypad")
        return new Keyboard({ ...named, kind: "keypad", keys: NUMERIC }, port);
      return new Keypad({ ...named, address: device.address, poll: pollOf(device.poll) }, port);
    case "rater": {
      if (device.driver === "hid-rater")
        return new Keyboard({ ...named, kind: "rater", keys: raterKeys(device.scores) }, port);
      const { address, scores } = device;
      return new Rater({ ...named, address, scores, askMs: config.policy.ratingSeconds * 1000 }, port);
    }
    case "ticket-printer": {
      const { columns, charset, cut } = device;
      return new Printer({ ...named, columns, charset, tears: cut === "none" }, port);
    }
    case "id-reader":
      return new CardReader(named, port);
    case "code-scanner":
      return new Scanner({ ...named, speaks: device.driver === "hid-scanner" ? "keyboard" : "text" }, port);
    case "speaker":
      return new SpeechModule({ ...named, checksum: device.checksum === "xor" }, port);
  }
}

function pollOf(poll: { readonly frame: string; readonly idle?: string | undefined } | undefined) {
  if (!poll) return null;
  return { frame: hexBytes(poll.frame), idle: poll.idle === undefined ? null : hexBytes(poll.idle) };
}

const hexBytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

const NUMERIC = ["7", "8", "9", "/", "4", "5", "6", "*", "1", "2", "3", "-", "0", ".", "Enter", "+"].map(
  (key) => ({
    key,
    label: key,
  }),
);

const ROLE_NAMES: Readonly<Record<DeviceConfig["role"], string>> = {
  "window-board": "窗口屏",
  "summary-board": "汇总屏",
  keypad: "呼叫器",
  rater: "评价器",
  "ticket-printer": "小票打印机",
  "id-reader": "身份证阅读器",
  "code-scanner": "扫码器",
  speaker: "语音模块",
};

/** Name of the window it belongs to, or of the kiosk that prints there. */
function placeOf(device: DeviceConfig, config: HallConfig): string | null {
  if (device.role === "ticket-printer")
    return config.kiosks.find((kiosk) => (kiosk.printers?.[0] ?? kiosk.printer) === device.id)?.name ?? null;
  if ("kiosk" in device && device.kiosk !== undefined)
    return config.kiosks.find((kiosk) => kiosk.id === device.kiosk)?.name ?? null;
  const window = "window" in device ? device.window : undefined;
  return config.windows.find((w) => w.id === window)?.name ?? null;
}
