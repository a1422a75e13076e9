import type { DeviceView } from "../contract/device.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { KioskView } from "../contract/window.ts";

type Printer = Extract<HallConfig["devices"][number], { readonly role: "ticket-printer" }>;
type Standing = Pick<DeviceView, "id" | "role" | "health" | "reason">;

export const printersOf = (config: HallConfig): readonly Printer[] =>
  config.devices.filter((d) => d.role === "ticket-printer");

/** The printers of a kiosk in the order they are used; `printer` is a list of one. */
export function kioskPrinters(kiosk: Pick<HallConfig["kiosks"][number], "printer" | "printers">) {
  return kiosk.printers ?? (kiosk.printer === undefined ? [] : [kiosk.printer]);
}

/**
 * Where a paper asked for on `printer` may come out, best first: the kiosk's own list when it begins there, then who
 * takes over for each. Two printers may take over for each other.
 */
export function takeOvers(config: HallConfig, printer: string, kiosk: string | null): readonly string[] {
  const own = config.kiosks.find((k) => k.id === kiosk);
  const list = own ? kioskPrinters(own) : [];
  const chain = list[0] === printer ? [...list] : [printer];
  const known = new Map(printersOf(config).map((p) => [p.id, p.fallback]));
  for (const id of chain) {
    const next = known.get(id);
    if (next !== undefined && !chain.includes(next)) chain.push(next);
  }
  return chain;
}

/** What people call it: its own name, or the kiosk it stands at. */
export function printerName(config: HallConfig, id: string): string {
  const device = printersOf(config).find((p) => p.id === id);
  if (device?.name !== undefined) return device.name;
  const kiosk = config.kiosks.find((k) => kioskPrinters(k)[0] === id);
  return kiosk ? `${kiosk.name}的打印机` : id;
}

/** What a kiosk says of its slips before anyone takes a number. */
export function kioskPrinter(
  config: HallConfig,
  devices: readonly Standing[],
  id: string,
): Pick<KioskView, "printer" | "printerReason" | "printerElsewhere"> {
  const kiosk = config.kiosks.find((k) => k.id === id);
  const [first] = kiosk ? kioskPrinters(kiosk) : [];
  if (first === undefined) return { printer: "none", printerReason: null, printerElsewhere: null };
  const usable = (printer: string) => devices.some((d) => d.id === printer && d.health !== "off");
  if (usable(first)) return { printer: "ok", printerReason: null, printerElsewhere: null };
  const printerReason = devices.find((d) => d.id === first)?.reason ?? null;
  const other = takeOvers(config, first, id).find(usable);
  return other === undefined
    ? { printer: "trouble", printerReason, printerElsewhere: null }
    : { printer: "elsewhere", printerReason, printerElsewhere: printerName(config, other) };
}

/** What whoever works in the hall should see to: a printer that is off, or soon will be. */
export function printerNotices(config: HallConfig, devices: readonly Standing[]): readonly string[] {
  return devices
    .filter((d) => d.role === "ticket-printer" && d.health !== "ok" && d.reason !== null)
    .map((d) => `${printerName(config, d.id)}：${d.reason}`);
}
