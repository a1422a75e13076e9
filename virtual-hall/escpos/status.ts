/** What the printer's sensors see. */
export interface Sensors {
  readonly paper: "ok" | "near-end" | "out";
  readonly cover: "closed" | "open";
}

const FIXED = 0x12;

export const offline = ({ paper, cover }: Sensors): boolean => paper === "out" || cover === "open";

/** Answer to DLE EOT n, n 1 to 4: bits as in protocols.md §3. */
export function realTimeStatus(n: number, sensors: Sensors): number {
  const { paper, cover } = sensors;
  const nearEnd = paper === "ok" ? 0 : 0x0c;
  switch (n) {
    case 1:
      return FIXED | (offline(sensors) ? 0x08 : 0);
    case 2:
      return FIXED | (cover === "open" ? 0x04 : 0) | (paper === "out" ? 0x20 : 0);
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
  return Uint8Array.of(first, 0x00, paperStatus(sensors), 0x0f);
}
