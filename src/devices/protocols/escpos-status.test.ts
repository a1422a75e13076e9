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
    [{ 1: 0x1a, 2: 0x52, 3: 0x32, 4: 0x12 }, "error", false],
    [{ 1: 0x1a, 2: 0x12, 3: 0x52, 4: 0x12 }, "error", false],
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
    expect(conditionOfAsb([0x18, 0x20, 0x00, 0x0f]).trouble).toBe("error");
    expect(conditionOfAsb([0x10, 0x00, 0x03, 0x0f])).toEqual({ trouble: null, nearEnd: true });
  });

  it("counts XON, XOFF and noise as dropped and goes on", () => {
    const reader = createStatusReader();
    expect(reader.push(Uint8Array.of(0x11, 0x13, 0xff, 0x16))).toEqual([{ kind: "status", byte: 0x16 }]);
    expect(reader.dropped).toBe(3);
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
