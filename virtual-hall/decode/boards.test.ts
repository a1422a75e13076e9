import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Aabb5154Mind } from "./aabb5154.ts";
import { AlphaMind } from "./alpha.ts";
import type { BoardMind } from "./board-mind.ts";
import { Bx5kMind } from "./bx5k.ts";
import { Cd5220Mind, Led8Mind } from "./escape-displays.ts";
import { ModbusMind } from "./modbus.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
/** What a mind made of bytes: texts shown, answers given, frames spoilt. */
function heard(mind: BoardMind, ...pieces: readonly string[]) {
  const events = pieces.flatMap((piece) => mind.hear(hex(piece)));
  return {
    shows: events.flatMap(({ cells }) => (cells ? [cells.map(({ char }) => char).join("")] : [])),
    says: events.flatMap(({ answer }) => (answer ? [Buffer.from(answer).toString("hex")] : [])),
    bad: events.filter(({ bad }) => bad).length,
  };
}

describe("an AA addr BB 51 54 board", () => {
  const XOR = "aa01bb5154 010500003f c7eb41303031 67 ff";
  const SUM = "aa01bb5154 80 0100990063 c7eb41303031 ff";

  it("shows either variant and answers only where it does", () => {
    const xor = new Aabb5154Mind({ address: 1, checksum: "xor", answers: true });
    expect(heard(xor, XOR, "aa0155")).toEqual({ shows: ["请A001"], says: ["1b", "1b"], bad: 0 });
    const sum = new Aabb5154Mind({ address: 1, checksum: "sum", answers: false });
    expect(heard(sum, SUM)).toEqual({ shows: ["请A001"], says: [], bad: 0 });
  });

  it("takes the other variant for spoilt, and what is not for it for nothing", () => {
    const xor = new Aabb5154Mind({ address: 1, checksum: "xor", answers: true });
    expect(heard(xor, SUM, XOR)).toEqual({ shows: ["请A001"], says: ["1b"], bad: 1 });
    const other = new Aabb5154Mind({ address: 2, checksum: "xor", answers: true });
    expect(heard(other, XOR, "aa0155")).toEqual({ shows: [], says: [], bad: 0 });
  });

  it("a checksum that is FF itself does not end the frame early, however it is cut", () => {
    // 0b 05 00 00 f3 xor 02 = ff
    const frame = "aa01bb5154 0b050000f3 02 ff ff";
    for (const cut of [14, 24, 26]) {
      const text = frame.replaceAll(" ", "");
      const mind = new Aabb5154Mind({ address: 1, checksum: "xor", answers: true });
      expect(heard(mind, text.slice(0, cut), text.slice(cut)).says).toEqual(["1b"]);
    }
  });
});

describe("an ONBON card", () => {
  const MARKS = "a5a5a5a5a5a5a5a5";
  const EXAMPLE = `${MARKS} 01000080 000000000000 fe02 3200 a306012d00 0001 2900 00 0000 0000 1800 2000 00 00 00 0200 00 00 00 02 02 03 00 04 05 0e000000 3031323334355152535454562742 a87d 5a`;

  it("shows the maker's example and 请A001 with its font, and says yes", () => {
    const card = new Bx5kMind({ screen: 1 });
    const call = `${MARKS} 01000080 000000000000 fe02 3000 a306010000 0001 2700 0000000000 1000 2000 000000 0200 000000 0202 01000405 0c000000 5c464f303030c7eb41303031 878a 5a`;
    const { shows, says, bad } = heard(card, EXAMPLE, call);
    expect(shows).toEqual(["012345QRSTTV'B", "请A001"]);
    expect(says).toHaveLength(2);
    expect(says[0]).toMatch(/^(a5){8}00800100000000000000fe020500a000000000....5a$/);
    expect(bad).toBe(0);
  });

  it("unescapes the header, the data and the CRC", () => {
    const card = new Bx5kMind({ screen: 0x5a });
    const text = `${MARKS} 5b02 000080 000000000000 fe02 2e00 a306010000 0001 2500 0000000000 5b0100 a60200 000000 0200 000000 0202 01000405 0a000000 5c464f303030 5b02 5b01 bba9 c3ba 5a`;
    expect(heard(card, text)).toMatchObject({ shows: ["Z[哗"], bad: 0 });
    expect(
      heard(new Bx5kMind({ screen: 24 }), `${MARKS} 18000080 000000000000 fe02 0500 a200010000 73 a601 5a`),
    ).toMatchObject({ bad: 0, says: [expect.any(String)] });
  });

  it("says a wrong CRC and an unknown command with their codes; leaves its neighbours' frames alone", () => {
    const card = new Bx5kMind({ screen: 1 });
    const spoilt = heard(card, `${MARKS} 01000080 000000000000 fe02 0500 a200010000 68f9 5a`);
    expect(spoilt.bad).toBe(1);
    expect(spoilt.says[0]).toMatch(/a001050000....5a$/);
    expect(heard(new Bx5kMind({ screen: 2 }), EXAMPLE)).toEqual({ shows: [], says: [], bad: 0 });
    // An answer of a neighbour goes to 8000h.
    expect(heard(card, `${MARKS} 0080feff 000000000000 fe02 0500 a000000000 14ac 5a`).says).toEqual([]);
  });
});

describe("an Alpha sign", () => {
  const SET_UP =
    "0000000000 01 5a3030 02 45244141553031303046463030 31424c3030374430303030 03 02 41411b20621031 03 02 473141303031 03 04";

  it("shows a string that its text calls, and the next one without a new text", () => {
    const sign = new AlphaMind({ address: 0, checksum: false });
    const next = "0000000000 01 5a3030 02 473141303032 03 04";
    expect(heard(sign, SET_UP, next)).toEqual({ shows: ["A001", "A002"], says: [], bad: 0 });
  });

  it("takes a text of its own with its sum, and none with a wrong one", () => {
    const sign = new AlphaMind({ address: 1, checksum: true });
    const memory = "0000000000 01 5a3031 02 4524 4141 55 30313030 46463030 03 30333733 04";
    expect(heard(sign, memory).bad).toBe(1);
    const wrong = "0000000000 01 5a3030 02 4141 1b20 62 41303031 03 30314637 04";
    expect(heard(sign, wrong).bad).toBe(1);
  });

  it("a string that has no file is not written; signs of another address keep still", () => {
    const sign = new AlphaMind({ address: 2, checksum: false });
    expect(heard(sign, "01 5a3032 02 473141303032 03 04").shows).toEqual([""]);
    expect(heard(sign, "01 5a3033 02 473141303032 03 04").shows).toEqual([]);
    expect(heard(sign, "01 5a3f32 02 473141303032 03 04").shows).toEqual([""]);
  });
});

describe("displays with escapes", () => {
  it("CD5220 shows two lines, and takes nothing but a clear while a string stands", () => {
    const display = new Cd5220Mind();
    const { shows } = heard(display, "0c 1b5141 41303031 0d 1b5142 57 31 0d", "1b40");
    expect(shows.at(-1)).toBe(`${"A001".padEnd(20)}${"W1".padEnd(20)}`);
    expect(heard(display, "0c").shows).toEqual([" ".repeat(40)]);
  });

  it("LED8 shows digits only", () => {
    const display = new Led8Mind();
    expect(heard(display, "1b40 0c 1b5141 352e3030 0d 1b7331").shows.at(-1)).toBe("5.00");
    expect(heard(display, "1b5141 5a303033 0d")).toMatchObject({ shows: ["5.00"], bad: 1 });
  });
});

describe("a Modbus number board", () => {
  const board = () => new ModbusMind({ unit: 1, first: 0, registers: ["number"], empty: 0 });

  it("takes a write, says it back, and reads", () => {
    expect(heard(board(), "01 06 0000 007b c9e9", "01 03 0000 0001 840a")).toEqual({
      shows: ["123"],
      says: ["01060000007bc9e9", "010302007bf867"],
      bad: 0,
    });
  });

  it("has no register beyond its map, and answers no spoilt frame", () => {
    expect(heard(board(), "01 06 0005 007b d9e8").says).toEqual(["018602c3a1"]);
    expect(heard(board(), "01 06 0000 007b c9e8")).toMatchObject({ says: [], bad: 1 });
  });
});

it("no mind is stopped by noise", () => {
  const minds: readonly [() => BoardMind, string, string][] = [
    [
      () => new Aabb5154Mind({ address: 1, checksum: "xor", answers: true }),
      "aa01bb5154 010500003f c7eb41303031 67 ff",
      "请A001",
    ],
    [() => new Led8Mind(), "0c 1b5141 303033 0d", "003"],
    [
      () => new ModbusMind({ unit: 1, first: 0, registers: ["number"], empty: 0 }),
      "01 06 0000 007b c9e9",
      "123",
    ],
  ];
  for (const [create, frame, shown] of minds)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const mind = create();
        mind.hear(noise);
        mind.reset();
        expect(heard(mind, frame).shows.at(-1)).toBe(shown);
      }),
      { seed: 20261125 },
    );
});
