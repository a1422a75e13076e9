import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { WallSlip } from "../../src/contract/wall.ts";
import { GlyphSource } from "../../src/devices/drivers/printer/glyphs.ts";
import { type EscposProfile, encodeDocument, signsToDraw } from "../../src/devices/protocols/escpos.ts";
import { printableLines, widthOf } from "../../src/devices/protocols/text-width.ts";
import { configuredTemplate, slipDocument } from "../../src/documents/slip.ts";
import { silentLog } from "../../src/kernel/log.ts";
import { ManualTimers } from "../../virtual-hall/devices/manual-timers.ts";
import { Printer } from "../../virtual-hall/devices/printer.ts";
import { slipText } from "./support/virtual.ts";

// The encoder's bytes read back by an interpreter that shares no code with it.
const glyphs = new GlyphSource({ log: silentLog });
beforeAll(() => glyphs.ready(["𠮷", "䶮"]));

const TEMPLATE = configuredTemplate({ footer: ["过号请向工作人员说明，可重新排队"] });
const CONTENT = {
  hall: "余杭区行政服务中心",
  number: "Z003",
  sector: "综合受理",
  zone: "综合窗口 1–8号",
  likelyWindow: "3号窗口",
  bound: false,
  batch: null,
  legs: [],
  ahead: 12,
  estimate: { minutes: 25, upTo: 40 },
  green: false,
  slot: null,
  issuedAt: "2026-11-23 09:31",
  statusUrl: "http://192.168.1.20:8080/v/3yQ0k1mC5v8uXw2aZb7dEg",
  reprint: false,
};

function printed(document: Parameters<typeof encodeDocument>[0], profile: EscposProfile): WallSlip {
  const printer = new Printer(
    {
      id: "p",
      title: "",
      place: null,
      columns: profile.columns,
      charset: profile.charset,
      tears: false,
    },
    { say: () => {}, changed: () => {}, timers: new ManualTimers() },
  );
  printer.hear(encodeDocument(document, profile, glyphs.draw));
  const view = printer.view({ connected: true, fault: null });
  if (view.kind !== "printer") throw new Error("not a printer");
  expect(view.unknown).toBe(0);
  expect(view.slips).toHaveLength(1);
  const [slip] = view.slips;
  if (!slip) throw new Error("no slip");
  expect(slip.cut).toBe(profile.cut !== "none");
  return slip;
}

describe.each([32, 42, 48] as const)("a slip on paper of %i columns", (columns) => {
  const profile = { columns, charset: "gbk", cut: "partial", status: "dle-eot" } as const;
  const slip = () => printed(slipDocument(CONTENT, TEMPLATE, columns), profile);

  it("says all it has to, nothing as a box or a blot, and the QR code carries the status page", () => {
    const text = slipText(slip());
    for (const says of [
      "Z003",
      "综合受理",
      "3号窗口",
      "12",
      "25",
      "40",
      "2026-11-23 09:31",
      CONTENT.statusUrl,
    ])
      expect(text).toContain(says);
    expect(text).not.toMatch(/[□▒]/);
  });

  it("has the number as its largest text", () => {
    const runs = slip().lines.flatMap((line) => (line.kind === "text" ? line.runs : []));
    const area = (run: (typeof runs)[number]) =>
      "text" in run && run.text.trim() ? run.width * run.height : 0;
    const [largest] = [...runs].sort((a, b) => area(b) - area(a));
    expect(largest).toMatchObject({ text: "Z003" });
  });
});

describe("characters the printer's font lacks", () => {
  it.each(["𠮷", "䶮"])("%s is drawn, beside its neighbours and enlarged", (char) => {
    const document = {
      title: "",
      lines: [
        { kind: "text", text: `姓名：${char}先生` },
        { kind: "text", text: char, width: 2, height: 2 },
      ],
    } as const;
    const slip = printed(document, { columns: 32, charset: "gbk", cut: "full", status: "dle-eot" });
    const [small, large] = slip.lines.map((line) => (line.kind === "text" ? line.runs : []));
    expect(small).toMatchObject([{ text: "姓名：" }, { dotsWide: 24, dotsHigh: 24 }, { text: "先生" }]);
    expect(large).toMatchObject([{ dotsWide: 48, dotsHigh: 48 }]);
    for (const run of [small?.[1], large?.[0]])
      expect(run && "bits" in run && Buffer.from(run.bits, "base64").some((byte) => byte !== 0)).toBe(true);
  });

  it("on every charset any text comes out whole: no sign lost, none as a box, no byte taken as a command", async () => {
    const sign = fc.oneof(
      fc.constantFrom(
        "张",
        "䶮",
        "𠮷",
        "龴",
        "︐",
        "ḿ",
        "\ue81e",
        "\ue000",
        "😀",
        "\ud842",
        "e\u0302",
        "x\u0302",
        "A",
        "é",
      ),
      fc.constantFrom(
        "\u001b@",
        "\u001d\u0056\u0000",
        "\u0010\u0004\u0001",
        "\u001c.",
        "\u0000",
        "\u009b",
        "\u200d",
      ),
      fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    );
    const texts = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(""));
    const charset = fc.constantFrom("gbk", "gb18030-2000", "gb18030-2005", "gb18030-2022");
    const size = fc.constantFrom(1, 2, 3);
    await fc.assert(
      fc.asyncProperty(texts, charset, size, size, async (text, set, width, height) => {
        const document = { title: "", lines: [{ kind: "text", text, width, height }] } as const;
        const profile = { columns: 32, charset: set, cut: "full", status: "dle-eot" } as const;
        await glyphs.ready(signsToDraw(document, profile));
        const slip = printed(
          { ...document, lines: [...document.lines, { kind: "text", text: "末" }] },
          profile,
        );
        const runs = slip.lines.flatMap((line) => (line.kind === "text" ? line.runs : []));
        expect(slipText(slip)).not.toMatch(/[□▒]/);
        const wide = runs.reduce(
          (sum, run) => sum + ("text" in run ? widthOf(run.text) * run.width * 12 : run.dotsWide),
          0,
        );
        // Blanks at the cuts of lines may go; a row of dots is padded to whole bytes.
        const signs = printableLines(text).join("").replaceAll(" ", "");
        expect(wide).toBeGreaterThanOrEqual(widthOf(signs) * 12 * width + 24);
      }),
      { numRuns: 150 },
    );
  });

  it("a GB18030 printer gets 𠮷 as a character", () => {
    const document = { title: "", lines: [{ kind: "text", text: "𠮷" }] } as const;
    expect(
      slipText(printed(document, { columns: 32, charset: "gb18030", cut: "none", status: "dle-eot" })),
    ).toContain("𠮷");
  });
});
