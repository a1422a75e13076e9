import { type ByteEnd, byteEnd } from "./byte-end.ts";

const GBK = new TextDecoder("gb18030");

export interface BoardEnd extends ByteEnd {
  /** What the board at this address was last told to show, undefined when it was never told. */
  shows(address: number): string | undefined;
  /** Every text the board was told, in order. */
  told(address: number): readonly string[];
  /** Forgets what is shown, as a board does that lost power: what appears next was repainted. */
  blank(): void;
  readonly bad: () => number;
}

/** A line of A0 90 boards (protocols.md 1a): checks each frame's XOR, shows its text, acknowledges with A5 AA. */
export async function boardEnd(
  onText: (address: number, text: string) => void = () => {},
  onBytes: () => void = () => {},
): Promise<BoardEnd> {
  const now = new Map<number, string>();
  const all = new Map<number, string[]>();
  let pending: Buffer = Buffer.alloc(0);
  let bad = 0;
  const show = (address: number, text: string) => {
    now.set(address, text);
    all.set(address, [...(all.get(address) ?? []), text]);
    onText(address, text);
  };
  const end = await byteEnd({
    onOpen: () => {
      pending = Buffer.alloc(0);
    },
    onBytes: (chunk, answer) => {
      onBytes();
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const start = pending.indexOf(Buffer.from([0xa0, 0x90]));
        if (start < 0 || pending.length < start + 6) return;
        const address = pending.readUInt8(start + 2);
        const stop = start + 6 + pending.readUInt16BE(start + 4);
        if (pending.length <= stop) return;
        const ok = xor(pending.subarray(start + 2, stop)) === pending[stop];
        if (ok) show(address, textOf(pending.subarray(start + 6, stop)));
        else bad++;
        answer(Buffer.from([0xa0, 0x90, address, 0xa5, ok ? 0xaa : 0x55]));
        pending = pending.subarray(stop + 1);
      }
    },
  });
  return {
    ...end,
    shows: (address) => now.get(address),
    told: (address) => all.get(address) ?? [],
    blank: () => now.clear(),
    bad: () => bad,
  };
}

function xor(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

/** Data are characters of one or two bytes, each followed by its colour. */
function textOf(data: Buffer): string {
  const bytes: number[] = [];
  for (let i = 0; i < data.length; ) {
    const wide = (data[i] as number) >= 0x81;
    bytes.push(...data.subarray(i, i + (wide ? 2 : 1)));
    i += wide ? 3 : 2;
  }
  return GBK.decode(Buffer.from(bytes));
}
