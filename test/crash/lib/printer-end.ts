import { type ByteEnd, byteEnd } from "./byte-end.ts";

const GBK = new TextDecoder("gb18030");
/** Fixed bits of a DLE EOT answer when all is well (protocols.md 3). */
const WELL = 0x12;

export interface CutSlip {
  readonly text: string;
  readonly at: number;
}

export interface PrinterEnd extends ByteEnd {
  /** Slips that were cut off, in order. */
  readonly slips: () => readonly CutSlip[];
}

/** An ESC/POS printer: answers DLE EOT 1..4 and keeps what lies between two cuts. */
export async function printerEnd(): Promise<PrinterEnd> {
  const slips: CutSlip[] = [];
  let paper: Buffer = Buffer.alloc(0);
  const end = await byteEnd({
    onOpen: () => {
      paper = Buffer.alloc(0); // a hall that comes back starts with ESC @; half a slip is torn off
    },
    onBytes: (chunk, answer) => {
      for (let i = 0; i + 2 < chunk.length; i++)
        if (chunk[i] === 0x10 && chunk[i + 1] === 0x04) answer(Buffer.from([WELL]));
      paper = Buffer.concat([paper, chunk]);
      for (;;) {
        const cut = paper.indexOf(Buffer.from([0x1d, 0x56]));
        if (cut < 0 || paper.length < cut + 3) return;
        slips.push({ text: GBK.decode(paper.subarray(0, cut)), at: Date.now() });
        paper = paper.subarray(cut + 3);
      }
    },
  });
  return { ...end, slips: () => slips };
}
