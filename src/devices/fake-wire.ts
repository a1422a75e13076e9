import { HallError } from "../kernel/errors.ts";
import type { ByteTransport, Connect } from "./transport/transport.ts";

/** For tests: a wire held in the hand. `written` is what the hall sent, `receive` is what a device says. */
export class FakeWire {
  written: Buffer[] = [];
  connects = 0;
  /** Set to refuse the next connections. */
  refusal: string | null = null;
  /** While true the far end takes no bytes: writes stay under way. */
  stuck = false;
  /** A device that answers by itself, even before the write is reported done. */
  onWrite: (bytes: Buffer) => void = () => {};
  #listener: (bytes: Buffer) => void = () => {};
  #drop: ((reason: string) => void) | null = null;

  readonly connect: Connect = () => {
    if (this.refusal !== null) return Promise.reject(new HallError("line.unreachable", this.refusal));
    this.connects++;
    let open = true;
    const closed = new Promise<string>((resolve) => {
      this.#drop = (reason) => {
        open = false;
        resolve(reason);
      };
    });
    const transport: ByteTransport = {
      write: (bytes) => {
        if (!open) return Promise.reject(new HallError("line.down", "已断开"));
        this.written.push(bytes);
        this.onWrite(bytes);
        return this.stuck ? new Promise(() => {}) : Promise.resolve();
      },
      onData: (listener) => {
        this.#listener = listener;
      },
      closed,
      close: () => {
        this.#drop?.("已关闭");
        return Promise.resolve();
      },
    };
    return Promise.resolve(transport);
  };

  receive(bytes: Buffer | string): void {
    this.#listener(typeof bytes === "string" ? Buffer.from(bytes.replaceAll(" ", ""), "hex") : bytes);
  }

  drop(reason = "拔线"): void {
    this.#drop?.(reason);
  }

  /** What was written since the last call, as hex. */
  take(): string[] {
    return this.written.splice(0).map((bytes) => bytes.toString("hex"));
  }
}

/** Lets everything that is already resolved run on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
