import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { usbPathOf } from "./hid-port.ts";
import { chooseUsbSerial, listUsbSerial } from "./usb-serial.ts";

// A sysfs tree as Linux makes it, with its links, in a folder of its own.
let sys: string;
beforeEach(() => {
  sys = mkdtempSync(path.join(tmpdir(), "hall-sysfs-"));
});
afterEach(() => rmSync(sys, { recursive: true }));

function plug(usb: string, tty: string, ids: { vendor: string; product: string; serial?: string }): void {
  const device = path.join(sys, "devices/pci0000:00/usb1", usb);
  const port = path.join(device, `${usb}:1.0`, tty);
  mkdirSync(port, { recursive: true });
  writeFileSync(path.join(device, "idVendor"), `${ids.vendor}\n`);
  writeFileSync(path.join(device, "idProduct"), `${ids.product}\n`);
  if (ids.serial) writeFileSync(path.join(device, "serial"), `${ids.serial}\n`);
  mkdirSync(path.join(sys, "class/tty", tty), { recursive: true });
  symlinkSync(port, path.join(sys, "class/tty", tty, "device"));
}

test("USB ports are found with their numbers, others are left out", () => {
  plug("1-1.4", "ttyUSB0", { vendor: "0403", product: "6001", serial: "A50285BI" });
  plug("1-2", "ttyACM0", { vendor: "1a86", product: "55d4" });
  mkdirSync(path.join(sys, "class/tty/tty0"), { recursive: true });
  expect(listUsbSerial(sys)).toEqual([
    {
      path: "/dev/ttyACM0",
      vendorId: 0x1a86,
      productId: 0x55d4,
      serialNumber: null,
      usbPath: "1-2",
      product: null,
    },
    {
      path: "/dev/ttyUSB0",
      vendorId: 0x0403,
      productId: 0x6001,
      serialNumber: "A50285BI",
      usbPath: "1-1.4",
      product: null,
    },
  ]);
});

test("found again at another tty by its serial number", () => {
  plug("1-1", "ttyUSB0", { vendor: "0403", product: "6001", serial: "OTHER" });
  plug("1-3", "ttyUSB7", { vendor: "0403", product: "6001", serial: "A50285BI" });
  expect(chooseUsbSerial({ serialNumber: "A50285BI" }, listUsbSerial(sys))).toBe("/dev/ttyUSB7");
});

test("two alike, and none, are said in one sentence", () => {
  plug("1-1", "ttyUSB0", { vendor: "0403", product: "6001" });
  plug("1-3", "ttyUSB1", { vendor: "0403", product: "6001" });
  const choice = { vendorId: 0x0403, productId: 0x6001 };
  expect(() => chooseUsbSerial(choice, listUsbSerial(sys))).toThrow(
    "有 2 个 USB 串口 0403:6001（/dev/ttyUSB0、/dev/ttyUSB1），请写明 serialNumber 或 path",
  );
  expect(() => chooseUsbSerial({ serialNumber: "X" }, listUsbSerial(sys))).toThrow(
    "找不到 USB 串口 ????:???? 序列号 X，请检查是否插好",
  );
});

test("a machine without sysfs or udev has no USB ports and no error", () => {
  expect(listUsbSerial(path.join(sys, "nowhere"))).toEqual([]);
});

test("a hidraw device's USB port is read through its links", () => {
  const device = path.join(sys, "devices/pci0000:00/usb1/1-1/1-1.4/1-1.4:1.0/0003:1A2C:2124.0001");
  mkdirSync(device, { recursive: true });
  mkdirSync(path.join(sys, "class/hidraw/hidraw3"), { recursive: true });
  symlinkSync(device, path.join(sys, "class/hidraw/hidraw3/device"));
  expect(usbPathOf("/dev/hidraw3", sys)).toBe("1-1.4");
});
