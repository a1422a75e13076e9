import { realpathSync } from "node:fs";
import { HallError, messageOf } from "../../kernel/errors.ts";

/** One HID interface of the machine. */
export interface HidDevice {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly product: string | null;
  /** Usage page and usage: 1 and 6 are a keyboard; null where the system does not tell. */
  readonly usagePage: number | null;
  readonly usage: number | null;
  /** Where it is plugged in, `1-1.4`: stays the same while names and numbers change; null where it is not known. */
  readonly usbPath: string | null;
}

/** An open HID device. Reports come until it ends; both listeners are set once, right after opening. */
export interface HidHandle {
  onReport(listener: (report: Buffer) => void): void;
  /** It was unplugged or refused a read; told at most once. */
  onEnd(listener: (why: string) => void): void;
  write(report: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** HID as the hall uses it; tests put a fake in its place and inject reports. */
export interface HidPort {
  list(): Promise<readonly HidDevice[]>;
  open(path: string): Promise<HidHandle>;
}

type NodeHid = typeof import("node-hid");

/** The real one. The package and its native module are loaded when the first HID line connects, never before. */
export function nodeHidPort(load: () => Promise<NodeHid> = loadNodeHid): HidPort {
  return {
    list: async () => {
      const hid = await load();
      const found = await hid.devicesAsync().catch(rethrowClearly);
      return found.flatMap((device) =>
        device.path === undefined
          ? []
          : [
              {
                path: device.path,
                vendorId: device.vendorId,
                productId: device.productId,
                serialNumber: device.serialNumber || null,
                product: device.product || null,
                usagePage: device.usagePage ?? null,
                usage: device.usage ?? null,
                usbPath: usbPathOf(device.path),
              },
            ],
      );
    },
    open: async (path) => {
      const hid = await load();
      const handle = await hid.HIDAsync.open(path).catch(rethrowClearly);
      return {
        onReport: (listener) => void handle.on("data", (report: Buffer) => listener(Buffer.from(report))),
        onEnd: (listener) => void handle.once("error", (error: unknown) => listener(messageOf(error))),
        write: async (report) => void (await handle.write(report)),
        close: () => handle.close(),
      };
    },
  };
}

function loadNodeHid(): Promise<NodeHid> {
  return import("node-hid").catch((cause: unknown) => {
    throw new HallError(
      "line.unreachable",
      "本机没有安装 HID 模块 node-hid，请在程序目录执行：npm install node-hid",
      {
        cause,
      },
    );
  });
}

/** The native module is loaded by its first use, not by the import; what it lacks it says in the loader's words. */
function rethrowClearly(cause: unknown): never {
  const text = messageOf(cause);
  if (/libusb|libudev/i.test(text)) {
    const library = /libudev/i.test(text) ? "libudev1" : "libusb-1.0-0";
    throw new HallError(
      "line.unreachable",
      `缺少系统库，HID 设备不能使用，请执行：sudo apt-get install -y ${library}`,
      {
        cause,
      },
    );
  }
  if (/native build|prebuild|not a valid|ELF|invalid image/i.test(text)) {
    throw new HallError(
      "line.unreachable",
      "HID 模块 node-hid 与本机不符，请在程序目录执行：npm rebuild node-hid",
      {
        cause,
      },
    );
  }
  throw cause;
}

/** Linux says in sysfs behind which USB port a hidraw device is. */
export function usbPathOf(path: string, sys = "/sys"): string | null {
  const name = /^\/dev\/(hidraw\d+)$/.exec(path)?.[1];
  // With the libusb driver the path is the port itself: 1-1.4:1.0.
  if (name === undefined) return /^(\d+-[\d.]+):\d+\.\d+$/.exec(path)?.[1] ?? null;
  try {
    const real = realpathSync(`${sys}/class/hidraw/${name}/device`);
    return [...real.matchAll(/\/(\d+-[\d.]+):\d+\.\d+(?=\/|$)/g)].at(-1)?.[1] ?? null;
  } catch {
    return null;
  }
}
