export interface UsbFacts {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  /** Where it is plugged in, `1-1.4`; null where it is not known. */
  readonly port: string | null;
}

/** Something on this machine that a device of a hall may be behind. */
export interface FoundPort {
  readonly bus: "serial" | "hid" | "printer";
  /** `/dev/ttyUSB0`, `/dev/hidraw0`, `/dev/usb/lp0`. */
  readonly path: string;
  /** A name that stays while the path changes; null where udev makes none. */
  readonly stablePath: string | null;
  readonly usable: "yes" | "no-permission" | "no-file";
  /** null: not on USB. */
  readonly usb: UsbFacts | null;
  /** What a HID device says it is: page 1 usage 6 is a keyboard; null where it is not told. */
  readonly usage: { readonly page: number; readonly usage: number } | null;
  /** Its own name, where it has one beside USB's. */
  readonly name: string | null;
}
