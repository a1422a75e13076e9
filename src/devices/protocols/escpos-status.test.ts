import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionOf, conditionOfAsb, createStatusReader } from "./escpos-status.ts";

const FINE = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 } as const;

describe("a printer's status", () => {
  it.each([
    [FINE, null, false],
    [{ ...FINE, 4: 0x1e }, null, true],
    [{ 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x7e }, "paper-out", true],
    [{ ...FINE, 4: 0x72 }, "paper-out", false],
    [{ 1: 0x1a, 2: 0x36, 3: 0x12, 4: 0x72 }, "cover-open", false],
    [{ 1: 0x1a, 2: 0x52, 3: 0x1a, 4: 0x12 }, "cutter", false],
    [{ 1: 0x1a, 2: 0x52, 3: 0x32, 4: 0x12 }, "unrecoverable", false],
    [{ 1: 0x1a, 2: 0x52, 3: 0x52, 4: 0x12 }, "overheated", false],
    [{ 1: 0x1a, 2: 0x52, 3: 0x16, 4: 0x12 }, "error", false],
    [{ 1: 0x1a, 2: 0x52, 3: 0x12, 4: 0x12 }, "error", false],
    [{ 1: 0x1a, 2: 0x52, 3: 0x1a, 4: 0x1e }, "cutter", true],
    [{ ...FINE, 1: 0x1a }, "offline", false],
  ] as const)("reads %o as %s", (status, trouble, nearEnd) => {
    expect(conditionOf(status)).toEqual({ trouble, nearEnd });
  });

  it("tells real-time answers from automatic status and from GS r, also when one cuts into the other", () => {
    const reader = createStatusReader();
    expect(reader.push(Uint8Array.of(0x12, 0x10, 0x00, 0x1a, 0x0c, 0x0f, 0x03))).toEqual([
      { kind: "status", byte: 0x12 },
      { kind: "status", byte: 0x1a },
      { kind: "asb", bytes: [0x10, 0x00, 0x0c, 0x0f] },
      { kind: "reached", byte: 0x03 },
    ]);
    expect(conditionOfAsb([0x10, 0x00, 0x0c, 0x0f])).toEqual({ trouble: "paper-out", nearEnd: false });
    expect(conditionOfAsb([0x38, 0x00, 0x00, 0x0f]).trouble).toBe("cover-open");
    expect(conditionOfAsb([0x18, 0x08, 0x00, 0x0f]).trouble).toBe("cutter");
    expect(conditionOfAsb([0x18, 0x20, 0x00, 0x0f]).trouble).toBe("unrecoverable");
    expect(conditionOfAsb([0x18, 0x40, 0x00, 0x0f]).trouble).toBe("overheated");
    expect(conditionOfAsb([0x18, 0x04, 0x00, 0x0f]).trouble).toBe("error");
    expect(conditionOfAsb([0x18, 0x00, 0x00, 0x0f]).trouble).toBe("offline");
    // A cash drawer's pin and the feed button say nothing about printing.
    expect(conditionOfAsb([0x54, 0x00, 0x00, 0x0f])).toEqual({ trouble: null, nearEnd: false });
    expect(conditionOfAsb([0x10, 0x00, 0x03, 0x0f])).toEqual({ trouble: null, nearEnd: true });
  });

  it("counts XON, XOFF and noise as dropped and goes on", () => {
    const reader = createStatusReader();
    expect(reader.push(Uint8Array.of(0x11, 0x13, 0xff, 0x16))).toEqual([{ kind: "status", byte: 0x16 }]);
    expect(reader.dropped).toBe(3);
  });

  it("finds every automatic status and every answer, however they cut into each other and are split", () => {
    const nibble = fc.integer({ min: 0, max: 15 });
    const asb = fc
      .tuple(fc.constantFrom(0x10, 0x18, 0x38, 0x14, 0x58), nibble, nibble, nibble)
      .map((bytes) => ({ kind: "asb" as const, bytes }));
    const status = fc
      .constantFrom(0x12, 0x1a, 0x1e, 0x32, 0x36, 0x52, 0x72, 0x7e)
      .map((byte) => ({ kind: "status" as const, byte }));
    const flow = fc.constantFrom(0x11, 0x13);
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(asb, fc.array(fc.tuple(status, fc.integer({ min: 0, max: 4 })), { maxLength: 3 }), flow),
        ),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        (frames, sizes) => {
          const wire: number[] = [];
          const sent: { asb: number[][]; status: number[] } = { asb: [], status: [] };
          for (const [frame, answers, xon] of frames) {
            frame.bytes.forEach((byte, at) => {
              for (const [answer, where] of answers) {
                if (where !== at) continue;
                wire.push(answer.byte);
                sent.status.push(answer.byte);
              }
              wire.push(byte, xon);
            });
            sent.asb.push([...frame.bytes]);
          }
          const reader = createStatusReader();
          const words = [];
          for (let at = 0, n = 0; at < wire.length; n++) {
            const size = sizes[n % sizes.length] ?? 1;
            words.push(...reader.push(Uint8Array.from(wire.slice(at, at + size))));
            at += size;
          }
          expect(words.flatMap((w) => (w.kind === "asb" ? [[...w.bytes]] : []))).toEqual(sent.asb);
          expect(words.flatMap((w) => (w.kind === "status" ? [w.byte] : []))).toEqual(sent.status);
          expect(words.filter((w) => w.kind === "reached")).toEqual([]);
          expect(reader.dropped).toBe(frames.length * 4);
        },
      ),
    );
  });

  it("after any noise the next whole automatic status is read as it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (noise) => {
        const reader = createStatusReader();
        reader.push(noise);
        expect(reader.push(Uint8Array.of(0x18, 0x08, 0x00, 0x0f)).at(-1)).toEqual({
          kind: "asb",
          bytes: [0x18, 0x08, 0x00, 0x0f],
        });
        expect(reader.partial).toBe(false);
      }),
    );
  });

  it("survives any bytes in any pieces and keeps the real-time answers", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 10 })), (pieces) => {
        const whole = createStatusReader().push(Buffer.concat(pieces));
        const reader = createStatusReader();
        expect(pieces.flatMap((p) => reader.push(p))).toEqual(whole);
        const answers = Buffer.concat(pieces).filter((b) => (b & 0x93) === 0x12).length;
        expect(whole.filter((word) => word.kind === "status")).toHaveLength(answers);
      }),
    );
  });
});
