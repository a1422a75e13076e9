import fc from "fast-check";
import { expect, test } from "vitest";
import { recogniseScan } from "./scan.ts";

const CODES = { booking: "(?:YY|BK)[0-9A-Z-]{4,40}", declaration: "[0-9A-Z]{12,40}" };
const TOKEN = "0mi5x2k1AbCdEf_-0123456789ab";

test.each([
  [`http://192.168.1.20:8080/t/${TOKEN}`, "visit", TOKEN],
  [`https://hall.example.gov.cn/t/${TOKEN}/?from=sms`, "visit", TOKEN],
  ["37405731", "booking", "37405731"],
  ["YY20261123-001", "booking", "YY20261123-001"],
  ["yy20261123001", "booking", "yy20261123001"],
  ["331023202611230000123456", "declaration", "331023202611230000123456"],
  ["http://elsewhere.example/x", "unknown", ""],
  [`javascript:/t/${TOKEN}`, "unknown", ""],
  ["hello", "unknown", ""],
])("%s is %s", (text, kind, found) => expect(recogniseScan(text, CODES)).toEqual({ kind, text: found }));

test("an identity number in a code is not handed on, although it looks like a declaration code", () => {
  expect(recogniseScan("11010519491231002X", CODES)).toEqual({ kind: "unknown", text: "" });
});

test("nothing unknown is ever repeated", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const found = recogniseScan(text, CODES);
      if (found.kind === "unknown") expect(found.text).toBe("");
      else expect(found.text.length).toBeGreaterThan(3);
    }),
  );
});
