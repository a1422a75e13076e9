import type { WallPrinterTrouble } from "../../src/contract/wall.ts";

/** What the printer's sensors see. */
export interface Sensors {
  readonly paper: "ok" | "near-end" | "out";
  readonly cover: "closed" | "open";
  readonly trouble: WallPrinterTrouble;
}

const FIXED = 0x12;

export const offline = ({ paper, cover, trouble }: Sensors): boolean =>
  paper === "out" || cover === "open" || trouble !== "none";

/** Bits of DLE EOT 3 and of the second automatic byte; they stand at the same places (protocols.md §3). */
const ERROR_BITS: Readonly<Record<WallPrinterTrouble, number>> = {
  none: 0,
  offline: 0,
  stuck: 0x04,
  cutter: 0x08,
  broken: 0x20,
  hot: 0x40,
};

/** Answer to DLE EOT n, n 1 to 4: bits as in protocols.md §3. */
export function realTimeStatus(n: number, sensors: Sensors): number {
  const { paper, cover, trouble } = sensors;
  const nearEnd = paper === "ok" ? 0 : 0x0c;
  switch (n) {
    case 1:
      return FIXED | (offline(sensors) ? 0x08 : 0);
    case 2:
      return (
        FIXED |
        (cover === "open" ? 0x04 : 0) |
        (paper === "out" ? 0x20 : 0) |
        (ERROR_BITS[trouble] === 0 ? 0 : 0x40)
      );
    case 3:
      return FIXED | ERROR_BITS[trouble];
    case 4:
      return FIXED | nearEnd | (paper === "out" ? 0x60 : 0);
    default:
      return FIXED;
  }
}

/** Answer to GS r 1: sent when all before it has been printed. */
export function paperStatus({ paper }: Sensors): number {
  if (paper === "out") return 0x0f;
  return paper === "near-end" ? 0x03 : 0x00;
}

/** The four bytes that GS a makes the printer send by itself. */
export function automaticStatus(sensors: Sensors): Uint8Array {
  const first = 0x10 | (offline(sensors) ? 0x08 : 0) | (sensors.cover === "open" ? 0x20 : 0);
  return Uint8Array.of(first, ERROR_BITS[sensors.trouble], paperStatus(sensors), 0x0f);
}
