import type { HidDevice, HidHandle, HidPort } from "./hid-port.ts";

interface Plugged {
  readonly device: HidDevice;
  open: { report: (bytes: Buffer) => void; end: (why: string) => void; written: Buffer[] } | null;
}

/** For tests: a machine's HID devices held in the hand. Reports are injected where a device's would come in. */
export class FakeHidPort implements HidPort {
  lists = 0;
  /** Set to make the next look or opening fail, as a missing library does. */
  failure: Error | null = null;
  readonly #plugged = new Map<string, Plugged>();

  plug(device: Partial<HidDevice> & { readonly path: string }): void {
    const usual = { vendorId: 0x1a2c, productId: 0x2124, product: "Keypad", usagePage: 1, usage: 6 };
    const whole = { ...usual, serialNumber: null, usbPath: null, ...device };
    this.#plugged.set(device.path, { device: whole, open: null });
  }

  unplug(path: string): void {
    const plugged = this.#plugged.get(path);
    this.#plugged.delete(path);
    plugged?.open?.end("could not read from HID device");
  }

  isOpen(path: string): boolean {
    return this.#plugged.get(path)?.open != null;
  }

  /** A report as the device at `path` would send it. */
  report(path: string, bytes: readonly number[]): void {
    const open = this.#plugged.get(path)?.open;
    if (!open) throw new Error(`${path} is not open`);
    open.report(Buffer.from(bytes));
  }

  /** Presses and releases one key of a boot keyboard. */
  type(path: string, usage: number, shift = false): void {
    this.report(path, [shift ? 2 : 0, 0, usage, 0, 0, 0, 0, 0]);
    this.report(path, [0, 0, 0, 0, 0, 0, 0, 0]);
  }

  list(): Promise<readonly HidDevice[]> {
    this.lists++;
    if (this.failure) return Promise.reject(this.failure);
    return Promise.resolve([...this.#plugged.values()].map(({ device }) => device));
  }

  open(path: string): Promise<HidHandle> {
    const plugged = this.#plugged.get(path);
    if (this.failure) return Promise.reject(this.failure);
    if (!plugged) return Promise.reject(new Error(`cannot open device with path ${path}`));
    const open = { report: (_: Buffer) => {}, end: (_: string) => {}, written: [] as Buffer[] };
    plugged.open = open;
    return Promise.resolve({
      onReport: (listener) => {
        open.report = listener;
      },
      onEnd: (listener) => {
        open.end = listener;
      },
      write: (bytes) => {
        open.written.push(bytes);
        return Promise.resolve();
      },
      close: () => {
        plugged.open = null;
        return Promise.resolve();
      },
    });
  }
}
