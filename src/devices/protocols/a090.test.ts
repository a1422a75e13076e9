import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoardReplyParser, encodeShow } from "./a090.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("A0 90 frames (protocols.md 1a)", () => {
  test("the vendor's own example", () => {
    const frame = encodeShow(1, [
      { text: "请", colour: "red" },
      { text: "8", colour: "green" },
    ]);
    expect(frame).toEqual(hex("A0 90 01 A5 00 05 C7 EB 00 38 01 B4"));
  });

  test("请A001到3号窗口 in red at address 3", () => {
    expect(encodeShow(3, [{ text: "请A001到3号窗口", colour: "red" }])).toEqual(
      hex("a09003a50019c7eb004100300030003100b5bd003300bac500b4b000bfda00c6"),
    );
  });

  test("an empty text has no data and still a checksum", () => {
    expect(encodeShow(2, [])).toEqual(hex("A0 90 02 A5 00 00 A7"));
  });

  test("the length field is never overrun", () => {
    const frame = encodeShow(1, [{ text: "窗".repeat(30_000), colour: "red" }]);
    expect(frame.readUInt16BE(4)).toBe(frame.length - 7);
    expect(frame.readUInt16BE(4)).toBe(65_535);
  });
});

describe("A0 90 replies", () => {
  test("done and refused", () => {
    const parser = new BoardReplyParser();
    expect(parser.push(hex("A0 90 01 A5 AA A0 90 02 A5 55"))).toEqual([
      { address: 1, done: true },
      { address: 2, done: false },
    ]);
    expect(parser.counters).toEqual({ frames: 2, badChecksum: 0, badLength: 0, droppedBytes: 0 });
  });

  test("our own frame coming back is no reply", () => {
    const parser = new BoardReplyParser();
    const own = encodeShow(1, [{ text: "请Z003", colour: "red" }]);
    expect(parser.push(Buffer.concat([own, hex("A0 90 01 A5 AA")]))).toEqual([{ address: 1, done: true }]);
    expect(parser.counters.droppedBytes).toBe(own.length);
  });

  test("noise and cuts never lose the next good reply", () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(hex("A0"), hex("A0 90"), hex("A0 90 01 A5"), hex("A0 A0 90")),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(junk, fc.nat(255), fc.boolean()), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (parts, cuts) => {
          const bytes = Buffer.concat(
            parts.flatMap(([noise, address, done]) => [
              Buffer.from(noise),
              Buffer.from([0xa0, 0x90, address, 0xa5, done ? 0xaa : 0x55]),
            ]),
          );
          const parser = new BoardReplyParser();
          const seen = [];
          for (let at = 0; at < bytes.length; ) {
            const length = cuts.next().value ?? 1;
            seen.push(...parser.push(bytes.subarray(at, at + length)));
            at += length;
          }
          for (const [, address, done] of parts) expect(seen).toContainEqual({ address, done });
          expect(parser.counters.frames * 5 + parser.counters.droppedBytes).toBe(bytes.length);
        },
      ),
    );
  });

  test("a new connection forgets half a reply", () => {
    const parser = new BoardReplyParser();
    parser.push(hex("A0 90 01 A5"));
    parser.reset();
    expect(parser.push(hex("AA"))).toEqual([]);
    expect(parser.counters.droppedBytes).toBe(5);
  });
});
