import { describe, expect, test } from "vitest";
import { Aabb5154AnswerParser, encodeProbe, encodeText } from "./aabb5154.ts";
import { findsEveryFrame, hex } from "./noise.test-kit.ts";

const XOR = { effect: 1, speed: 5, delay: 0, valid: 0x3f };
const SUM = { effect: 1, speed: 0, delay: 0x99, valid: 0x63 };
const A001 = { text: "请A001", colour: "red" } as const;

describe("AA addr BB 51 54 (protocols.md 1b)", () => {
  test("请A001, XOR of the data before the end mark", () => {
    expect(encodeText(1, "xor", XOR, A001)).toEqual(hex("aa01bb5154 010500003f c7eb41303031 67 ff"));
  });

  test("请A001, sum of what follows it before the data", () => {
    expect(encodeText(1, "sum", SUM, A001)).toEqual(hex("aa01bb5154 80 0100990063 c7eb41303031 ff"));
  });

  test("another address, look and colour", () => {
    expect(encodeText(7, "xor", { ...XOR, effect: 11 }, { text: "3号窗口", colour: "green" })).toEqual(
      hex("aa07bb5154 0b0500013f 33bac5b4b0bfda 1d ff"),
    );
    expect(
      encodeText(128, "sum", { ...SUM, effect: 8, speed: 2 }, { text: "Z003→3号窗口", colour: "red" }),
    ).toEqual(hex("aa80bb5154 3c 0802990063 5a303033a1fa33bac5b4b0bfda ff"));
  });

  test("the probe", () => {
    expect(encodeProbe(1)).toEqual(hex("aa0155"));
  });

  test("no text can hold the end mark, whatever it is", () => {
    const frame = encodeText(1, "xor", XOR, { text: "ÿ𠮷\u00ff", colour: "red" });
    expect(frame.indexOf(0xff)).toBe(frame.length - 1);
  });
});

describe("its answer, one byte", () => {
  test("is found in noise, which is counted", () => {
    const parser = new Aabb5154AnswerParser();
    expect(parser.push(hex("00 1b ff"))).toEqual(["heard"]);
    expect(parser.counters).toMatchObject({ frames: 1, droppedBytes: 2 });
    findsEveryFrame(
      [hex("1b")],
      [hex("aa")],
      () => new Aabb5154AnswerParser(),
      () => true,
    );
  });
});
