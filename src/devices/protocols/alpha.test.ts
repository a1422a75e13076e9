import { describe, expect, test } from "vitest";
import { callString, encodeAlpha, memoryCommand, stringCommand, textCommand } from "./alpha.ts";
import { hex } from "./noise.test-kit.ts";

const text = (body: string) => textCommand("A", "middle", "hold", Buffer.from(body));

describe("Alpha M-Protocol (protocols.md 1d)", () => {
  test("A001 held in the middle, with its sum", () => {
    const { bytes, pauses } = encodeAlpha(0, true, [text("A001")]);
    expect(bytes).toEqual(hex("0000000000 01 5a3030 02 4141 1b20 62 41303031 03 30314636 04"));
    expect(pauses).toEqual([]);
  });

  test("two strings nested, without sums: 100 ms after each 02", () => {
    const { bytes, pauses } = encodeAlpha(0, false, [
      stringCommand("0", "11045.28 "),
      stringCommand("1", "2.41 "),
    ]);
    expect(bytes).toEqual(hex("0000000000 01 5a3030 02 4730 31313034352e323820 03 02 4731 322e343120 03 04"));
    expect(pauses.map(({ after, ms }) => [bytes[after - 1], ms])).toEqual([
      [0x02, 100],
      [0x02, 100],
    ]);
  });

  test("the memory of a TEXT and a STRING file", () => {
    expect(
      memoryCommand([
        { label: "A", kind: "text", size: 0x1000 },
        { label: "0", kind: "string", size: 0x40 },
      ]).toString(),
    ).toBe("E$AAU1000FF000BL00400000");
  });

  test("set-up and text in one transmission to sign 2A", () => {
    const files = [
      { label: "A", kind: "text", size: 0x100 },
      { label: "1", kind: "string", size: 125 },
    ] as const;
    const commands = [
      memoryCommand(files),
      textCommand("A", "middle", "hold", callString("1")),
      stringCommand("1", "Z003 WINDOW 1"),
    ];
    expect(encodeAlpha(0x2a, true, commands).bytes).toEqual(
      hex(
        "0000000000015a3241024524414155303130304646303031424c303037443030303003303534430241411b2062103103303136350247315a3030332057494e444f572031033033423304",
      ),
    );
  });

  test("a string longer than the sign keeps is cut", () => {
    expect(stringCommand("1", "x".repeat(300))).toHaveLength(127);
  });
});
