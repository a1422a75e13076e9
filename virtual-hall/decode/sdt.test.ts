import { describe, expect, it } from "vitest";
import { cardBlock, SdtEar, sdtAnswer } from "./sdt.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();

// Vectors of protocols.md §4; nothing here comes from the driver.
describe("orders of a host", () => {
  it.each([
    ["find", "AAAAAA9669 0003 20 01 22", 0x20, 0x01],
    ["select", "AAAAAA9669 0003 20 02 21", 0x20, 0x02],
    ["read text and photo", "AAAAAA9669 0003 30 01 32", 0x30, 0x01],
    ["read with fingerprint", "AAAAAA9669 0003 30 10 23", 0x30, 0x10],
    ["status", "AAAAAA9669 0003 11 FF ED", 0x11, 0xff],
    ["SAM id", "AAAAAA9669 0003 12 FF EE", 0x12, 0xff],
    ["new address", "AAAAAA9669 0003 30 03 30", 0x30, 0x03],
  ])("%s", (_, bytes, command, para) => {
    const ear = new SdtEar();
    expect(ear.hear(hex(bytes))).toEqual([{ command, para }]);
    expect(ear.bad).toBe(0);
  });

  it("in pieces, joined, with an AA too many and after noise", () => {
    const ear = new SdtEar();
    const find = hex("AAAAAA9669 0003 20 01 22");
    expect(ear.hear(find.subarray(0, 4))).toEqual([]);
    expect(ear.hear(find.subarray(4))).toHaveLength(1);
    expect(ear.hear(Uint8Array.from([0x00, 0x96, 0xaa, ...find, ...find]))).toHaveLength(2);
    expect(ear.bad).toBe(0);
  });

  it("a wrong XOR and a wrong length are counted, and the next order is heard", () => {
    const ear = new SdtEar();
    expect(ear.hear(hex("AAAAAA9669 0003 20 01 23"))).toEqual([]);
    expect(ear.hear(hex("AAAAAA9669 0004 20 01 25"))).toEqual([]);
    expect(ear.bad).toBe(2);
    expect(ear.hear(hex("AAAAAA9669 0003 20 02 21"))).toEqual([{ command: 0x20, para: 0x02 }]);
    ear.hear(hex("AAAAAA9669 00"));
    ear.reset();
    expect(ear.hear(hex("AAAAAA9669 0003 20 01 22"))).toHaveLength(1);
  });
});

describe("answers of a reader", () => {
  it.each([
    ["found", 0x9f, 4, "AAAAAA9669000800009F0000000097"],
    ["no card", 0x80, 0, "AAAAAA96690004000080" + "84"],
    ["selected", 0x90, 8, "AAAAAA9669000C00009000000000000000009C"],
    ["status", 0x90, 0, "AAAAAA96690004000090" + "94"],
  ])("%s", (_, status, zeros, bytes) => {
    expect(text(sdtAnswer(status, new Uint8Array(zeros)))).toBe(bytes);
  });

  it("a whole card is 1295 bytes with its length word 0508", () => {
    const data = new Uint8Array(4 + 256 + 1024);
    const answer = sdtAnswer(0x90, data);
    expect(answer).toHaveLength(1295);
    expect(text(answer.subarray(5, 10))).toBe("0508000090");
  });

  it("each field stands where the standard has it, UTF-16LE, filled with blanks, cut at its width", () => {
    const block = Buffer.from(
      cardBlock({
        name: "张三丰",
        sex: "1",
        nation: "01",
        birth: "19491231",
        address: "某省某市某路".repeat(10),
        number: "11010519491231002X",
        issuer: "某市公安局",
        from: "20200101",
        to: "长期",
      }),
    );
    const at = (from: number, bytes: number) => block.toString("utf16le", from, from + bytes);
    expect(block).toHaveLength(256);
    expect(block.subarray(0, 6).toString("hex")).toBe("205f094e304e");
    expect([at(30, 2), at(32, 4), at(36, 16)]).toEqual(["1", "01", "19491231"]);
    expect(at(52, 70)).toBe("某省某市某路".repeat(6).slice(0, 35));
    expect([at(122, 36), at(158, 30).trim()]).toEqual(["11010519491231002X", "某市公安局"]);
    expect([at(188, 16), at(204, 16), at(220, 36)]).toEqual(["20200101", "长期".padEnd(8), " ".repeat(18)]);
  });
});
