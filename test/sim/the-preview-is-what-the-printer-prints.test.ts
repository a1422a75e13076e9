import fc from "fast-check";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { SLIP_PARTS, SLIP_SIZES, type SlipSize, slipTemplate } from "../../src/contract/slip-template.ts";
import { GlyphSource } from "../../src/devices/drivers/printer/glyphs.ts";
import { previewLines } from "../../src/devices/drivers/printer/preview.ts";
import { encodeDocument } from "../../src/devices/protocols/escpos.ts";
import { slipDocument } from "../../src/documents/slip.ts";
import { silentLog } from "../../src/kernel/log.ts";
import { ManualTimers } from "../../virtual-hall/devices/manual-timers.ts";
import { Printer } from "../../virtual-hall/devices/printer.ts";

// The manager's preview against the paper of the virtual printer, whose interpreter shares no code with the encoder.
const glyphs = new GlyphSource({ log: silentLog });
const LOGO = (() => {
  const image = new PNG({ width: 50, height: 30 });
  for (let i = 0; i < image.data.length; i += 4)
    image.data.set(i % 12 < 5 ? [0, 0, 0, 255] : [255, 255, 255, 255], i);
  return PNG.sync.write(image).toString("base64");
})();

const words = fc
  .array(
    fc.constantFrom(
      "请",
      "窗口",
      "，",
      "。",
      "Z003",
      " ",
      "（",
      "𠮷",
      "龴",
      "é",
      "x\u0302",
      "·",
      "😀",
      "abc",
    ),
    {
      maxLength: 18,
    },
  )
  .map((parts) => parts.join("").slice(0, 36).trim());
const part = (id: (typeof SLIP_PARTS)[number]) =>
  fc.record({
    id: fc.constant(id),
    show: id === "number" ? fc.constant(true) : fc.boolean(),
    size: fc.constantFrom(...(Object.keys(SLIP_SIZES) as SlipSize[])),
    bold: fc.boolean(),
    after: fc.constantFrom("none" as const, "rule" as const, "blank" as const),
  });
const templates = fc.record({
  title: words,
  footer: fc.array(words, { maxLength: 4 }),
  qrText: words,
  qrModule: fc.integer({ min: 3, max: 10 }),
  logo: fc.constantFrom(null, LOGO),
  logoWidth: fc.integer({ min: 20, max: 100 }),
  parts: fc
    .tuple(...SLIP_PARTS.map(part))
    .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length })),
});
const contents = fc.record({
  hall: words.map((w) => `大厅${w}`),
  number: fc.constantFrom("Z003", "ABC1234"),
  sector: words,
  zone: words,
  batch: fc.constantFrom(null, 12),
  bound: fc.boolean(),
  likelyWindow: fc.option(words),
  legs: fc.array(words, { maxLength: 3 }),
  ahead: fc.nat(500),
  estimate: fc.constantFrom(null, { minutes: 0, upTo: 0 }, { minutes: 25, upTo: 400 }),
  green: fc.boolean(),
  slot: fc.constantFrom(null, "09:00"),
  issuedAt: fc.constant("2026-11-23 09:31"),
  statusUrl: fc.constantFrom(
    "http://10.0.0.2/t/3yQ0k1mC5v8uXw2aZb7dEg",
    `https://a.example/${"x".repeat(140)}`,
  ),
  reprint: fc.boolean(),
});

it("for any template and ticket the preview's rows are the paper's rows, dot for dot", async () => {
  const paper = fc.record({
    columns: fc.constantFrom(32 as const, 42 as const, 48 as const),
    charset: fc.constantFrom(
      "gbk" as const,
      "gb18030-2000" as const,
      "gb18030-2005" as const,
      "gb18030-2022" as const,
    ),
  });
  await fc.assert(
    fc.asyncProperty(templates, contents, paper, async (given, content, { columns, charset }) => {
      const template = slipTemplate.parse(given);
      const document = slipDocument(content, template, columns);
      const shown = await previewLines(document, { columns, charset }, glyphs);
      const printer = new Printer(
        { id: "p", title: "", place: null, columns, charset, tears: false },
        { say: () => {}, changed: () => {}, timers: new ManualTimers() },
      );
      printer.hear(
        encodeDocument(document, { columns, charset, cut: "partial", status: "dle-eot" }, glyphs.draw),
      );
      const view = printer.view({ connected: true, fault: null });
      if (view.kind !== "printer") throw new Error("no printer");
      expect(view.unknown).toBe(0);
      expect(shown).toEqual(view.slips[0]?.lines);
    }),
    { numRuns: 60 },
  );
});
