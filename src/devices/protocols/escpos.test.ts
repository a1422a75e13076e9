import { expect, test } from "vitest";
import { type EscposProfile, encodeDocument, qr } from "./escpos.ts";
import { fontCode } from "./gb18030.ts";

const profile: EscposProfile = { columns: 32, charset: "gbk", cut: "partial", status: "dle-eot" };
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
  expect(fontCode(char, "gbk")).toBeNull();
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
  const text = (charset: EscposProfile["charset"]) =>
    encodeDocument(
      { title: "", lines: [{ kind: "text", text: "𠮷受" }] },
      { ...profile, charset },
      glyphs,
    ).toString("hex");
  expect(text("gb18030")).toContain("9534b235cadc0a");
  expect(text("gb18030-2000")).not.toContain("9534b235");
});

test("a line break breaks the line, and no text carries commands", () => {
  const bytes = encodeDocument(
    { title: "", lines: [{ kind: "text", text: "a\u001bb\nc\u001d\u0056\u0000\u009b@" }] },
    { ...profile, cut: "none" },
    glyphs,
  );
  expect(bytes.includes(Buffer.from("6162" + "0a", "hex"))).toBe(true);
  expect(bytes.includes(Buffer.from("635640" + "0a", "hex"))).toBe(true);
});

test("é written as e and an accent is one sign of the font; an accent on a hanzi is drawn with it, not lost", () => {
  const bytes = (text: string) =>
    encodeDocument({ title: "", lines: [{ kind: "text", text }] }, profile, glyphs).toString("hex");
  expect(bytes("e\u0301!")).toContain("a8a6210a");
  expect(bytes("张\u0302三")).toContain("1b2a211800");
  expect(bytes("\u0302")).toContain("1b2a210c00");
});

test("dots never spell a request that printers obey in the middle of a picture", () => {
  const requests = Buffer.from("1004011005021014080103140106020810", "hex");
  const image = {
    kind: "image",
    width: 8,
    height: requests.length,
    bits: requests.toString("base64"),
  } as const;
  const bytes = encodeDocument({ title: "", lines: [image] }, profile, glyphs).toString("hex");
  expect(bytes).toContain("1d7630000100");
  for (const request of ["1004", "1005", "1014"]) expect(bytes).not.toContain(request);
  const evil = (_: string, width: number, height: number) => ({
    width,
    height,
    rows: new Uint8Array(Math.ceil(width / 8) * height).map((_, i) => [0x10, 0x04, 0x01][i % 3] ?? 0),
  });
  const drawn = encodeDocument({ title: "", lines: [{ kind: "text", text: "😀" }] }, profile, evil);
  expect(drawn.includes(Buffer.from([0x10, 0x04]))).toBe(false);
});

test("a picture wider than the paper is cut at its edge", () => {
  const wide = {
    kind: "image",
    width: 400,
    height: 1,
    bits: Buffer.alloc(50, 0xff).toString("base64"),
  } as const;
  const bytes = encodeDocument({ title: "", lines: [wide] }, profile, glyphs).toString("hex");
  expect(bytes).toContain(`1d763000300001 00${"ff".repeat(48)}1b64`.replace(" ", ""));
});

test("hanzi are magnified on printers that know only FS ! and on those that go by GS !", () => {
  const row = { kind: "text", text: "叫号", width: 3, height: 3 } as const;
  const bytes = encodeDocument({ title: "", lines: [row] }, profile, glyphs).toString("hex");
  expect(bytes).toContain("1c210c1d2122");
});

test("a QR symbol fits the paper, or is left out when no symbol holds it", () => {
  const bytes = (data: string, module: number) =>
    encodeDocument({ title: "", lines: [{ kind: "qr", data, module }] }, profile, glyphs).toString("hex");
  expect(bytes("x".repeat(60), 8)).toContain("1d286b0300314308");
  // Version 8, 49 modules: 7 dots are the most that 384 hold.
  expect(bytes("x".repeat(150), 16)).toContain("1d286b0300314307");
  expect(bytes("", 6)).not.toContain("1d286b");
  expect(bytes("x".repeat(3_000), 6)).not.toContain("1d286b");
  expect(bytes("a\u0010\u0004\u0001b", 6)).toContain("1d286b05003150306162");
});
