import { expect, test } from "vitest";
import { gbkCharacters, gbkColumns } from "./gbk.ts";

test("ASCII is one byte, Chinese two", () => {
  expect(gbkCharacters("A号")).toEqual([Buffer.from([0x41]), Buffer.from([0xba, 0xc5])]);
  expect(gbkColumns("3号窗口")).toBe(7);
});

test("what GBK lacks shows as a full-width question mark and never as a stray byte", () => {
  const unknown = Buffer.from([0xa3, 0xbf]);
  expect(gbkCharacters("𠮷\u{1f600}")).toEqual([unknown, unknown]);
  expect(gbkCharacters("\ud800")).toEqual([Buffer.from("?")]);
});

test("control characters are left out", () => {
  expect(gbkCharacters("A\n\u0000\u007fB")).toEqual([Buffer.from("A"), Buffer.from("B")]);
});
