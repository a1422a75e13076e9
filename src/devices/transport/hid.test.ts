import { expect, test } from "vitest";
import { HallError } from "../../kernel/errors.ts";
import { settled } from "../fake-wire.ts";
import { FakeHidPort } from "./fake-hid-port.ts";
import { hidTransport } from "./hid.ts";
import { nodeHidPort, usbPathOf } from "./hid-port.ts";

const KEYPAD = { kind: "hid", vendorId: 0x1a2c, productId: 0x2124 } as const;
const going = () => new AbortController().signal;
const ONE = [0, 0, 0x59, 0, 0, 0, 0, 0];

test("each report is one chunk; what comes before the first listener is not lost", async () => {
  const port = new FakeHidPort();
  port.plug({ path: "/dev/hidraw0" });
  const line = await hidTransport(KEYPAD, port)(going());
  port.report("/dev/hidraw0", ONE);
  const heard: number[][] = [];
  line.onData((bytes) => heard.push([...bytes]));
  port.report("/dev/hidraw0", [0, 0, 0, 0, 0, 0, 0, 0]);
  expect(heard).toEqual([ONE, [0, 0, 0, 0, 0, 0, 0, 0]]);
});

test("pulled out it says so, is given back, and is found again by serial number at another place", async () => {
  const port = new FakeHidPort();
  const connect = hidTransport({ kind: "hid", serialNumber: "K7" }, port);
  port.plug({ path: "/dev/hidraw0", serialNumber: "K7", usbPath: "1-1" });
  const line = await connect(going());
  port.unplug("/dev/hidraw0");
  expect(await line.closed).toBe("HID 设备 序列号 K7 已拔出");
  await expect(line.write(Buffer.from([0]))).rejects.toMatchObject({ code: "line.down" });
  await expect(connect(going())).rejects.toMatchObject({
    code: "line.unreachable",
    message: "找不到 HID 设备 序列号 K7，请检查是否插好",
  });
  port.plug({ path: "/dev/hidraw3", serialNumber: "K8", usbPath: "1-1" });
  port.plug({ path: "/dev/hidraw5", serialNumber: "K7", usbPath: "2-1.3" });
  await connect(going());
  expect(port.isOpen("/dev/hidraw5")).toBe(true);
  expect(port.isOpen("/dev/hidraw3")).toBe(false);
});

test("two alike are told apart by where they are plugged in, and never taken by chance", async () => {
  const port = new FakeHidPort();
  port.plug({ path: "/dev/hidraw0", usbPath: "1-1.1" });
  port.plug({ path: "/dev/hidraw1", usbPath: "1-1.2" });
  await expect(hidTransport(KEYPAD, port)(going())).rejects.toThrow(
    "有 2 个 HID 设备 1a2c:2124（1-1.1、1-1.2）",
  );
  await hidTransport({ ...KEYPAD, path: "1-1.2" }, port)(going());
  expect(port.isOpen("/dev/hidraw1")).toBe(true);
  await hidTransport({ kind: "hid", path: "/dev/hidraw0" }, port)(going());
  expect(port.isOpen("/dev/hidraw0")).toBe(true);
});

test("of one device's several interfaces the keyboard is taken", async () => {
  const port = new FakeHidPort();
  port.plug({ path: "/dev/hidraw0", usbPath: "1-1", usagePage: 12, usage: 1 });
  port.plug({ path: "/dev/hidraw1", usbPath: "1-1" });
  await hidTransport(KEYPAD, port)(going());
  expect(port.isOpen("/dev/hidraw1")).toBe(true);
});

test("no right to open it names the page that says what to do", async () => {
  const port = new FakeHidPort();
  port.plug({ path: "/dev/hidraw0" });
  port.open = () => Promise.reject(new Error("cannot open device with path /dev/hidraw0"));
  await expect(hidTransport(KEYPAD, port)(going())).rejects.toThrow("docs/devices/hid.md");
});

test("stopped while it opens, it is closed again", async () => {
  const port = new FakeHidPort();
  port.plug({ path: "/dev/hidraw0" });
  const stop = new AbortController();
  const connecting = hidTransport(KEYPAD, port)(stop.signal);
  stop.abort();
  await expect(connecting).rejects.toMatchObject({ code: "line.unreachable" });
  await settled();
  expect(port.isOpen("/dev/hidraw0")).toBe(false);
});

type Loaded = Awaited<ReturnType<NonNullable<Parameters<typeof nodeHidPort>[0]>>>;
const failing = (message: string) => {
  const fail = () => Promise.reject(new Error(message));
  return nodeHidPort(() =>
    Promise.resolve({ devicesAsync: fail, HIDAsync: { open: fail } } as unknown as Loaded),
  );
};

test("a missing system library is one sentence with the command that brings it", async () => {
  const port = failing("libusb-1.0.so.0: cannot open shared object file: No such file or directory");
  await expect(hidTransport(KEYPAD, port)(going())).rejects.toMatchObject({
    code: "line.unreachable",
    message: "缺少系统库，HID 设备不能使用，请执行：sudo apt-get install -y libusb-1.0-0",
  });
  await expect(failing("libudev.so.1: cannot open shared object file").list()).rejects.toThrow(
    "sudo apt-get install -y libudev1",
  );
});

test("a package that is not there, or for another machine, says how to get it", async () => {
  const absent = nodeHidPort(() => Promise.reject(new HallError("line.unreachable", "npm install node-hid")));
  await expect(hidTransport(KEYPAD, absent)(going())).rejects.toThrow("npm install node-hid");
  await expect(failing("No native build was found for platform").list()).rejects.toThrow(
    "npm rebuild node-hid",
  );
});

test("the package as installed answers with devices or with that one sentence", async () => {
  const listed = await nodeHidPort()
    .list()
    .then(
      (devices) => devices.length >= 0,
      (error: unknown) => error instanceof HallError && /apt-get install|npm /.test(error.message),
    );
  expect(listed).toBe(true);
});

test("the USB port stands in sysfs, or in the path that libusb gives", () => {
  expect(usbPathOf("1-1.4:1.0")).toBe("1-1.4");
  expect(usbPathOf("/dev/hidraw99", "/nowhere")).toBeNull();
});
