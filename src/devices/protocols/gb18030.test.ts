import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Charset, fontCode, gb18030Code, MOVED, meantBy } from "./gb18030.ts";

const hex = (bytes: Buffer | null) => bytes?.toString("hex") ?? null;
const font = (code: number, charset: Charset) => hex(fontCode(String.fromCodePoint(code), charset));
// Node's own tables (ICU): those of GB 18030-2022 by the Unicode consortium's recommendation.
const icu = new TextDecoder("gb18030");
const decoded = (code: string) => icu.decode(Buffer.from(code, "hex")).codePointAt(0);

// Frozen here once more, independent of the table's own shape: edition → code, from L2/23-003r, ICU-22357 and
// whatwg/encoding issues 22 and 27.
const ROWS: readonly (readonly [char: number, in2000: string, in2005: string, in2022: string])[] = [
  [0x1e3f, "8135f437", "a8bc", "a8bc"],
  [0xe7c7, "a8bc", "8135f437", "8135f437"],
  [0xfe10, "84318236", "84318236", "a6d9"],
  [0xe78d, "a6d9", "a6d9", "84318236"],
  [0xfe12, "84318238", "84318238", "a6da"],
  [0xe78e, "a6da", "a6da", "84318238"],
  [0xfe11, "84318237", "84318237", "a6db"],
  [0xe78f, "a6db", "a6db", "84318237"],
  [0xfe13, "84318239", "84318239", "a6dc"],
  [0xe790, "a6dc", "a6dc", "84318239"],
  [0xfe14, "84318330", "84318330", "a6dd"],
  [0xe791, "a6dd", "a6dd", "84318330"],
  [0xfe15, "84318331", "84318331", "a6de"],
  [0xe792, "a6de", "a6de", "84318331"],
  [0xfe16, "84318332", "84318332", "a6df"],
  [0xe793, "a6df", "a6df", "84318332"],
  [0xfe17, "84318333", "84318333", "a6ec"],
  [0xe794, "a6ec", "a6ec", "84318333"],
  [0xfe18, "84318334", "84318334", "a6ed"],
  [0xe795, "a6ed", "a6ed", "84318334"],
  [0xfe19, "84318335", "84318335", "a6f3"],
  [0xe796, "a6f3", "a6f3", "84318335"],
  [0x9fb4, "82359037", "82359037", "fe59"],
  [0xe81e, "fe59", "fe59", "82359037"],
  [0x9fb5, "82359038", "82359038", "fe61"],
  [0xe826, "fe61", "fe61", "82359038"],
  [0x9fb6, "82359039", "82359039", "fe66"],
  [0xe82b, "fe66", "fe66", "82359039"],
  [0x9fb7, "82359130", "82359130", "fe67"],
  [0xe82c, "fe67", "fe67", "82359130"],
  [0x9fb8, "82359131", "82359131", "fe6d"],
  [0xe832, "fe6d", "fe6d", "82359131"],
  [0x9fb9, "82359132", "82359132", "fe7e"],
  [0xe843, "fe7e", "fe7e", "82359132"],
  [0x9fba, "82359133", "82359133", "fe90"],
  [0xe854, "fe90", "fe90", "82359133"],
  [0x9fbb, "82359134", "82359134", "fea0"],
  [0xe864, "fea0", "fea0", "82359134"],
  [0x20087, "95329031", "95329031", "95329031"],
  [0xe816, "fe51", "fe51", "fe51"],
  [0x20089, "95329033", "95329033", "95329033"],
  [0xe817, "fe52", "fe52", "fe52"],
  [0x200cc, "95329730", "95329730", "95329730"],
  [0xe818, "fe53", "fe53", "fe53"],
  [0x215d7, "9536b937", "9536b937", "9536b937"],
  [0xe831, "fe6c", "fe6c", "fe6c"],
  [0x2298f, "9630ba35", "9630ba35", "9630ba35"],
  [0xe83b, "fe76", "fe76", "fe76"],
  [0x241fe, "9635b630", "9635b630", "9635b630"],
  [0xe855, "fe91", "fe91", "fe91"],
];

describe("GB 18030 by its editions", () => {
  it.each(ROWS)("U+%s has the code of each edition", (code, in2000, in2005, in2022) => {
    const char = String.fromCodePoint(code);
    expect(hex(gb18030Code(char, "gb18030-2000"))).toBe(in2000);
    expect(hex(gb18030Code(char, "gb18030-2005"))).toBe(in2005);
    expect(hex(gb18030Code(char, "gb18030-2022"))).toBe(in2022);
  });

  it("has all 25 rows, and the 2022 two-byte codes read back by Node's own tables", () => {
    expect(MOVED).toHaveLength(25);
    expect(MOVED.filter((row) => row.since === 2022)).toHaveLength(18);
    for (const row of MOVED) {
      expect(decoded(row.two)).toBe(row.since === "never" ? row.privateUse : row.real);
      if (row.since === "never") expect(decoded(row.four)).toBe(row.real);
    }
  });

  it("agrees with Node's tables on every character of the BMP and of plane 2 that a 2022 font has", () => {
    let seen = 0;
    for (const [from, to] of [
      [0x80, 0xd7ff],
      [0xe000, 0xffff],
      [0x20000, 0x2ffff],
    ] as const) {
      for (let code = from; code <= to; code++) {
        const bytes = fontCode(String.fromCodePoint(code), "gb18030-2022");
        if (!bytes) continue;
        seen++;
        const real = meantBy(String.fromCodePoint(code)).codePointAt(0);
        if (icu.decode(bytes).codePointAt(0) !== real) throw new Error(`${code.toString(16)} ${hex(bytes)}`);
      }
    }
    // URO, extensions A to F, radicals, signs: GB 18030-2022 has 87,887 hanzi.
    expect(seen).toBeGreaterThan(87_800);
    expect(seen).toBeLessThan(90_000);
  });
});

describe("what a printer's font holds", () => {
  it.each([
    ["受", "cadc", "cadc", "cadc", "cadc"],
    ["䶮", null, "fe9f", "fe9f", "fe9f"],
    ["㐂", null, "8139ef31", "8139ef31", "8139ef31"],
    ["𠮷", null, null, "9534b235", "9534b235"],
    ["龴", null, null, null, "fe59"],
    ["︐", null, null, null, "a6d9"],
    ["ḿ", "a8bc", null, "a8bc", "a8bc"],
    ["鿏", null, null, null, "82359334"],
    ["𬭳", null, null, null, "9933ac39"],
    ["€", null, "a2e3", "a2e3", "a2e3"],
    ["\ue81e", null, "fe59", "fe59", "fe59"],
    ["\ue78d", null, "a6d9", "a6d9", "a6d9"],
    ["\ue816", null, "fe51", "fe51", "95329031"],
    ["\ue000", null, null, null, null],
    ["\ue766", null, null, null, null],
    ["😀", null, null, null, null],
    ["ê", "a8ba", "a8ba", "a8ba", "a8ba"],
    ["ö", null, null, null, null],
    ["\ud842", null, null, null, null],
    ["\u{10fffd}", null, null, null, null],
  ] as const)("%s", (char, gbk, e2000, e2005, e2022) => {
    expect([
      hex(fontCode(char, "gbk")),
      hex(fontCode(char, "gb18030-2000")),
      hex(fontCode(char, "gb18030-2005")),
      hex(fontCode(char, "gb18030-2022")),
    ]).toEqual([gbk, e2000, e2005, e2022]);
    expect(font(char.codePointAt(0) ?? 0, "gb18030")).toBe(e2005);
  });

  it("gives no control byte for any printable character of any charset", () => {
    const charset = fc.constantFrom<Charset>(
      "gbk",
      "gb18030",
      "gb18030-2000",
      "gb18030-2005",
      "gb18030-2022",
    );
    fc.assert(
      fc.property(fc.integer({ min: 0x80, max: 0x10ffff }), charset, (code, set) => {
        const bytes = fontCode(String.fromCodePoint(code), set);
        if (!bytes) return;
        expect([2, 4]).toContain(bytes.length);
        expect(bytes.every((byte) => byte >= 0x30 && byte !== 0x7f && byte !== 0xff)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it("reads old private use text as what it meant", () => {
    expect(meantBy("\ue81e")).toBe("龴");
    expect(meantBy("\ue816")).toBe("𠂇");
    expect(meantBy("\ue000")).toBe("\ue000");
    expect(meantBy("张")).toBe("张");
  });
});
