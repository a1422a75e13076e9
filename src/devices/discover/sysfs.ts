import { accessSync, constants, readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { FoundPort, UsbFacts } from "./found-port.ts";

// Linux tells in /sys what hangs on it, whether or not udev is installed: SerialPort.list() asks udevadm and fails
// without it ("spawn udevadm ENOENT"), and node-hid needs libusb even to list.

/** Deeper than any interface below its USB device. */
const LEVELS = 6;

/** Serial ports, HID devices and USB printers of this machine; `root` is / but for tests. */
export function portsInSysfs(root: string): readonly FoundPort[] {
  const at = (...parts: string[]) => path.join(root, ...parts);
  const stable = stableNames(root);
  const seen = (
    bus: FoundPort["bus"],
    device: string,
    folder: string,
    more: Partial<FoundPort>,
  ): FoundPort => ({
    bus,
    path: device,
    stablePath: stable.get(device) ?? null,
    usable: usable(at(device)),
    usb: usbFacts(folder),
    usage: null,
    name: null,
    ...more,
  });
  const serial = names(at("sys/class/tty")).flatMap((name) => {
    const folder = real(at("sys/class/tty", name, "device"));
    // The kernel makes ttyS0…ttyS31 in advance; type 0 is a port that is not there.
    if (!folder || text(at("sys/class/tty", name, "type")) === "0") return [];
    return [seen("serial", `/dev/${name}`, folder, {})];
  });
  const hid = names(at("sys/class/hidraw")).flatMap((name) => {
    const folder = real(at("sys/class/hidraw", name, "device"));
    if (!folder) return [];
    const facts = hidFacts(text(path.join(folder, "uevent")) ?? "");
    const found = seen("hid", `/dev/${name}`, folder, { name: facts.name, usage: usageOf(folder) });
    return [{ ...found, usb: found.usb ?? facts.usb }];
  });
  const printers = names(at("sys/class/usbmisc")).flatMap((name) => {
    const folder = /^lp\d+$/.test(name) ? real(at("sys/class/usbmisc", name, "device")) : null;
    return folder ? [seen("printer", `/dev/usb/${name}`, folder, { name: modelOf(folder) })] : [];
  });
  return [...serial, ...hid, ...printers];
}

/** /dev/serial/by-id names a port by its maker and serial number: it stays while ttyUSB0 becomes ttyUSB1. */
function stableNames(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // by-id is the better name, so it is written last.
  for (const folder of ["/dev/serial/by-path", "/dev/serial/by-id"])
    for (const name of names(path.join(root, folder))) {
      const target = real(path.join(root, folder, name));
      if (target) found.set(`/dev/${path.basename(target)}`, `${folder}/${name}`);
    }
  return found;
}

function usbFacts(folder: string): UsbFacts | null {
  let usb = folder;
  for (let level = 0; level < LEVELS; level++) {
    const vendorId = hex(text(path.join(usb, "idVendor")));
    if (vendorId !== null)
      return {
        vendorId,
        productId: hex(text(path.join(usb, "idProduct"))) ?? 0,
        serialNumber: text(path.join(usb, "serial")),
        manufacturer: text(path.join(usb, "manufacturer")),
        product: text(path.join(usb, "product")),
        port: path.basename(usb),
      };
    usb = path.dirname(usb);
  }
  return null;
}

/** HID_ID=0003:00001A2C:00002124, HID_NAME=SEM USB Keyboard, HID_UNIQ=serial number. */
function hidFacts(uevent: string): { readonly name: string | null; readonly usb: UsbFacts | null } {
  const value = (key: string) => new RegExp(`^${key}=(.+)$`, "m").exec(uevent)?.[1]?.trim() || null;
  const [, vendor, product] = /^\w+:(\w+):(\w+)$/.exec(value("HID_ID") ?? "") ?? [];
  const name = value("HID_NAME");
  const vendorId = hex(vendor ?? null);
  if (vendorId === null) return { name, usb: null };
  const serialNumber = value("HID_UNIQ");
  const port = /usb-.*?-([\d.]+)\//.exec(value("HID_PHYS") ?? "")?.[1] ?? null;
  return {
    name,
    usb: {
      vendorId,
      productId: hex(product ?? null) ?? 0,
      serialNumber,
      manufacturer: null,
      product: name,
      port,
    },
  };
}

/** The first usage that a report descriptor names: page (05 nn) and usage (09 nn). */
function usageOf(folder: string): FoundPort["usage"] {
  const descriptor = bytes(path.join(folder, "report_descriptor"));
  if (descriptor?.[0] !== 0x05 || descriptor[2] !== 0x09) return null;
  return { page: descriptor[1] ?? 0, usage: descriptor[3] ?? 0 };
}

/** IEEE 1284: MFG:EPSON;CMD:ESCPOS;MDL:TM-T82;CLS:PRINTER; */
function modelOf(folder: string): string | null {
  const id = text(path.join(folder, "ieee1284_id"));
  const [, maker] = /(?:MFG|MANUFACTURER):([^;]+)/.exec(id ?? "") ?? [];
  const [, model] = /(?:MDL|MODEL):([^;]+)/.exec(id ?? "") ?? [];
  return [maker, model].filter(Boolean).join(" ") || null;
}

function usable(file: string): FoundPort["usable"] {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return "yes";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "no-permission" : "no-file";
  }
}

const hex = (value: string | null): number | null => {
  const number = Number.parseInt(value ?? "", 16);
  return Number.isNaN(number) ? null : number;
};

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  } catch {
    return [];
  }
}

function real(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

function bytes(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

const text = (file: string): string | null => bytes(file)?.toString("utf8").trim() || null;
