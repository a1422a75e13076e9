import fc from "fast-check";
import { expect, test } from "vitest";
import { OwnBytes } from "./own-bytes.ts";

const bytes = (least: number) =>
  fc.uint8Array({ minLength: least, maxLength: 30 }).map((b) => Buffer.from(b));

test("however it is cut, an echo is taken out once and what follows it is whole", () => {
  fc.assert(
    fc.property(
      bytes(1),
      bytes(0),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      (sent, said, cuts) => {
        const own = new OwnBytes();
        own.sent(sent);
        const all = Buffer.concat([sent, said]);
        const left: Buffer[] = [];
        for (let at = 0, n = 0; at < all.length; n++) {
          const length = cuts[n % cuts.length] ?? 1;
          left.push(own.without(all.subarray(at, at + length)));
          at += length;
        }
        expect(Buffer.concat(left)).toEqual(said);
        expect(own.echoes).toBe(1);
      },
    ),
  );
});

test("an answer that begins like the request is handed on whole", () => {
  const own = new OwnBytes();
  own.sent(Buffer.from([0xa0, 0x90, 0x01, 0xa5, 0x00]));
  expect(own.without(Buffer.from([0xa0, 0x90]))).toHaveLength(0);
  expect(own.without(Buffer.from([0x01, 0xa5, 0xaa]))).toEqual(Buffer.from([0xa0, 0x90, 0x01, 0xa5, 0xaa]));
  expect(own.echoes).toBe(0);
});

test("half an echo that never went on is given to the next sending's parser", () => {
  const own = new OwnBytes();
  own.sent(Buffer.from([1, 2, 3]));
  own.without(Buffer.from([1, 2]));
  expect(own.sent(Buffer.from([4]))).toEqual(Buffer.from([1, 2]));
});
