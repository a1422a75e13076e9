import type { ByteTransport } from "./transport/transport.ts";

/** A silence inside of what one device is sent; the line stays its own meanwhile. */
export interface Pause {
  /** This many bytes are out. */
  readonly after: number;
  readonly ms: number;
}

interface Spoken {
  readonly bytes: Buffer;
  readonly pauses?: readonly Pause[];
}

export async function writePausing(
  transport: ByteTransport,
  { bytes, pauses }: Spoken,
  rest: (ms: number) => Promise<void>,
): Promise<void> {
  let from = 0;
  for (const { after, ms } of pauses ?? []) {
    await transport.write(bytes.subarray(from, after));
    from = after;
    await rest(ms);
  }
  await transport.write(bytes.subarray(from));
}
