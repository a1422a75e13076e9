import type { DeviceConfig } from "../../src/contract/device-config.ts";
import type { HallConfig } from "../../src/contract/hall-config.ts";
import { buildBoard } from "./build-board.ts";
import type { DevicePort, VirtualDevice } from "./device.ts";
import { Keypad } from "./keypad.ts";
import { Printer } from "./printer.ts";
import { Rater } from "./rater.ts";

/** The device a config entry describes; null for a role that nobody plays yet. */
export function buildDevice(
  device: DeviceConfig,
  config: HallConfig,
  port: DevicePort,
): VirtualDevice | null {
  const { id } = device;
  const named = { id, title: device.name ?? ROLE_NAMES[device.role], place: placeOf(device, config) };
  switch (device.role) {
    case "window-board":
    case "summary-board":
      return buildBoard(device, named, port);
    case "keypad":
      return new Keypad({ ...named, address: device.address }, port);
    case "rater": {
      const { address, scores } = device;
      return new Rater({ ...named, address, scores, askMs: config.policy.ratingSeconds * 1000 }, port);
    }
    case "ticket-printer": {
      const { columns, charset, cut } = device;
      return new Printer({ ...named, columns, charset, tears: cut === "none" }, port);
    }
    case "id-reader":
      return null;
  }
}

const ROLE_NAMES: Readonly<Record<DeviceConfig["role"], string>> = {
  "window-board": "窗口屏",
  "summary-board": "汇总屏",
  keypad: "呼叫器",
  rater: "评价器",
  "ticket-printer": "小票打印机",
  "id-reader": "身份证阅读器",
};

/** Name of the window it belongs to, or of the kiosk that prints there. */
function placeOf(device: DeviceConfig, config: HallConfig): string | null {
  if (device.role === "ticket-printer")
    return config.kiosks.find((kiosk) => (kiosk.printers?.[0] ?? kiosk.printer) === device.id)?.name ?? null;
  const window = "window" in device ? device.window : undefined;
  return config.windows.find((w) => w.id === window)?.name ?? null;
}
