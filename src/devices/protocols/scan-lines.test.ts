import fc from "fast-check";
import { expect, test } from "vitest";
import { ScanLines } from "./scan-lines.ts";

const push = (lines: ScanLines, text: string) => lines.push(Buffer.from(text));

test("CR, LF or both end a code; empty lines are none; cut anywhere", () => {
  const lines = new ScanLines();
  expect(push(lines, "http://hall/t/ab")).toEqual([]);
  expect(push(lines, "cdef\r")).toEqual(["http://hall/t/abcdef"]);
  expect(push(lines, "\nYY123\r\n\r\nX1\nrest")).toEqual(["YY123", "X1"]);
  expect(lines.waiting()).toBe(true);
  expect(lines.settle()).toEqual(["rest"]);
  expect(lines.settle()).toEqual([]);
  expect(lines.counters.frames).toBe(4);
});

test("STX, ETX and NUL around a code are left out; UTF-8 and GBK are both read", () => {
  const lines = new ScanLines();
  expect(push(lines, "\u0002AB\u0003\r")).toEqual(["AB"]);
  expect(push(lines, "预约1\r")).toEqual(["预约1"]);
  expect(lines.push(Buffer.from("d4a4d4bc310d", "hex"))).toEqual(["预约1"]);
  expect(lines.counters.droppedBytes).toBe(2);
});

test("what is longer than any code is dropped to its end, and the next code is read", () => {
  const lines = new ScanLines();
  expect(push(lines, `${"x".repeat(5_000)}\rOK\r`)).toEqual(["OK"]);
  expect(lines.counters).toMatchObject({ frames: 1, badLength: 1, droppedBytes: 5_000 });
});

test("every code comes whole whatever the cuts, and nothing grows", () => {
  const code = fc.string({ unit: fc.constantFrom(..."ABCxyz019-/:?.="), minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(code), fc.array(fc.integer({ min: 1, max: 20 })), (codes, cuts) => {
      const stream = Buffer.from(codes.map((c) => `${c}\r\n`).join(""));
      const lines = new ScanLines();
      const seen: string[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        seen.push(...lines.push(stream.subarray(at, at + cut)));
        at += cut;
      }
      expect(seen).toEqual(codes);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 })), (chunks) => {
      const lines = new ScanLines();
      for (const chunk of chunks)
        for (const text of lines.push(Buffer.from(chunk))) expect(text.length).toBeLessThanOrEqual(1_024);
    }),
  );
});
