import { expect, test } from "vitest";
import { device } from "../contract/device-config.ts";
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

/** What a device of this kind, alone on its line, has in words and in hex. */
function wordsOf(config: Record<string, unknown>) {
  const devices = [device.parse({ id: "d1", line: "l1", ...config })];
  return (text: string, way: "in" | "out" = "in") => {
    const bytes = hex(text);
    return shownFrame({ at: 0, way, bytes: bytes.subarray(0, 96), length: bytes.length }, devices);
  };
}

test("a card reader's commands and status words, and nothing of the card", () => {
  const words = wordsOf({ role: "id-reader", driver: "sdt", kiosk: "k1" });
  expect(words("AAAAAA9669 0003 20 01 22", "out")).toMatchObject({
    meaning: "读卡器：找卡",
    hex: "AA AA AA 96 69 00 03 20 01 22",
  });
  expect(words("AAAAAA9669 0003 30 10 23", "out").meaning).toBe("读卡器：命令 3010");
  expect(words("AAAAAA9669 0003 20 01 22").meaning).toBe("回送的命令：读卡器：找卡");
  expect(words("AAAAAA9669 0008 00 00 9F 00000000 97").meaning).toBe("读卡器应答：找到证件");
  expect(words("AAAAAA9669 0004 00 00 80 84")).toMatchObject({
    meaning: "读卡器应答：没有证件",
    hex: "AA AA AA 96 69 00 04 00 00 80 84",
  });
  // What comes behind a short answer may be anything again.
  expect(words("AAAAAA9669 0004 00 00 80 84 5f20094e").hex).toBe("AA AA AA 96 69 00 04 00 00 80 84");
  expect(words("AAAAAA9669 0004 00 00 60 64").meaning).toContain("安全模块自检失败");
  const name = Buffer.from("张三丰".padEnd(640), "utf16le").toString("hex");
  const card = words(`AAAAAA9669 0508 00 00 90 0100 0400 ${name} 00`);
  expect(card.meaning).toContain("读卡器应答：成功，证件内容 1284 字节");
  expect(card.hex).toBe("AA AA AA 96 69 05 08 00 00 90");
  // A piece of an answer may begin anywhere in the card.
  expect(words(name)).toMatchObject({ hex: "", meaning: expect.stringContaining("含个人信息") });
});

test("an answer that comes in pieces is one entry: no piece of a card stands alone", () => {
  const trace = new FrameTrace();
  for (let at = 0; at < 1295; at += 64)
    trace.received(Buffer.alloc(Math.min(64, 1295 - at), at & 0xff), at / 10);
  expect(trace.last().map(({ length }) => length)).toEqual([1295]);
});

test("a scanner's code is told by its length, kind and end only", () => {
  const words = wordsOf({ role: "code-scanner", driver: "serial-scanner", kiosk: "k1" });
  expect(words("59593230323630310D")).toMatchObject({
    hex: "",
    meaning: expect.stringContaining("扫码器：8 个字符（字母数字），以 CR 结尾"),
  });
  expect(words("D4A4D4BC31").meaning).toContain("3 个字符（含汉字），没有结尾符");
  expect(words("3131303130350D0A").meaning).toContain("6 个字符（数字），以 CR LF 结尾");
  const typed = wordsOf({ role: "code-scanner", driver: "hid-scanner", kiosk: "k1" });
  expect(typed("0000040000000000 0000000000000000")).toMatchObject({
    hex: "",
    meaning: expect.stringContaining("2 个按键报文"),
  });
});

test("a USB keypad's and a USB rater's reports by key and what the key is configured to do", () => {
  const words = wordsOf({ role: "keypad", driver: "hid-keypad", window: "w01", keys: { ".": "transfer" } });
  expect(words("0000580000000000 0000000000000000").meaning).toBe("按下 Enter（呼叫） → 松开");
  expect(words("0000595a00000000").meaning).toBe("按下 1、2");
  expect(words("0000630000000000").meaning).toBe("按下 .（转移）");
  expect(words("01 0000560000000000").meaning).toBe("按下 -（弃号）");
  expect(words("0000010101010101").meaning).toBe("按键过多");
  expect(words("00ff580000000000").meaning).toBe("不是按键报文");
  const rates = wordsOf({ role: "rater", driver: "hid-rater", window: "w01" });
  expect(rates("0000590000000000").meaning).toBe("按下 1（5 分）");
});

test("what a speech module says and answers, in both encodings and with the checksum left out", () => {
  const words = wordsOf({ role: "speaker", driver: "xf-tts" });
  expect(words("fd000a0101bfc6b4f3d1b6b7c9", "out").meaning).toBe("语音模块：播报“科大讯飞”");
  expect(words("fd000a010379d159278baf98de", "out").meaning).toBe("语音模块：播报“科大讯飞”");
  expect(words("fd000121", "out").meaning).toBe("语音模块：问状态");
  expect(words("414f").meaning).toBe("语音模块应答：收到、空闲");
  expect(words("4a").meaning).toBe("语音模块应答：上电就绪");
  const syn = wordsOf({ role: "speaker", driver: "xf-tts", checksum: "xor" });
  expect(syn("fd000b0101bfc6b4f3d1b6b7c9d1", "out").meaning).toBe("语音模块：播报“科大讯飞”");
});
