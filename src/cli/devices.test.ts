import { expect, test } from "vitest";
import type { FoundPort } from "../devices/discover/found-port.ts";
import { listDevices } from "./devices.ts";
import { udev } from "./udev.ts";

const EXAMPLE = "config/hall.example.yaml";
const PORT: FoundPort = {
  bus: "serial",
  path: "/dev/ttyUSB0",
  stablePath: "/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0",
  usable: "no-permission",
  usb: {
    vendorId: 0x1a86,
    productId: 0x7523,
    serialNumber: null,
    manufacturer: null,
    product: "USB Serial",
    port: "1-2",
  },
  usage: null,
  name: null,
};
const PAD: FoundPort = {
  ...PORT,
  bus: "hid",
  path: "/dev/hidraw0",
  stablePath: null,
  usb: {
    vendorId: 0x1a2c,
    productId: 0x2124,
    serialNumber: "K7",
    manufacturer: "SEM",
    product: "Keypad",
    port: null,
  },
};
const CH340 = { bus: "serial", vendorId: 0x1a86, name: "CH340 串口线", likely: ["keypad/ff68"] } as const;
const NO_LIBUSB = "缺少系统库，请执行：sudo apt-get install -y libusb-1.0-0";

function machine(root = false) {
  const said: string[] = [];
  const complained: string[] = [];
  const written: string[] = [];
  const ran: string[] = [];
  return {
    said,
    complained,
    written,
    ran,
    needs: {
      out: (line: string) => void said.push(line),
      err: (line: string) => void complained.push(line),
      ports: () => [PORT, PAD],
      fingerprints: () => [{ ...CH340, likely: [...CH340.likely] }],
      tryHid: () => Promise.reject(new Error(NO_LIBUSB)),
      isRoot: () => root,
      writeFile: (file: string, text: string) => void written.push(file, text),
      run: (program: string, args: readonly string[]) => ran.push([program, ...args].join(" ")) > 0,
    },
  };
}

test("says what is there, what it may be, what to write into the config, and in one sentence why HID can't be used", async () => {
  const { needs, said, complained } = machine();
  expect(await listDevices({}, needs)).toBe(0);
  const text = said.join("\n");
  expect(text).toContain("/dev/ttyUSB0  1a86:7523  USB Serial  USB 口 1-2  无权限");
  expect(text).toContain("CH340 串口线，驱动 drivers: keypad/ff68");
  expect(text).toContain(
    "{ kind: serial, path: /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0, baudRate: 9600 }",
  );
  expect(text).toContain('{ kind: hid, vendorId: 0x1a2c, productId: 0x2124, serialNumber: "K7" }');
  expect(text).toContain("没有指纹");
  expect(complained).toEqual([`HID：${NO_LIBUSB}`]);
});

test("the same as JSON", async () => {
  const { needs, said } = machine();
  await listDevices({ json: true }, needs);
  const told = JSON.parse(said.join("\n"));
  expect(told.hidTrouble).toBe(NO_LIBUSB);
  expect(told.ports[0]).toMatchObject({
    path: "/dev/ttyUSB0",
    usb: { vendorId: 0x1a86 },
    likely: [{ name: "CH340 串口线", drivers: ["keypad/ff68"] }],
  });
});

test("udev rules are printed for anyone, installed by root only", () => {
  const print = machine();
  expect(udev({ config: EXAMPLE, print: true }, print.needs)).toBe(0);
  expect(print.said.join("\n")).toContain('SYMLINK+="hall/rs485-1"');
  expect(print.written).toEqual([]);

  const user = machine();
  expect(udev({ config: EXAMPLE, install: true }, user.needs)).toBe(1);
  expect(user.written).toEqual([]);
  expect(user.complained.join("\n")).toContain(`sudo npm run hall -- udev --config ${EXAMPLE} --install`);

  const root = machine(true);
  expect(udev({ config: EXAMPLE, install: true }, root.needs)).toBe(0);
  expect(root.written[0]).toBe("/etc/udev/rules.d/70-hall-server.rules");
  expect(root.ran).toEqual(["udevadm control --reload", "udevadm trigger --action=add"]);

  expect(udev({ print: true }, machine().needs)).toBe(2);
  expect(udev({ config: EXAMPLE }, machine().needs)).toBe(2);
  expect(udev({ config: "no-such.yaml", print: true }, machine().needs)).toBe(2);
});
