import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSdtParser, encodeSdt, SDT, type SdtCommand, SW, swText } from "./sdt.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

/** An answer as a reader's manual writes it, built here without the driver's code. */
function answer(sw: number, data = Buffer.alloc(0)): Buffer {
  const length = 4 + data.length;
  const body = Buffer.concat([Buffer.from([length >> 8, length & 0xff, 0, 0, sw]), data]);
  let sum = 0;
  for (const byte of body) sum ^= byte;
  return Buffer.concat([hex("AAAAAA9669"), body, Buffer.from([sum])]);
}

describe("golden vectors (protocols.md 4)", () => {
  test.each([
    ["find", "AAAAAA9669 0003 20 01 22"],
    ["select", "AAAAAA9669 0003 20 02 21"],
    ["read", "AAAAAA9669 0003 30 01 32"],
    ["status", "AAAAAA9669 0003 11 FF ED"],
  ] as const)("%s is written as in the manual", (command, bytes) => {
    expect(encodeSdt(command)).toEqual(hex(bytes));
  });

  test.each([
    ["found", "AAAAAA9669 0008 00 00 9F 00000000 97", SW.found, 4],
    ["no card", "AAAAAA9669 0004 00 00 80 84", SW.noCard, 0],
    ["selected", "AAAAAA9669 000C 00 00 90 0000000000000000 9C", SW.done, 8],
    ["status", "AAAAAA9669 0004 00 00 90 94", SW.done, 0],
  ])("%s is understood", (_, bytes, sw, length) => {
    const parser = createSdtParser();
    expect(parser.push(hex(bytes))).toEqual([{ sw, data: Buffer.alloc(length) }]);
    expect(parser.counters).toEqual({ frames: 1, badChecksum: 0, badLength: 0, droppedBytes: 0 });
  });
});

test("a wrong checksum, a length out of range and our own command are dropped and counted", () => {
  const parser = createSdtParser();
  const good = answer(SW.noCard);
  const wrong = Buffer.from(good);
  wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 0xff;
  const lying = hex("AAAAAA9669 FFFF 00 00 90");
  const frames = parser.push(Buffer.concat([wrong, good, lying, good, encodeSdt("find"), good]));
  expect(frames.map((f) => f.sw)).toEqual([SW.noCard, SW.noCard, SW.noCard]);
  expect(parser.counters.badChecksum).toBe(1);
  expect(parser.counters.badLength).toBe(2);
});

test("the beginning of a long frame that never comes does not hold the next answer back for ever", () => {
  const parser = createSdtParser();
  expect(parser.push(Buffer.concat([hex("AAAAAA9669 0508 00"), answer(SW.found)]))).toEqual([]);
  expect(parser.waiting()).toBe(true);
  expect(parser.settle().map((f) => f.sw)).toEqual([SW.found]);
  expect(parser.waiting()).toBe(false);
});

test("frames cut anywhere, joined, and with noise between them are all found", () => {
  // Noise without the header's first byte can't begin a frame, so nothing good may hide behind it.
  const noise = fc.uint8Array({ maxLength: 12 }).map((a) => Buffer.from(a.map((b) => (b === 0xaa ? 0 : b))));
  const frame = fc.record({
    sw: fc.integer({ min: 0, max: 255 }),
    data: fc.uint8Array({ maxLength: 1300 }).map((a) => Buffer.from(a)),
    before: noise,
    extraAa: fc.nat(3),
  });
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 })),
      (frames, cuts) => {
        const stream = Buffer.concat(
          frames.flatMap((f) => [f.before, Buffer.alloc(f.extraAa, 0xaa), answer(f.sw, f.data)]),
        );
        const parser = createSdtParser();
        const seen = [];
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          seen.push(...parser.push(stream.subarray(at, at + cut)));
          at += cut;
        }
        expect(seen).toEqual(frames.map(({ sw, data }) => ({ sw, data })));
      },
    ),
    { numRuns: 60 },
  );
});

test("any bytes at all are survived, and memory stays bounded", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (chunks) => {
      const parser = createSdtParser();
      let pushed = 0;
      let told = 0;
      for (const chunk of chunks) {
        pushed += chunk.length;
        told += parser.push(Buffer.from(chunk)).reduce((sum, f) => sum + f.data.length + 11, 0);
      }
      // What is neither told nor dropped is at most one frame.
      const kept = pushed - told - parser.counters.droppedBytes;
      expect(kept).toBeGreaterThanOrEqual(0);
      expect(kept).toBeLessThan(2_700);
    }),
  );
});

test("every command has its own bytes, and status words have words", () => {
  const commands = Object.keys(SDT) as SdtCommand[];
  expect(new Set(commands.map((c) => encodeSdt(c).toString("hex"))).size).toBe(commands.length);
  expect(swText(0x41)).toBe("读取证件失败");
  expect(swText(0x10)).toBe("校验和错误");
  expect(swText(0x5c)).toBe("错误 5C");
});
