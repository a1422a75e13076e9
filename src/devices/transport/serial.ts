import type { SerialPort } from "serialport";
import type { TransportConfig } from "../../contract/hall-config.ts";
import { HallError } from "../../kernel/errors.ts";
import type { ByteTransport, Connect } from "./transport.ts";
import { chooseUsbSerial, listUsbSerial, type UsbSerial } from "./usb-serial.ts";

export type SerialConfig = Extract<TransportConfig, { kind: "serial" }>;

/** Serial ports as the hall uses them; tests put serialport's own mock in their place. */
export interface SerialPorts {
  /** The class, loaded when the first serial line connects, never before. */
  load(): Promise<new (options: ConstructorParameters<typeof SerialPort>[0]) => SerialPort>;
  list(): readonly UsbSerial[];
}

export const systemSerialPorts: SerialPorts = { load: loadModule, list: () => listUsbSerial() };

/** Opens a serial port. One named by its USB numbers is looked for anew each time: it may be another tty now. */
export function serialTransport(config: SerialConfig, ports: SerialPorts): Connect {
  return async (signal) => {
    const path = config.path ?? chooseUsbSerial(config, ports.list());
    const Port = await ports.load();
    const port = new Port({
      path,
      baudRate: config.baudRate,
      dataBits: config.dataBits,
      parity: config.parity,
      stopBits: config.stopBits,
      autoOpen: false,
      lock: true,
    });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (error) reject(new HallError("line.unreachable", openReason(path, error), { cause: error }));
        else resolve();
      });
    });
    const transport = transportOf(port, path);
    if (signal.aborted) {
      await transport.close();
      throw new HallError("line.unreachable", `串口 ${path} 已停止连接`);
    }
    return transport;
  };
}

function loadModule(): Promise<typeof SerialPort> {
  return import("serialport").then(
    (module) => module.SerialPort,
    (cause: unknown) => {
      throw new HallError("line.unreachable", "本机未能加载串口模块 serialport，请重新安装", { cause });
    },
  );
}

/** The bindings give sentences, not codes (protocols.md 2d shows them). */
function openReason(path: string, error: Error): string {
  const text = error.message;
  if (/no such file|cannot find|not found/i.test(text)) return `串口 ${path} 不存在`;
  if (/permission denied|access denied/i.test(text)) return `没有权限打开串口 ${path}`;
  if (/lock|busy|temporarily unavailable/i.test(text)) return `串口 ${path} 被其他程序占用`;
  return `串口 ${path} 打不开（${text}）`;
}

function transportOf(port: SerialPort, path: string): ByteTransport {
  let reason = `串口 ${path} 已断开`;
  const troubled = (error: Error) => {
    reason = `串口 ${path} 出错（${error.message}）`;
  };
  const underWay = new Set<(error: Error) => void>();
  let end = () => {};
  const closed = new Promise<string>((resolve) => {
    end = () => {
      for (const fail of underWay) fail(new Error("closed"));
      resolve(reason);
    };
  });
  // A port that was lost closes with the error that says so.
  port.once("close", (error?: Error | null) => {
    if (error) troubled(error);
    end();
  });
  const close = async () => {
    if (!port.isOpen && !port.closing) return;
    // A port that refuses to close never says "close".
    if (!port.closing) port.close((error) => error && end());
    await closed;
  };
  port.on("error", (error: Error) => {
    troubled(error);
    void close();
  });
  return {
    // The write callback means that the system took the bytes; draining waits until they left the wire,
    // so that the time limit of an answer starts when the device can have heard the question.
    write: (bytes) =>
      new Promise((resolve, reject) => {
        const fail = (error: Error) => {
          underWay.delete(fail);
          const text = `串口 ${path} 写入失败（${error.message}）`;
          reject(new HallError("line.down", text, { cause: error }));
        };
        if (!port.isOpen) return fail(new Error("closed"));
        underWay.add(fail);
        port.write(bytes, (error) => {
          if (error) return fail(error);
          port.drain((failed) => {
            if (failed) return fail(failed);
            underWay.delete(fail);
            resolve();
          });
        });
      }),
    onData: (listener) => {
      port.removeAllListeners("data");
      port.on("data", listener);
    },
    closed,
    close,
  };
}
