import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WallSlipLine } from "../../src/contract/wall.ts";
import { ManualTimers } from "./manual-timers.ts";
import { Printer } from "./printer.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const bytes = (...parts: (Uint8Array | string)[]) =>
  Uint8Array.from(parts.flatMap((p) => [...(typeof p === "string" ? ascii(p) : p)]));

function printer(
  setup: { columns?: number; charset?: "gbk" | "gb18030" | "gb18030-2022"; tears?: boolean } = {},
) {
  const said: string[] = [];
  const device = new Printer(
    { id: "p", title: "打印机", place: null, columns: 32, charset: "gbk", tears: false, ...setup },
    { say: (b) => said.push(Buffer.from(b).toString("hex")), changed: () => {}, timers: new ManualTimers() },
  );
  const view = () => {
    const seen = device.view({ connected: true, fault: null });
    if (seen.kind !== "printer") throw new Error("not a printer");
    return seen;
  };
  const lines = () => view().slips.flatMap((slip) => slip.lines);
  const texts = () => lines().map(plain);
  return { device, said, view, lines, texts };
}
const plain = (line: WallSlipLine) =>
  line.kind === "qr" ? `QR ${line.data}` : line.runs.map((run) => ("text" in run ? run.text : "▦")).join("");
const CUT = hex("1d5600");

describe("the virtual printer", () => {
  it("prints escpos-php's Chinese vector", () => {
    const p = printer();
    p.device.hear(hex("1B40 1C26 CABEC0FDCEC4B1BEB4F2D3A1BBFA 21 0A 1C2E"));
    expect(p.texts()).toEqual(["示例文本打印机!"]);
    expect(p.view().unknown).toBe(0);
  });

  it("prints escpos-php's QR vector as a symbol", () => {
    const p = printer();
    p.device.hear(
      hex("1D286B04003141 3200 1D286B0300314303 1D286B0300314530 1D286B0700315030 31323334 1D286B0300315130"),
    );
    expect(p.lines()).toEqual([{ kind: "qr", data: "1234", align: "left", module: 3 }]);
  });

  it("without FS & shows no hanzi, so that a driver that forgets it is seen", () => {
    const p = printer();
    p.device.hear(hex("1B40 CABE 0A"));
    expect(p.texts()).toEqual(["▒▒"]);
  });

  it("keeps sizes, bold and alignment of each run", () => {
    const p = printer();
    p.device.hear(bytes(hex("1b40 1b6101 1d2133 1b4501"), "Z001", hex("1d2100 1b4500"), " ok", hex("0a")));
    expect(p.lines()).toEqual([
      {
        kind: "text",
        align: "center",
        runs: [
          { text: "Z001", width: 4, height: 4, bold: true },
          { text: " ok", width: 1, height: 1, bold: false },
        ],
      },
    ]);
  });

  it("cuts: newest slip first, the piece still hanging before all", () => {
    const p = printer();
    p.device.hear(bytes("one\n", CUT, "two\n", hex("1d564203"), "three\n"));
    expect(p.view().slips.map((s) => [s.cut, s.lines[0] && plain(s.lines[0])])).toEqual([
      [false, "three"],
      [true, "two"],
      [true, "one"],
    ]);
    expect(p.view().slips.map((s) => s.id)).toEqual([3, 2, 1]);
  });

  it("a blank scrap is no slip", () => {
    const p = printer();
    p.device.hear(bytes("one\n", CUT, CUT));
    expect(p.view().slips).toHaveLength(1);
  });

  it("tears off where there is no knife, when the next job begins", () => {
    const p = printer({ tears: true });
    p.device.hear(bytes(hex("1b40"), "one\n", hex("1b40"), "two\n"));
    expect(p.view().slips.map((s) => s.cut)).toEqual([false, true]);
  });

  it("wraps at the paper's edge: 32 columns are 16 hanzi, double width halves that", () => {
    const p = printer();
    p.device.hear(
      bytes(
        hex("1c26"),
        ..."请"
          .repeat(17)
          .split("")
          .map(() => hex("c7eb")),
        hex("0a"),
      ),
    );
    expect(p.texts().map((t) => t.length)).toEqual([16, 1]);
    p.device.hear(bytes(CUT, hex("1d2110"), "x".repeat(17), "\n"));
    expect(
      p
        .view()
        .slips[0]?.lines.map(plain)
        .map((t) => t.length),
    ).toEqual([16, 1]);
  });

  it("feeds lines: ESC d ends the line and goes on", () => {
    const p = printer();
    p.device.hear(bytes("a", hex("1b6403"), "b\n"));
    expect(p.texts()).toEqual(["a", "", "", "b"]);
  });

  it("moves to an absolute place with ESC $ (a pair on one line)", () => {
    const p = printer();
    p.device.hear(bytes("ab", hex("1b24"), hex("7800"), "cd\n"));
    expect(p.texts()).toEqual([`ab${" ".repeat(8)}cd`]);
  });

  it("draws ESC * columns and GS v 0 rows to the same dots", () => {
    const p = printer();
    // A 24×24 diagonal, once column by column, once row by row.
    const columns = Array.from({ length: 24 }, (_, x) =>
      [0, 1, 2].map((b) => (x >> 3 === b ? 0x80 >> (x & 7) : 0)),
    ).flat();
    p.device.hear(bytes(hex("1b2a211800"), Uint8Array.from(columns), "\n"));
    p.device.hear(bytes(hex("1d76300003001800"), Uint8Array.from(columns)));
    const [one, other] = p.lines();
    expect(one?.kind === "text" && one.runs).toEqual([
      { bits: Buffer.from(columns).toString("base64"), dotsWide: 24, dotsHigh: 24 },
    ]);
    expect(other).toEqual(one);
  });

  it("scales single density and double-size rasters", () => {
    const p = printer();
    p.device.hear(bytes(hex("1b2a200200 ffffff ffffff"), "\n", hex("1d763003 0100 0100 80")));
    const sizes = p
      .lines()
      .flatMap((l) => (l.kind === "text" ? l.runs : []))
      .map((r) => ("bits" in r ? [r.dotsWide, r.dotsHigh] : []));
    expect(sizes).toEqual([
      [4, 24],
      [16, 2],
    ]);
  });

  it("prints a character that was defined with FS 2", () => {
    const p = printer();
    p.device.hear(bytes(hex("1c32fea1"), new Uint8Array(72).fill(255), hex("1c26fea10a")));
    expect(p.texts()).toEqual(["▦"]);
  });

  it("a GBK printer has boxes for what only GB18030 knows", () => {
    const gbk = printer();
    const gb18030 = printer({ charset: "gb18030-2022" });
    for (const p of [gbk, gb18030]) p.device.hear(hex("1c26 9534b235 0a")); // 𠮷 U+20BB7
    expect(gbk.texts()).toEqual(["□"]);
    expect(gb18030.texts()).toEqual(["𠮷"]);
  });

  it("answers DLE EOT at once, also inside half a picture, and as protocols.md has the bits", () => {
    const p = printer();
    p.device.hear(hex("1d76300030006400 0000")); // most of the raster is still to come
    p.device.hear(hex("100401 100402 100403 100404"));
    expect(p.said.splice(0)).toEqual(["12", "12", "12", "12"]);
    p.device.act({ act: "paper", device: "p", paper: "near-end" });
    p.device.hear(hex("100401 100404"));
    expect(p.said.splice(0)).toEqual(["12", "1e"]);
    p.device.act({ act: "paper", device: "p", paper: "out" });
    p.device.hear(hex("100401 100402 100404"));
    expect(p.said.splice(0)).toEqual(["1a", "32", "7e"]);
    p.device.act({ act: "paper", device: "p", paper: "ok" });
    p.device.act({ act: "cover", device: "p", cover: "open" });
    p.device.hear(hex("1004"));
    p.device.hear(hex("01 100402 100404"));
    expect(p.said).toEqual(["1a", "16", "12"]);
  });

  it("waits without paper and goes on when it has some", () => {
    const p = printer();
    p.device.act({ act: "paper", device: "p", paper: "out" });
    p.device.hear(bytes("late\n", CUT));
    expect(p.view().slips).toEqual([]);
    p.device.act({ act: "paper", device: "p", paper: "ok" });
    expect(p.texts()).toEqual(["late"]);
  });

  it("throws away what waits when told to (DLE DC4 8), but not what comes after", () => {
    const p = printer();
    p.device.act({ act: "paper", device: "p", paper: "out" });
    p.device.hear(bytes("never\n", hex("10140801031401060208"), "kept\n"));
    p.device.act({ act: "paper", device: "p", paper: "ok" });
    expect(p.texts()).toEqual(["kept"]);
  });

  it("tells changes by itself after GS a", () => {
    const p = printer();
    p.device.hear(hex("1d61ff"));
    p.device.act({ act: "cover", device: "p", cover: "open" });
    expect(p.said).toEqual(["1000000f", "3800000f"]);
  });

  it("answers GS r and GS ( H in their turn, not before the job is on paper", () => {
    const p = printer();
    p.device.act({ act: "cover", device: "p", cover: "open" });
    p.device.hear(bytes("job\n", hex("1d7201"), hex("1d28480600303041424344")));
    expect(p.said).toEqual([]);
    p.device.act({ act: "cover", device: "p", cover: "closed" });
    expect(p.said).toEqual(["00", "37224142434400"]);
  });

  it("a job broken off inside a picture does not swallow the next one", () => {
    const p = printer();
    p.device.hear(hex("1d7630003000ff00 0102"));
    p.device.hostGone();
    p.device.hear(bytes(hex("1b40"), "next\n", CUT));
    expect(p.texts()).toEqual(["next"]);
  });

  it("counts and skips what it does not know, and steps over what it does nothing with", () => {
    const p = printer();
    p.device.hear(
      bytes(
        hex("1b7e"),
        "a",
        hex("1b7403 1c2d01 1d4802 1d6803 1b4408101800 1d6b490548656c6c6f 1c530101"),
        "b\n",
        hex("1d28410200 0002"),
      ),
    );
    expect(p.texts()).toEqual(["ab"]);
    expect(p.view().unknown).toBe(2);
  });

  it("prints the same however the job is split", () => {
    const job = bytes(
      hex("1b40 1b6101 1c26 c7eb 1d2111"),
      "A001",
      hex("1d2100 b5bd 1c2e 0a 1d286b0700315030"),
      "1234",
      hex("1d286b0300315130 1b2a210100 aabbcc 0a 100401 1b6402 1d564203"),
    );
    const whole = printer();
    whole.device.hear(job);
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (sizes) => {
        const p = printer();
        for (let at = 0; at < job.length; ) {
          const size = sizes.next().value ?? 1;
          p.device.hear(job.slice(at, at + size));
          at += size;
        }
        expect(p.view().slips).toEqual(whole.view().slips);
        expect(p.said).toEqual(["12"]);
      }),
    );
  });

  it("survives any bytes, and prints the next job after the host has hung up", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        const p = printer();
        p.device.hear(noise);
        p.device.hostGone();
        p.device.hear(bytes(hex("1b40 1d5600"), hex("1b40"), "fine\n", CUT));
        expect(p.texts()[0]).toBe("fine");
      }),
    );
  });

  it.each([
    ["cutter", "52", "1a", "18080000"],
    ["stuck", "52", "16", "18040000"],
    ["broken", "52", "32", "18200000"],
    ["hot", "52", "52", "18400000"],
    ["offline", "12", "12", "18000000"],
  ] as const)(
    "with %s it stands still and says so, asked and by itself, until it is over",
    (trouble, two, three, asb) => {
      const p = printer();
      p.device.hear(hex("1d610e"));
      p.said.splice(0);
      p.device.act({ act: "trouble", device: "p", trouble });
      expect(p.said.splice(0)).toEqual([`${asb.slice(0, 6)}0f`]);
      p.device.hear(bytes(hex("100401100402100403"), "one\n"));
      expect(p.said.splice(0)).toEqual(["1a", two, three]);
      expect(p.texts()).toEqual([]);
      p.device.act({ act: "trouble", device: "p", trouble: "none" });
      expect(p.said).toEqual(["1000000f"]);
      expect(p.texts()).toEqual(["one"]);
    },
  );

  it("a reset ends its telling by itself, as real printers do", () => {
    const p = printer();
    p.device.hear(hex("1d610e 1b40"));
    p.said.splice(0);
    p.device.act({ act: "paper", device: "p", paper: "near-end" });
    expect(p.said).toEqual([]);
  });
});
