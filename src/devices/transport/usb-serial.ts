import { readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { HallError } from "../../kernel/errors.ts";

/** A serial port that hangs on USB, as Linux knows it. */
export interface UsbSerial {
  /** `/dev/ttyUSB0` */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  /** Where it is plugged in, `1-1.4`. */
  readonly usbPath: string;
  readonly product: string | null;
}

/** How a config names a port that may be another tty tomorrow. */
export interface UsbSerialChoice {
  readonly vendorId?: number | undefined;
  readonly productId?: number | undefined;
  readonly serialNumber?: string | undefined;
}

const HIGHEST_LEVEL = 6;

/**
 * The USB serial ports of this machine, read from sysfs: `SerialPort.list()` asks udevadm, which small systems and
 * containers lack. A system without sysfs has none.
 */
export function listUsbSerial(sys = "/sys"): readonly UsbSerial[] {
  return names(`${sys}/class/tty`).flatMap((name) => {
    const device = realOf(`${sys}/class/tty/${name}/device`);
    const usb = device && usbDeviceAbove(device);
    if (!usb) return [];
    const id = (file: string) => Number.parseInt(text(path.join(usb, file)) ?? "", 16);
    return [
      {
        path: `/dev/${name}`,
        vendorId: id("idVendor"),
        productId: id("idProduct"),
        serialNumber: text(path.join(usb, "serial")),
        usbPath: path.basename(usb),
        product: text(path.join(usb, "product")),
      },
    ];
  });
}

/** The tty of the port that is meant now; a HallError says what was found instead. */
export function chooseUsbSerial(choice: UsbSerialChoice, ports: readonly UsbSerial[]): string {
  const hex = (id: number | undefined) => (id === undefined ? "????" : id.toString(16).padStart(4, "0"));
  const serial = choice.serialNumber === undefined ? "" : ` 序列号 ${choice.serialNumber}`;
  const wanted = `USB 串口 ${hex(choice.vendorId)}:${hex(choice.productId)}${serial}`;
  const found = ports.filter(
    (port) =>
      (choice.vendorId === undefined || choice.vendorId === port.vendorId) &&
      (choice.productId === undefined || choice.productId === port.productId) &&
      (choice.serialNumber === undefined || choice.serialNumber === port.serialNumber),
  );
  const [first] = found;
  if (first === undefined) throw new HallError("line.unreachable", `找不到 ${wanted}，请检查是否插好`);
  if (found.length > 1) {
    const where = found.map((port) => port.path).join("、");
    throw new HallError(
      "line.unreachable",
      `有 ${found.length} 个 ${wanted}（${where}），请写明 serialNumber 或 path`,
    );
  }
  return first.path;
}

/** The USB device that an interface belongs to: the next folder above with vendor and product. */
function usbDeviceAbove(device: string): string | null {
  let folder = device;
  for (let level = 0; level < HIGHEST_LEVEL; level++) {
    if (text(path.join(folder, "idVendor")) !== null) return folder;
    folder = path.dirname(folder);
  }
  return null;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function realOf(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

function text(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim() || null;
  } catch {
    return null;
  }
}
