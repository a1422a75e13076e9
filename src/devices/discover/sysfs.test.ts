import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { likelyFor, readFingerprints } from "./fingerprints.ts";
import { portsInSysfs } from "./sysfs.ts";
import { udevRules } from "./udev-rules.ts";

let root: string;
const TABLE = readFingerprints("config/device-fingerprints.yaml");

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "hall-sysfs-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, content: string | Buffer = ""): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}
function link(file: string, to: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  symlinkSync(path.join(root, to), path.join(root, file));
}
/** A USB device as sysfs shows it, and one interface of it. */
function usb(port: string, facts: Record<string, string>): string {
  const folder = `sys/devices/pci0000:00/usb1/${port}`;
  for (const [name, value] of Object.entries(facts)) put(`${folder}/${name}`, `${value}\n`);
  mkdirSync(path.join(root, folder, `${port}:1.0`), { recursive: true });
  return `${folder}/${port}:1.0`;
}
function serialAdapter(name: string, port: string, facts: Record<string, string>): void {
  const folder = `${usb(port, facts)}/${name}`;
  mkdirSync(path.join(root, folder), { recursive: true });
  link(`sys/class/tty/${name}/device`, folder);
  put(`dev/${name}`);
}

test("finds what hangs on the machine without udev, and says what it may be", () => {
  serialAdapter("ttyUSB10", "1-2", { idVendor: "1a86", idProduct: "7523", product: "USB Serial" });
  serialAdapter("ttyUSB9", "1-1.4", {
    idVendor: "0403",
    idProduct: "6001",
    manufacturer: "FTDI",
    product: "USB-RS485 Cable",
    serial: "FT1A2B3C",
  });
  link("dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1A2B3C-if00-port0", "dev/ttyUSB9");
  link("dev/serial/by-path/pci-0000:00-usb-0:1.4:1.0-port0", "dev/ttyUSB9");
  // Four ports that the kernel made in advance, one that is there, and a console.
  for (const [name, type] of [
    ["ttyS0", "4"],
    ["ttyS1", "0"],
  ]) {
    link(`sys/class/tty/${name}/device`, usb("platform", {}));
    put(`sys/class/tty/${name}/type`, type);
  }
  put("dev/ttyS0");
  put("sys/class/tty/tty1/dev", "4:1");
  const keypad = `${usb("1-3", { idVendor: "1a2c", idProduct: "2124", product: "USB Keyboard" })}/0003:1A2C:2124.0001`;
  put(`${keypad}/uevent`, "HID_ID=0003:00001A2C:00002124\nHID_NAME=SEM USB Keyboard\nHID_UNIQ=\n");
  put(`${keypad}/report_descriptor`, Buffer.from("05010906a101", "hex"));
  link("sys/class/hidraw/hidraw0/device", keypad);
  const printer = usb("1-5", { idVendor: "04b8", idProduct: "0e15" });
  put(`${printer}/ieee1284_id`, "MFG:EPSON;CMD:ESCPOS;MDL:TM-T82;CLS:PRINTER;");
  link("sys/class/usbmisc/lp0/device", printer);
  put("dev/usb/lp0");

  const found = portsInSysfs(root);
  expect(found.map((port) => port.path)).toEqual([
    "/dev/ttyS0",
    "/dev/ttyUSB9",
    "/dev/ttyUSB10",
    "/dev/hidraw0",
    "/dev/usb/lp0",
  ]);
  const of = (file: string) => found.find((port) => port.path === file);
  expect(of("/dev/ttyUSB9")).toMatchObject({
    stablePath: "/dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1A2B3C-if00-port0",
    usable: "yes",
    usb: { vendorId: 0x403, productId: 0x6001, serialNumber: "FT1A2B3C", port: "1-1.4" },
  });
  expect(of("/dev/ttyUSB10")).toMatchObject({ stablePath: null, usb: { serialNumber: null, port: "1-2" } });
  expect(of("/dev/ttyS0")).toMatchObject({ usb: null });
  expect(of("/dev/hidraw0")).toMatchObject({ usable: "no-file", usage: { page: 1, usage: 6 } });
  expect(of("/dev/usb/lp0")).toMatchObject({ bus: "printer", name: "EPSON TM-T82" });

  const names = found.map((port) => likelyFor(port, TABLE).map((print) => print.name));
  expect(names[1]).toEqual(["FT232R 串口线", "FTDI RS-485 线"]);
  expect(names[2]).toEqual(["CH340 串口线"]);
  expect(names[3]).toEqual(["USB 小键盘", "键盘类设备"]);
  expect(names[4]?.[0]).toBe("EPSON 小票打印机");
});

test("an empty machine has nothing, and says so without failing", () => {
  expect(portsInSysfs(root)).toEqual([]);
});

test("udev rules tell a port by its serial number, or by where it is plugged in, and say what is missing", () => {
  serialAdapter("ttyUSB0", "1-1.4", { idVendor: "0403", idProduct: "6001", serial: 'FT"1*' });
  serialAdapter("ttyUSB1", "1-2", { idVendor: "1A86", idProduct: "7523" });
  const serial = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const rules = udevRules(
    [
      { id: "boards", transport: { kind: "serial", path: "/dev/ttyUSB0", ...serial } },
      { id: "keys", transport: { kind: "serial", path: "/dev/ttyUSB1", ...serial } },
      { id: "gone", transport: { kind: "serial", path: "/dev/ttyUSB7", ...serial } },
      { id: "pad", transport: { kind: "hid", vendorId: 0x1a2c, productId: 0x2124 } },
      { id: "found", transport: { kind: "serial", serialNumber: "A5", ...serial } },
      { id: "pad-2", transport: { kind: "hid", path: "1-1.3" } },
      { id: "net", transport: { kind: "tcp", host: "127.0.0.1", port: 9100 } },
    ],
    portsInSysfs(root),
  );
  const lines = rules.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const ours = 'GROUP="dialout", MODE="0660"';
  expect(lines).toEqual([
    // A quotation mark would end the value and a star is a pattern: any one character stands for them.
    `SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", ATTRS{serial}=="FT?1?", ${ours}, SYMLINK+="hall/boards"`,
    `SUBSYSTEM=="tty", ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", KERNELS=="1-2", ${ours}, SYMLINK+="hall/keys"`,
    `KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ATTRS{idVendor}=="1a2c", ATTRS{idProduct}=="2124", ${ours}`,
    'SUBSYSTEM=="input", ATTRS{idVendor}=="1a2c", ATTRS{idProduct}=="2124", ENV{LIBINPUT_IGNORE_DEVICE}="1"',
    `SUBSYSTEM=="tty", ATTRS{serial}=="A5", ${ours}, SYMLINK+="hall/found"`,
    `KERNEL=="hidraw*", SUBSYSTEM=="hidraw", KERNELS=="1-1.3", ${ours}`,
    'SUBSYSTEM=="input", KERNELS=="1-1.3", ENV{LIBINPUT_IGNORE_DEVICE}="1"',
  ]);
  expect(rules).toContain("# line gone: /dev/ttyUSB7 is not plugged in");
});
