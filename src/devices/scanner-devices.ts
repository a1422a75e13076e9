import type { ConfigOf } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { ScanTexts } from "./drivers/scan-texts.ts";
import { type HallDevice, INERT } from "./hall-device.ts";
import { onKeyNames } from "./hid-devices.ts";
import { ScanLines } from "./protocols/scan-lines.ts";

// Code scanners: those that send their text on a serial line, and those that type it like a keyboard. They are never
// asked and confirm nothing: they work while their line is up.

export function serialScanner(
  config: ConfigOf<"code-scanner/serial-scanner">,
  context: DeviceContext,
): HallDevice {
  const { on, clock } = context;
  const lines = new ScanLines();
  const texts = scanTexts(config, context);
  let cancelQuiet = () => {};
  on.line.onConnected(() => {
    cancelQuiet();
    lines.reset();
  });
  on.line.onData((bytes) => {
    cancelQuiet();
    for (const text of lines.push(bytes)) texts.read(text);
    if (!lines.waiting()) return;
    cancelQuiet = clock.at(clock.now() + config.quietMs, () => {
      for (const text of lines.settle()) texts.read(text);
    });
  });
  return scanner(config, context, () => ({ ...lines.counters, ...texts.counters }));
}

export function hidScanner(config: ConfigOf<"code-scanner/hid-scanner">, context: DeviceContext): HallDevice {
  const { on, clock } = context;
  const lines = new ScanLines();
  const texts = scanTexts(config, context);
  const ends = new Set(["Enter", "Tab"]);
  let cancelQuiet = () => {};
  on.line.onConnected(() => {
    cancelQuiet();
    lines.reset();
  });
  const keyboard = onKeyNames(context, (key) => {
    cancelQuiet();
    if (key === null) return;
    const typed = ends.has(key) ? "\r" : key.length <= 3 && !/^[A-Z][a-z]/.test(key) ? key : "";
    for (const text of lines.push(Buffer.from(typed))) texts.read(text);
    if (!lines.waiting()) return;
    cancelQuiet = clock.at(clock.now() + config.quietMs, () => {
      for (const text of lines.settle()) texts.read(text);
    });
  });
  return scanner(config, context, () => ({
    ...lines.counters,
    badLength: lines.counters.badLength + keyboard.counters.badLength,
    ...texts.counters,
  }));
}

type ScannerConfig = ConfigOf<"code-scanner/serial-scanner"> | ConfigOf<"code-scanner/hid-scanner">;

function scanTexts(config: ScannerConfig, { clock, onScan }: DeviceContext): ScanTexts {
  const place = { kiosk: config.kiosk ?? null, window: config.window ?? null };
  return new ScanTexts({ clock, onText: (text) => onScan(place, text) });
}

function scanner(
  config: ScannerConfig,
  { on }: DeviceContext,
  counters: () => Readonly<Record<string, number>>,
): HallDevice {
  return {
    ...INERT,
    config,
    health: () => ({ health: "ok", reason: null, counters: { ...counters(), ...on.line.counters } }),
  };
}
