import { expect, test } from "vitest";
import { shownFrame } from "./describe.ts";
import { board, slipPrinter } from "./far-end.test-kit.ts";
import { FrameTrace } from "./frame-trace.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

test("pieces that come together are one entry, and the ring never grows", () => {
  const trace = new FrameTrace();
  trace.received(hex("a090"), 0);
  trace.received(hex("01a5aa"), 4);
  trace.received(hex("a09002a5aa"), 100);
  expect(trace.last().map((t) => t.bytes.toString("hex"))).toEqual(["a09002a5aa", "a09001a5aa"]);
  for (let i = 0; i < 10_000; i++) {
    trace.sent(Buffer.alloc(500, i & 0xff), i);
    trace.received(Buffer.alloc(500), i);
  }
  expect(trace.last()).toHaveLength(200);
  for (const entry of trace.last()) expect(entry.bytes.length).toBeLessThanOrEqual(96);
});

test("the vendor's example in words; noise and other devices' bytes only as bytes", () => {
  const show = (bytes: Buffer, way: "in" | "out") =>
    shownFrame({ at: 0, way, bytes, length: bytes.length }, [board(1)]);
  expect(show(hex("A090 01 A5 0005 C7EB00 3801 B4"), "out")).toMatchObject({
    meaning: "1 号屏显示“请8”（红、绿）",
    addresses: [1],
  });
  expect(show(hex("A090 01 A5 55"), "in")).toMatchObject({ meaning: "1 号屏应答：拒绝" });
  expect(show(hex("0102"), "in")).toMatchObject({ hex: "01 02", meaning: "a090，2 字节", addresses: [] });
  const slip = shownFrame({ at: 0, way: "out", bytes: Buffer.alloc(96, 0x41), length: 700 }, [slipPrinter()]);
  expect(slip.hex).toBe("41 41 41 41");
  expect(slip.meaning).toContain("含个人信息");
});

test("other boards' frames in words", () => {
  const words = (driver: string, text: string, way: "in" | "out" = "out") => {
    const bytes = hex(text);
    const config = { ...board(1), driver } as ReturnType<typeof board>;
    const { meaning, addresses } = shownFrame({ at: 0, way, bytes, length: bytes.length }, [config]);
    return [meaning, addresses];
  };
  expect(words("aabb5154", "aa01bb5154010500003fc7eb4130303167ff")).toEqual([
    expect.stringContaining("请A001"),
    [1],
  ]);
  expect(words("aabb5154", "1b", "in")).toEqual(["屏应答：收到", []]);
  expect(words("bx5k", "A5A5A5A5A5A5A5A5 01000080000000000000FE020500A200010000 68F8 5A")).toEqual([
    "1 号屏：询问在线",
    [1],
  ]);
  expect(words("alpha", "0000000000 01 5a3030 02 4141 1b20 62 41303031 03 30314636 04")).toEqual([
    expect.stringContaining("A001"),
    [0],
  ]);
  expect(words("led8", "1b 51 41 32 35 0d")).toEqual(["显示“QA25”", []]);
  expect(words("modbus-number", "01 06 00 00 00 7B C9 E9")).toEqual(["1 号屏：写寄存器 0 = 123", [1]]);
});
