import fc from "fast-check";
import { expect, test } from "vitest";
import { BootKeyboard } from "./boot-keyboard.ts";
import { keyName } from "./key-usages.ts";

const report = (...codes: number[]) =>
  Buffer.from([0, 0, ...codes, ...Array<number>(6 - codes.length).fill(0)]);
const typed = (keyboard: BootKeyboard, ...reports: Buffer[]) =>
  reports.flatMap((bytes) => keyboard.push(bytes)).map(keyName);

test("keypad usages of protocols.md 2c", () => {
  const keyboard = new BootKeyboard({ framed: true });
  const codes = [0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5d, 0x61, 0x62, 0x63];
  const names = codes.flatMap((code) => typed(keyboard, report(code), report()));
  expect(names).toEqual(["NumLock", "/", "*", "-", "+", "Enter", "1", "2", "5", "9", "0", "."]);
});

test("a key held down is one press, and its second press is another", () => {
  const keyboard = new BootKeyboard({ framed: true });
  expect(typed(keyboard, report(0x58), report(0x58), report(0x58), report(), report(0x58))).toEqual([
    "Enter",
    "Enter",
  ]);
});

test("two keys: the second counts while the first is held, in whatever place it stands", () => {
  const keyboard = new BootKeyboard({ framed: true });
  expect(typed(keyboard, report(0x59), report(0x5a, 0x59), report(0x5a), report())).toEqual(["1", "2"]);
  expect(typed(keyboard, report(0x5b, 0x5c))).toEqual(["3", "4"]);
});

test("roll-over tells nothing: keys before it are still held, and none is pressed by it", () => {
  const keyboard = new BootKeyboard({ framed: true });
  const over = report(1, 1, 1, 1, 1, 1);
  expect(typed(keyboard, report(0x59), over, report(0x59), report(), report(0x59))).toEqual(["1", "1"]);
  expect(keyboard.counters.rollovers).toBe(1);
});

test("a report number in front is left out; reports of other lengths are counted", () => {
  const keyboard = new BootKeyboard({ framed: true });
  expect(typed(keyboard, Buffer.concat([Buffer.from([1]), report(0x59)]))).toEqual(["1"]);
  expect(typed(keyboard, Buffer.from([2, 0xe9, 0]), Buffer.alloc(0), Buffer.alloc(16))).toEqual([]);
  expect(keyboard.counters).toMatchObject({ badLength: 3, droppedBytes: 19, frames: 1 });
});

test("letters and signs with shift, as a scanner types them", () => {
  const keyboard = new BootKeyboard({ framed: true });
  const shifted = (code: number) => Buffer.from([0x02, 0, code, 0, 0, 0, 0, 0]);
  const names = [0x0b, 0x17].flatMap((code) => typed(keyboard, shifted(code), report()));
  expect(names).toEqual(["H", "T"]);
  expect(typed(keyboard, shifted(0x33), report(), report(0x38), report(), report(0x2d))).toEqual([
    ":",
    "/",
    "-",
  ]);
  expect(typed(keyboard, shifted(0x38), report(), report(0x64))).toEqual(["?", null]);
  expect(typed(keyboard, Buffer.from([0x20, 0, 0x2d, 0, 0, 0, 0, 0]))).toEqual(["_"]);
});

test("in a stream of bytes, however it is cut, every press is found", () => {
  const keys = fc.array(fc.integer({ min: 0x59, max: 0x62 }), { maxLength: 20 });
  fc.assert(
    fc.property(keys, fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 60 }), (codes, cuts) => {
      const stream = Buffer.concat(codes.flatMap((code) => [report(code), report()]));
      const keyboard = new BootKeyboard({ framed: false });
      const seen: number[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        seen.push(...keyboard.push(stream.subarray(at, at + cut)).map((key) => key.usage));
        at += cut;
      }
      expect(seen).toEqual(codes);
    }),
  );
});

test("noise is survived and no key is made of a report that can't be one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 }),
      fc.boolean(),
      (chunks, framed) => {
        const keyboard = new BootKeyboard({ framed });
        for (const chunk of chunks)
          for (const key of keyboard.push(Buffer.from(chunk))) expect(key.usage).toBeGreaterThan(3);
      },
    ),
  );
  const keyboard = new BootKeyboard({ framed: true });
  expect(keyboard.push(Buffer.from([0, 7, 0x59, 0, 0, 0, 0, 0]))).toEqual([]);
  expect(keyboard.push(Buffer.from([0, 0, 1, 0x59, 0, 0, 0, 0]))).toEqual([]);
});
