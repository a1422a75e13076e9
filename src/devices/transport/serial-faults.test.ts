import { SerialPortMock } from "serialport";
import { afterEach, expect, test } from "vitest";
import { settled } from "../fake-wire.ts";
import { type SerialConfig, type SerialPorts, serialTransport } from "./serial.ts";
import type { UsbSerial } from "./usb-serial.ts";

// Faults that a pseudo-terminal can't make, in serialport's own mock of its native binding.

const PATH = "/dev/ttyMOCK0";
const CONFIG: SerialConfig = {
  kind: "serial",
  path: PATH,
  baudRate: 9600,
  dataBits: 8,
  parity: "none",
  stopBits: 1,
};
/** `@serialport/binding-mock`, in the one copy that serialport itself uses. */
const MockBinding = SerialPortMock.binding;
type MockPort = NonNullable<SerialPortMock["port"]>;
const going = () => new AbortController().signal;
const bytes = Buffer.from("a090", "hex");

function mockPorts(usb: () => readonly UsbSerial[] = () => []) {
  const made: SerialPortMock[] = [];
  class Watched extends SerialPortMock {
    constructor(options: ConstructorParameters<typeof SerialPortMock>[0]) {
      super(options);
      made.push(this);
    }
  }
  const ports: SerialPorts = {
    load: () => Promise.resolve(Watched as unknown as Awaited<ReturnType<SerialPorts["load"]>>),
    list: usb,
  };
  const binding = () => made.at(-1)?.port as MockPort;
  return { ports, made, binding };
}

afterEach(() => MockBinding.reset());

test("open fails: one sentence, and the next try may succeed", async () => {
  const { ports } = mockPorts();
  await expect(serialTransport(CONFIG, ports)(going())).rejects.toMatchObject({ code: "line.unreachable" });
  MockBinding.createPort(PATH, { record: true });
  const line = await serialTransport(CONFIG, ports)(going());
  await line.close();
});

test("what is written leaves by the wire before the write is done", async () => {
  const { ports, binding } = mockPorts();
  MockBinding.createPort(PATH, { record: true });
  const line = await serialTransport(CONFIG, ports)(going());
  const mock = binding();
  let drained = () => {};
  mock.drain = () =>
    new Promise((resolve) => {
      drained = () => resolve(undefined);
    });
  let done = false;
  const writing = line.write(bytes).then(() => {
    done = true;
  });
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(mock.recording).toEqual(bytes);
  expect(done).toBe(false);
  drained();
  await writing;
  expect(done).toBe(true);
  await line.close();
});

test("a write that fails closes the line with the reason", async () => {
  const { ports, binding } = mockPorts();
  MockBinding.createPort(PATH, { record: true });
  const line = await serialTransport(CONFIG, ports)(going());
  binding().write = () => Promise.reject(new Error("EIO: i/o error, write"));
  await expect(line.write(bytes)).rejects.toMatchObject({ code: "line.down" });
  expect(await line.closed).toContain("EIO");
});

test("a drain that fails is a failed write", async () => {
  const { ports, binding } = mockPorts();
  MockBinding.createPort(PATH, { record: true });
  const line = await serialTransport(CONFIG, ports)(going());
  binding().drain = () => Promise.reject(new Error("EIO: i/o error, drain"));
  await expect(line.write(bytes)).rejects.toMatchObject({
    code: "line.down",
    message: expect.stringContaining("EIO"),
  });
  await line.close();
});

test("a close that fails ends the line all the same", async () => {
  const { ports, binding } = mockPorts();
  MockBinding.createPort(PATH, { record: true });
  const line = await serialTransport(CONFIG, ports)(going());
  const mock = binding();
  const close = mock.close.bind(mock);
  mock.close = async () => {
    await close();
    throw new Error("EBADF: bad file descriptor, close");
  };
  await line.close();
  expect(await line.closed).toContain(PATH);
});

test("bytes from the device come as they are", async () => {
  const { ports, binding } = mockPorts();
  MockBinding.createPort(PATH, { record: true });
  const line = await serialTransport(CONFIG, ports)(going());
  const heard: Buffer[] = [];
  line.onData((chunk) => heard.push(chunk));
  binding().emitData(Buffer.from([0, 0xff, 0x11, 0x13]));
  while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(Buffer.concat(heard).toString("hex")).toBe("00ff1113");
  await line.close();
});

test("named by its serial number, a port is opened wherever it is now", async () => {
  const usb = { vendorId: 0x0403, productId: 0x6001, serialNumber: "A5", usbPath: "1-1", product: null };
  let tty = "/dev/ttyUSB0";
  const { ports, made } = mockPorts(() => [{ ...usb, path: tty }]);
  MockBinding.createPort("/dev/ttyUSB0");
  MockBinding.createPort("/dev/ttyUSB3");
  const { path: _, ...unnamed } = CONFIG;
  const connect = serialTransport({ ...unnamed, serialNumber: "A5" }, ports);
  await (await connect(going())).close();
  tty = "/dev/ttyUSB3";
  await (await connect(going())).close();
  expect(made.map((port) => port.path)).toEqual(["/dev/ttyUSB0", "/dev/ttyUSB3"]);
  await settled();
});
