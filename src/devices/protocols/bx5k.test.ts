import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dynamicAreaData,
  encodeClear,
  encodeCommand,
  encodeDynamic,
  encodePing,
  encodeStatus,
  escapeBx,
} from "./bx5k.ts";
import { BX_ERRORS, BxAnswerParser, unescapeBx } from "./bx5k-answers.ts";
import { crc16Arc } from "./crc16.ts";
import { findsEveryFrame, hex } from "./noise.test-kit.ts";

const MARKS = "a5a5a5a5a5a5a5a5";

describe("BX-5K commands (protocols.md 1c)", () => {
  test("CRC-16/ARC of its check string", () => {
    expect(crc16Arc(Buffer.from("123456789"))).toBe(0xbb3d);
  });

  test("ping, status and clear of the C driver", () => {
    expect(encodePing(1)).toEqual(hex(`${MARKS} 01000080 000000000000 fe02 0500 a200010000 68f8 5a`));
    expect(encodeStatus(1)).toEqual(hex(`${MARKS} 01000080 000000000000 fe02 0500 a102010000 2d40 5a`));
    expect(encodeClear(1)).toEqual(hex(`${MARKS} 01000080 000000000000 fe02 0500 a310010000 51f8 5a`));
  });

  test("the maker's example of a dynamic area", () => {
    const text = Buffer.from("012345QRSTTV'B");
    const data = dynamicAreaData({ width: 0x18, height: 0x20, displayMode: 3, text });
    expect(encodeCommand({ screen: 1, group: 0xa3, cmd: 0x06, reserved: [0x2d, 0], data })).toEqual(
      hex(
        `${MARKS} 01000080 000000000000 fe02 3200 a306012d00 0001 2900 00 0000 0000 1800 2000 00 00 00 0200 00 00 00 02 02 03 00 04 05 0e000000 3031323334355152535454562742 a87d 5a`,
      ),
    );
  });

  test("请A001 with a font, at once", () => {
    const text = hex(`5c464f303030 c7eb 41303031`);
    expect(encodeDynamic(1, { width: 16, height: 32, displayMode: 1, text })).toEqual(
      hex(
        `${MARKS} 01000080 000000000000 fe02 3000 a306010000 0001 2700 0000000000 1000 2000 000000 0200 000000 0202 01000405 0c000000 5c464f303030c7eb41303031 878a 5a`,
      ),
    );
  });

  test("marks are escaped in the header, the data and the CRC; lengths count what stands before", () => {
    const text = hex("5c464f303030 5a5b bba9");
    expect(encodeDynamic(0x5a, { width: 0x5b, height: 0xa5, displayMode: 1, text })).toEqual(
      hex(
        `${MARKS} 5b02 000080 000000000000 fe02 2e00 a306010000 0001 2500 0000000000 5b0100 a60200 000000 0200 000000 0202 01000405 0a000000 5c464f303030 5b02 5b01 bba9 c3ba 5a`,
      ),
    );
    // Screen 24 happens to have A6 in its ping's CRC.
    expect(encodePing(24)).toEqual(hex(`${MARKS} 18000080 000000000000 fe02 0500 a200010000 73 a601 5a`));
  });

  test("escaping comes back, and leaves no mark inside", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const escaped = escapeBx(bytes);
        expect(escaped.includes(0xa5) || escaped.includes(0x5a)).toBe(false);
        expect(unescapeBx([...escaped])).toEqual(Buffer.from(bytes));
      }),
    );
    expect(unescapeBx([0xa6, 0x03])).toBeNull();
    expect(unescapeBx([0x5b])).toBeNull();
  });
});

const ACK = hex("a5a5a5a5a5a5a5a5 0080feff 000000000000 fe02 0500 a000000000 14ac 5a");
const BUSY = hex(`${MARKS} 00800300 000000000000 fe02 0500 a001030000 3440 5a`);
const NO_FONT = hex(`${MARKS} 00800300 000000000000 fe02 0500 a3060c0000 4137 5a`);

describe("BX-5K answers", () => {
  test("the maker's own example, with its nine marks, and two errors", () => {
    const parser = new BxAnswerParser();
    expect(parser.push(Buffer.concat([hex("a5"), ACK, BUSY, NO_FONT]))).toMatchObject([
      { screen: 0xfffe, group: 0xa0, cmd: 0, error: 0 },
      { screen: 3, group: 0xa0, cmd: 1, error: 3 },
      { screen: 3, group: 0xa3, cmd: 6, error: 12 },
    ]);
    expect(BX_ERRORS[12]).toContain("字库");
    expect(parser.counters).toMatchObject({ frames: 3, badChecksum: 0, badLength: 0, droppedBytes: 0 });
  });

  test("our own frames are echoes, spoilt ones are counted as what they are", () => {
    const parser = new BxAnswerParser();
    const wrongCrc = Buffer.from(ACK);
    wrongCrc[wrongCrc.length - 2] = 0xad;
    expect(parser.push(encodePing(1))).toEqual([]);
    expect(parser.push(wrongCrc)).toEqual([]);
    expect(parser.push(hex("a5 01 02 03 5a"))).toEqual([]);
    expect(parser.push(hex("a5 a6 07 5a 00 00"))).toEqual([]);
    // A right CRC over a wrong length.
    const body = hex("0080 0100 000000000000 fe02 0600 a000000000");
    const crc = Buffer.alloc(2);
    crc.writeUInt16LE(crc16Arc(body));
    parser.push(Buffer.concat([hex("a5"), escapeBx(Buffer.concat([body, crc])), hex("5a")]));
    expect(parser.counters).toMatchObject({ ownEchoes: 1, badChecksum: 1, badLength: 3, frames: 0 });
  });

  test("a frame without an end is given up at the card's own limit", () => {
    const parser = new BxAnswerParser();
    parser.push(Buffer.concat([hex("a5"), Buffer.alloc(5_000)]));
    expect(parser.counters.badLength).toBe(1);
    expect(parser.push(ACK)).toHaveLength(1);
  });

  test("noise and cuts never lose the next good answer", () => {
    const traps = [
      hex("a5"),
      hex("a5a5a5 00"),
      hex("a6"),
      hex("5b"),
      encodePing(1),
      ACK.subarray(0, 20),
      hex("5a"),
    ];
    const frames = [ACK, BUSY, NO_FONT];
    const errors = new Map([
      [ACK, 0],
      [BUSY, 3],
      [NO_FONT, 12],
    ]);
    findsEveryFrame(
      frames,
      traps,
      () => new BxAnswerParser(),
      (answer, sent) => answer.error === errors.get(sent),
    );
  });
});
