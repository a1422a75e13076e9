import { expect, test } from "vitest";
import { type EscposProfile, encodeChar, encodeDocument, qr } from "./escpos.ts";

const profile: EscposProfile = { columns: 32, charset: "gbk", cut: "partial" };
const glyphs = (_: string, width: number, height: number) => ({
  width,
  height,
  rows: new Uint8Array(Math.ceil(width / 8) * height).fill(0xff),
});

test("Chinese goes out as GB18030 after FS &, as in escpos-php's example", () => {
  const bytes = encodeDocument(
    { title: "", lines: [{ kind: "text", text: "示例文本打印机!" }] },
    profile,
    glyphs,
  );
  expect(bytes.subarray(0, 4).toString("hex")).toBe("1b401c26");
  expect(bytes.includes(Buffer.from("cabec0fdcec4b1beb4f2d3a1bbfa210a", "hex"))).toBe(true);
});

test("the QR symbol is the printer's own, with lengths counted right", () => {
  const bytes = qr("1234", 3);
  expect(bytes.includes(Buffer.from("1d286b0400314132001d286b0300314303", "hex"))).toBe(true);
  expect(bytes.includes(Buffer.from("1d286b070031503031323334", "hex"))).toBe(true);
  expect(bytes.includes(Buffer.from("1d286b0300315130", "hex"))).toBe(true);
});

test("a slip ends with one cut, or none when told so", () => {
  const cuts = (p: EscposProfile) =>
    encodeDocument({ title: "", lines: [] }, p, glyphs).toString("hex").split("1d56").length - 1;
  expect(cuts(profile)).toBe(1);
  expect(cuts({ ...profile, cut: "none" })).toBe(0);
});

test.each(["𠮷", "䶮", "😀"])("%s is not in a GBK font and is drawn in the line", (char) => {
  expect(encodeChar(char, profile)).toBeNull();
  const bytes = encodeDocument(
    { title: "", lines: [{ kind: "text", text: `张${char}三` }] },
    profile,
    glyphs,
  );
  const image = Buffer.concat([Buffer.from("1b2a211800", "hex"), Buffer.alloc(72, 0xff)]);
  expect(
    bytes.includes(Buffer.concat([Buffer.from("d5c5", "hex"), image, Buffer.from("c8fd0a", "hex")])),
  ).toBe(true);
});

test("in taller text the whole row is drawn, as wide as its characters", () => {
  const bytes = encodeDocument(
    { title: "", lines: [{ kind: "text", text: "𠮷A", height: 2, width: 2 }] },
    profile,
    glyphs,
  );
  // 48 + 24 dots wide = 9 bytes, 48 dots high
  expect(bytes.includes(Buffer.from("1d76300009003000", "hex"))).toBe(true);
});

test("a GB18030 printer prints the four-byte codes itself", () => {
  expect(encodeChar("𠮷", { charset: "gb18030" })?.toString("hex")).toBe("9534b235");
  expect(encodeChar("𠮷", { charset: "gb18030" })).toHaveLength(4);
  expect(encodeChar("受", profile)?.toString("hex")).toBe("cadc");
});

test("a line break breaks the line, and no text carries commands", () => {
  const bytes = encodeDocument(
    { title: "", lines: [{ kind: "text", text: "a\u001bb\nc\u001d\u0056\u0000\u0301" }] },
    { ...profile, cut: "none" },
    glyphs,
  );
  expect(bytes.includes(Buffer.from("6162" + "0a", "hex"))).toBe(true);
  expect(bytes.includes(Buffer.from("6356" + "0a", "hex"))).toBe(true);
});

test("hanzi are magnified on printers that know only FS ! and on those that go by GS !", () => {
  const row = { kind: "text", text: "叫号", width: 3, height: 3 } as const;
  const bytes = encodeDocument({ title: "", lines: [row] }, profile, glyphs).toString("hex");
  expect(bytes).toContain("1c210c1d2122");
});

test("a QR symbol that no printer could hold is left out", () => {
  expect(qr("", 6)).toHaveLength(0);
  expect(qr("x".repeat(3_000), 6)).toHaveLength(0);
});
