import { describe, expect, it } from "vitest";
import { TtsEar } from "./tts.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const ear = (checksum = false) => new TtsEar({ checksum });

// Vectors of the makers' sheets (docs/devices/xf-tts.md); nothing here comes from the driver.
describe("frames of a speech module", () => {
  it.each([
    ["GBK", "fd000a0101bfc6b4f3d1b6b7c9", { order: "speak", text: "科大讯飞" }],
    ["GB2312", "fd000a0100bfc6b4f3d1b6b7c9", { order: "speak", text: "科大讯飞" }],
    ["Unicode", "fd000a010379d159278baf98de", { order: "speak", text: "科大讯飞" }],
    ["BIG5", "fd00060102a440a440", { order: "speak", text: "一一" }],
    ["stop", "fd000102", { order: "stop" }],
    ["status", "fd000121", { order: "status" }],
    ["an encoding that is none", "fd00030109c4e3", { order: "refused" }],
    ["a command that is none", "fd000199", { order: "refused" }],
  ])("%s", (_, bytes, order) => {
    expect(ear().hear(hex(bytes))).toEqual([order]);
  });

  it("with the XOR that SYN6288 wants; a wrong one is refused and counted", () => {
    const syn = ear(true);
    expect(syn.hear(hex("fd000b0101bfc6b4f3d1b6b7c9d1"))).toEqual([{ order: "speak", text: "科大讯飞" }]);
    expect(syn.hear(hex("fd000221de"))).toEqual([{ order: "status" }]);
    expect(syn.bad).toBe(0);
    expect(syn.hear(hex("fd000b0101bfc6b4f3d1b6b7c9d2"))).toEqual([{ order: "refused" }]);
    expect(syn.bad).toBe(1);
  });

  it("in pieces, joined, and behind noise or a length that is none", () => {
    const e = ear();
    expect(e.hear(hex("fd00"))).toEqual([]);
    expect(e.hear(hex("0121 fd000121"))).toEqual([{ order: "status" }, { order: "status" }]);
    expect(e.hear(hex("00 ff 12 fd000121"))).toEqual([{ order: "status" }]);
    expect(e.hear(hex("fd0000 fd000102"))).toEqual([{ order: "stop" }]);
    expect(e.bad).toBeGreaterThan(3);
    e.hear(hex("fd000a0101bfc6"));
    e.reset();
    expect(e.hear(hex("fd000121"))).toEqual([{ order: "status" }]);
  });
});
