import type { DeviceContext, DeviceLine } from "./device-entry.ts";
import { type HallDevice, INERT } from "./hall-device.ts";
import type { PrinterConfig, PrinterLine } from "./printer-port.ts";

export function escposPrinter(
  config: PrinterConfig,
  { on, clock, log, createPrinter, onHealth }: DeviceContext,
): HallDevice {
  const printer = createPrinter({ device: config, line: printerLine(on), clock, log, onHealth });
  return {
    ...INERT,
    config,
    print: (document, progress) => printer.print(document, progress),
    health: () => {
      const own = printer.health();
      return { ...own, counters: { ...own.counters, connects: on.line.counters.connects } };
    },
    stop: () => printer.stop(),
  };
}

function printerLine({ line, bytesPerSecond }: DeviceLine): PrinterLine {
  return {
    connected: () => line.connected,
    reason: () => line.reason,
    bytesPerSecond,
    write: (bytes) => line.write(bytes),
    exclusive: (use) => line.exclusive(use),
    onData: (listener) => line.onData(listener),
    onConnected: (listener) => line.onConnected(listener),
    giveUp: (cause) => line.giveUp(cause),
  };
}
