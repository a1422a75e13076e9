import type { ConfigOf } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { SdtReader } from "./drivers/sdt-reader.ts";
import { type HallDevice, INERT } from "./hall-device.ts";

export function sdtReader(config: ConfigOf<"id-reader/sdt">, context: DeviceContext): HallDevice {
  const { on, clock, onCard, onHealth } = context;
  const place = { kiosk: config.kiosk ?? null, window: config.window ?? null };
  const reader = new SdtReader({
    line: on.line,
    clock,
    keepPhoto: config.photo === "keep",
    timeoutMs: config.timeoutMs,
    tries: config.tries,
    onSeen: (seen) => onCard(place, seen),
    onHealth,
  });
  reader.attach();
  return { ...INERT, config, health: () => reader.health() };
}
