import { describe, expect, test } from "vitest";
import { encodeLines } from "./cd5220.ts";
import { encodeDigits, encodeLamp, encodeNumber } from "./led8.ts";
import { NoAnswers } from "./no-answers.ts";
import { hex } from "./noise.test-kit.ts";

describe("CD5220 (protocols.md 1e)", () => {
  test("both lines, twenty characters each, after a clear", () => {
    expect(encodeLines("0123456789ABCDEFGHIJ", "WINDOW 1", false)).toEqual(
      hex(
        "0c 1b5141 303132333435363738394142434445464748494a 0d 1b5142 57494e444f572031 202020202020202020202020 0d",
      ),
    );
  });

  test("a display that may have forgotten is initialised, out of whatever mode it is in", () => {
    expect(encodeLines("", "", true).subarray(0, 7)).toEqual(hex("0c 1b40 0c 1b5141"));
  });

  test("a line too long is cut at twenty", () => {
    expect(encodeLines("x".repeat(40), "", false)).toHaveLength(1 + 24 + 24);
  });
});

describe("LED8 (protocols.md 1e)", () => {
  test("the examples of the source: total 25.500, unit price 5.00", () => {
    expect(Buffer.concat([encodeLamp(2), encodeDigits("25.500")])).toEqual(
      hex("1b7332 1b514132352e3530300d"),
    );
    expect(encodeNumber("5.00", 1, true)).toEqual(hex("1b40 0c 1b5141 352e3030 0d 1b7331"));
  });

  test("a number, and none", () => {
    expect(encodeNumber("003", 0, false)).toEqual(hex("0c 1b5141 303033 0d 1b7330"));
    expect(encodeNumber("", 0, false)).toEqual(hex("0c 1b7330"));
  });
});

test("what comes from displays that never answer is counted as noise", () => {
  const parser = new NoAnswers();
  expect(parser.push(hex("0102"))).toEqual([]);
  parser.reset();
  expect(parser.counters).toMatchObject({ frames: 0, droppedBytes: 2 });
});
