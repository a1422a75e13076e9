import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeFf68, type Ff68Frame, Ff68Parser } from "./ff68.ts";

const hex = (text: string) => Buffer.from(text, "hex");
const GOLDEN: readonly [string, string, Ff68Frame][] = [
  ["call next", "ff6803036801010c0e16", { address: 1, func: 1, data: [0x0c] }],
  ["recall", "ff6803036801010d0f16", { address: 1, func: 1, data: [0x0d] }],
  ["pause", "ff680303680101121416", { address: 1, func: 1, data: [0x12] }],
  ["transfer", "ff680303680101131516", { address: 1, func: 1, data: [0x13] }],
  ["abandon", "ff680404680101060f1716", { address: 1, func: 1, data: [0x06, 0x0f] }],
  ["ticket 007", "ff6808086801020a0a0a0000072816", { address: 1, func: 2, data: [10, 10, 10, 0, 0, 7] }],
  ["waiting 012", "ff6808086801020001020a0a0a2416", { address: 1, func: 2, data: [0, 1, 2, 10, 10, 10] }],
  ["rate key 0", "ff680303680111001216", { address: 1, func: 0x11, data: [0] }],
  ["beep", "ff6802026801030416", { address: 1, func: 3, data: [] }],
];

describe("FF 68 frames (protocols.md 2a), both ways", () => {
  test.each(GOLDEN)("%s", (_, bytes, frame) => {
    expect(encodeFf68(frame).toString("hex")).toBe(bytes);
    expect(new Ff68Parser().push(hex(bytes))).toEqual([frame]);
  });

  test("too much data is a fault of ours", () => {
    expect(() => encodeFf68({ address: 1, func: 1, data: Array(15).fill(0) })).toThrow(RangeError);
  });
});

describe("bad frames are counted and dropped", () => {
  test.each([
    ["wrong checksum", "ff6803036801010cff16", { badChecksum: 1, badLength: 0 }],
    ["two lengths", "ff6803046801010c0e16", { badChecksum: 0, badLength: 1 }],
    ["too short", "ff68010168010116", { badChecksum: 0, badLength: 1 }],
    ["too long", "ff68111168", { badChecksum: 0, badLength: 1 }],
    ["no second mark", "ff6803036901010c0e16", { badChecksum: 0, badLength: 1 }],
    ["no end mark", "ff6803036801010c0e17", { badChecksum: 0, badLength: 1 }],
  ])("%s", (_, bytes, counters) => {
    const parser = new Ff68Parser();
    expect(parser.push(hex(bytes))).toEqual([]);
    expect(parser.counters).toMatchObject({ ...counters, frames: 0 });
    expect(parser.push(hex("ff6803036801010c0e16"))).toHaveLength(1);
  });

  test("4096 times 68 keeps nothing and the next press is seen at once", () => {
    const parser = new Ff68Parser();
    parser.push(Buffer.alloc(4096, 0x68));
    expect(parser.counters.droppedBytes).toBe(4096);
    expect(parser.waiting()).toBe(false);
    expect(parser.push(hex("ff6803036801010c0e16"))).toHaveLength(1);
  });

  test("noise that looks like a beginning holds a press back only until the line is quiet", () => {
    const parser = new Ff68Parser();
    expect(parser.push(hex(`ff68101068${"ff6803036801010c0e16"}`))).toEqual([]);
    expect(parser.waiting()).toBe(true);
    expect(parser.settle()).toEqual([{ address: 1, func: 1, data: [0x0c] }]);
    expect(parser.waiting()).toBe(false);
  });

  test("a slow frame survives the quiet", () => {
    const parser = new Ff68Parser();
    parser.push(hex("ff68030368"));
    expect(parser.settle()).toEqual([]);
    expect(parser.push(hex("01010c0e16"))).toHaveLength(1);
  });
});

test("random cuts and noise never lose the next good frame", () => {
  const byte = fc.nat(255);
  const good = fc.record({ address: byte, func: byte, data: fc.array(fc.nat(0x13), { maxLength: 14 }) });
  const noise = fc.oneof(
    fc.array(byte, { maxLength: 40 }),
    fc.constantFrom([0xff], [0xff, 0x68], [0xff, 0x68, 3, 3], [0xff, 0x68, 16, 16, 0x68], [0xff, 0xff]),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(noise, good), { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (parts, cuts) => {
        const bytes = Buffer.concat(parts.flatMap(([junk, frame]) => [Buffer.from(junk), encodeFf68(frame)]));
        const parser = new Ff68Parser();
        const seen: Ff68Frame[] = [];
        for (let at = 0; at < bytes.length; ) {
          const length = cuts.next().value ?? 1;
          seen.push(...parser.push(bytes.subarray(at, at + length)));
          at += length;
        }
        while (parser.waiting()) {
          const more = parser.settle();
          if (more.length === 0) break;
          seen.push(...more);
        }
        for (const [, frame] of parts) expect(seen).toContainEqual(frame);
      },
    ),
    { numRuns: 500 },
  );
});
