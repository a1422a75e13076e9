import { realpathSync } from "node:fs";
import type { TransportConfig } from "../../contract/hall-config.ts";
import { HallError, messageOf } from "../../kernel/errors.ts";
import type { HidDevice, HidHandle, HidPort } from "./hid-port.ts";
import type { ByteTransport, Connect } from "./transport.ts";

type HidConfig = Extract<TransportConfig, { kind: "hid" }>;

const KEYBOARD = { usagePage: 1, usage: 6 };

/**
 * Connects to one HID device. It is looked for anew at each connect, so one that comes back under another name is found
 * again. Each chunk of data is one report.
 */
export function hidTransport(config: HidConfig, port: HidPort): Connect {
  const wanted = describe(config);
  return async (signal) => {
    const device = choose(config, await clearly(wanted, port.list()));
    if (signal.aborted) throw new HallError("line.unreachable", `${wanted} 已停止连接`);
    const handle = await clearly(wanted, port.open(device.path));
    const transport = transportOf(handle, wanted);
    if (signal.aborted) {
      await transport.close();
      throw new HallError("line.unreachable", `${wanted} 已停止连接`);
    }
    return transport;
  };
}

/** The one device that is meant; a HallError says what was found instead. */
function choose(config: HidConfig, devices: readonly HidDevice[]): HidDevice {
  const wanted = describe(config);
  const all = devices.filter((device) => matches(config, device));
  // One device may have several interfaces; a keypad's keys come from its keyboard.
  const keyboards = all.filter((d) => d.usagePage === KEYBOARD.usagePage && d.usage === KEYBOARD.usage);
  const found = keyboards.length > 0 ? keyboards : all;
  const places = new Set(found.map((d) => d.usbPath ?? d.path));
  const [first] = found;
  if (first === undefined) throw new HallError("line.unreachable", `找不到 ${wanted}，请检查是否插好`);
  if (places.size > 1) {
    const where = [...places].join("、");
    throw new HallError(
      "line.unreachable",
      `有 ${places.size} 个 ${wanted}（${where}），请在线路上写明 serialNumber 或 path`,
    );
  }
  return first;
}

function matches(config: HidConfig, device: HidDevice): boolean {
  const { vendorId, productId, serialNumber, path } = config;
  if (vendorId !== undefined && vendorId !== device.vendorId) return false;
  if (productId !== undefined && productId !== device.productId) return false;
  if (serialNumber !== undefined && serialNumber !== device.serialNumber) return false;
  return path === undefined || path === device.usbPath || path === device.path || real(path) === device.path;
}

/** A link that udev made leads to the device's own name. */
function real(path: string): string | null {
  if (!path.startsWith("/")) return null;
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function describe({ vendorId, productId, serialNumber, path }: HidConfig): string {
  const hex = (id: number | undefined) => (id === undefined ? "????" : id.toString(16).padStart(4, "0"));
  const parts =
    vendorId === undefined && productId === undefined ? [] : [`${hex(vendorId)}:${hex(productId)}`];
  if (serialNumber !== undefined) parts.push(`序列号 ${serialNumber}`);
  if (path !== undefined) parts.push(`位置 ${path}`);
  return `HID 设备 ${parts.join(" ")}`;
}

function clearly<T>(wanted: string, asked: Promise<T>): Promise<T> {
  return asked.catch((cause: unknown) => {
    if (cause instanceof HallError) throw cause;
    const text = messageOf(cause);
    const why = /permission|cannot open device|EACCES/i.test(text)
      ? "没有权限打开，请安装 udev 规则（见 docs/devices/hid.md）"
      : `打不开（${text}）`;
    throw new HallError("line.unreachable", `${wanted} ${why}`, { cause });
  });
}

function transportOf(handle: HidHandle, wanted: string): ByteTransport {
  let listener: ((bytes: Buffer) => void) | null = null;
  const early: Buffer[] = [];
  let end: (reason: string) => void = () => {};
  let ended = false;
  const closed = new Promise<string>((resolve) => {
    end = (reason) => {
      ended = true;
      resolve(reason);
    };
  });
  handle.onReport((report) => {
    if (listener) listener(report);
    else early.push(report);
  });
  handle.onEnd(() => {
    // Whatever it says of the unplugged device's handle, it is given back.
    void handle.close().catch(() => {});
    end(`${wanted} 已拔出`);
  });
  return {
    write: (report) => {
      if (ended) return Promise.reject(new HallError("line.down", `${wanted} 已断开`));
      return handle.write(report).catch((cause: unknown) => {
        throw new HallError("line.down", `${wanted} 写入失败（${messageOf(cause)}）`, { cause });
      });
    },
    onData: (next) => {
      listener = next;
      for (const report of early.splice(0)) next(report);
    },
    closed,
    close: async () => {
      if (!ended) {
        end(`${wanted} 已关闭`);
        await handle.close().catch(() => {});
      }
      await closed;
    },
  };
}
