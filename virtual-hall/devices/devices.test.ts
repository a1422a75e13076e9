import { describe, expect, it } from "vitest";
import { Board } from "./board.ts";
import type { DevicePort, VirtualDevice } from "./device.ts";
import { Keypad } from "./keypad.ts";
import { ManualTimers } from "./manual-timers.ts";
import { Rater } from "./rater.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const OUTSIDE = { connected: true, fault: null };

function bench<T extends VirtualDevice>(build: (port: DevicePort) => T) {
  const said: string[] = [];
  const timers = new ManualTimers();
  const device = build({ say: (b) => said.push(Buffer.from(b).toString("hex")), changed: () => {}, timers });
  return {
    device,
    said,
    timers,
    hear: (text: string) => device.hear(hex(text)),
    view: () => device.view(OUTSIDE),
  };
}
const board = (columns = 12) =>
  bench((port) => new Board({ id: "b", title: "屏", place: "1号窗口", address: 1, columns }, port));
const keypad = (poll: ConstructorParameters<typeof Keypad>[0]["poll"] = null) =>
  bench((port) => new Keypad({ id: "k", title: "呼叫器", place: null, address: 1, poll }, port));
const rater = () =>
  bench(
    (port) =>
      new Rater(
        {
          id: "r",
          title: "评价器",
          place: null,
          address: 1,
          scores: { 0: 5, 1: 4, 2: 3, 3: 2, 4: 1 },
          askMs: 15_000,
        },
        port,
      ),
  );

describe("a board", () => {
  it("shows and acknowledges its own frames, and keeps still at others'", () => {
    const b = board();
    b.hear("a09001a50005c7eb003801b4");
    b.hear("a09003a50019c7eb004100300030003100b5bd003300bac500b4b000bfda00c6");
    expect(b.said).toEqual(["a09001a5aa"]);
    expect(b.view()).toMatchObject({
      cells: [
        { char: "请", colour: "red" },
        { char: "8", colour: "green" },
      ],
      frames: 1,
      bad: 0,
    });
  });

  it("says no to a spoilt frame and keeps what it showed", () => {
    const b = board();
    b.hear("a09001a50005c7eb003801b4");
    b.hear("a09001a50005c7eb003801ff");
    expect(b.said).toEqual(["a09001a5aa", "a09001a555"]);
    expect(b.view()).toMatchObject({ frames: 1, bad: 1, cells: [{ char: "请" }, { char: "8" }] });
  });

  it("lights only what fits its columns", () => {
    const b = board(2);
    b.hear("a09001a50005c7eb003801b4");
    expect(b.view()).toMatchObject({ cells: [{ char: "请" }] });
  });

  it("forgets half a frame after a pause, and goes dark without power", () => {
    const b = board();
    b.hear("a09001a50005c7eb");
    b.timers.advance(600);
    b.hear("a09001a50005c7eb003801b4");
    expect(b.view()).toMatchObject({ frames: 1, bad: 0 });
    b.device.powerOff();
    expect(b.view()).toMatchObject({ cells: [] });
  });
});

describe("a keypad", () => {
  it("shows the number and the waiting count, each kept when the other comes; beeps", () => {
    const k = keypad();
    k.hear("ff6808086801020001020a0a0a2416");
    k.hear("ff6808086801020a0a0a0000072816");
    k.hear("ff680202680103041" + "6");
    expect(k.view()).toMatchObject({ waiting: "012", number: "007", beeps: 1 });
    k.hear("ff6808086801020a0a0a0a0a0a3f16");
    expect(k.view()).toMatchObject({ waiting: "012", number: "" });
  });

  it.each([
    ["call", "ff6803036801010c0e16"],
    ["recall", "ff6803036801010d0f16"],
    ["pause", "ff68030368010112" + "1416"],
    ["transfer", "ff680303680101131516"],
    ["abandon", "ff680404680101060f1716"],
    ["hang", "ff680404680101000f1116"],
    ["call-back", "ff680404680101030f1416"],
  ])("%s sends its frame once and knows whether it was echoed", (key, frame) => {
    const k = keypad();
    expect(k.device.act({ act: "press", device: "k", key })).toBeNull();
    expect(k.said).toEqual([frame]);
    expect(k.view()).toMatchObject({ last: { key, heard: false } });
    k.hear(frame);
    expect(k.view()).toMatchObject({ last: { key, heard: true } });
  });

  it("says a press only when it is polled, again until it is echoed, and that none waits", () => {
    const [frame, idle] = [hex("ff6802026801050616"), hex("ff6803036801050006" + "16")];
    const k = keypad({ frame, idle });
    for (const key of ["call", "recall"]) k.device.act({ act: "press", device: "k", key });
    expect(k.said).toEqual([]);
    k.hear("ff680202");
    k.hear("6801050616");
    k.hear("ff6802026801050616");
    expect(k.said).toEqual(["ff6803036801010c0e16", "ff6803036801010c0e16"]);
    k.hear("ff6803036801010c0e16");
    k.hear("ff6802026801050616");
    k.hear("ff6803036801010d0f16");
    k.hear("ff6802026801050616");
    expect(k.said.slice(2)).toEqual(["ff6803036801010d0f16", "ff680303680105000616"]);
  });

  it("names the keys it has when pressed elsewhere, and has no paper", () => {
    const k = keypad();
    expect(k.device.act({ act: "press", device: "k", key: "x" })).toContain("call, recall");
    expect(k.device.act({ act: "paper", device: "k", paper: "ok" })).toBe("this device has no paper");
  });
});

describe("a rater", () => {
  it("is lit while asked, sends the key, is thanked", () => {
    const r = rater();
    r.hear("ff6803036801010b0d16");
    expect(r.view()).toMatchObject({ asking: true, last: null });
    r.device.act({ act: "press", device: "r", key: "0" });
    expect(r.said).toEqual(["ff680303680111001216"]);
    expect(r.view()).toMatchObject({ asking: true, last: { key: "0", heard: false } });
    r.hear("ff680303680101000216");
    expect(r.view()).toMatchObject({ asking: false, last: { key: "0", heard: true } });
  });

  it("stops asking by itself", () => {
    const r = rater();
    r.hear("ff6803036801010b0d16");
    r.timers.advance(14_999);
    expect(r.view()).toMatchObject({ asking: true });
    r.timers.advance(1);
    expect(r.view()).toMatchObject({ asking: false });
  });

  it("names its keys by score, best first", () => {
    const v = rater().view();
    expect(v.kind === "rater" && v.keys.map((k) => k.label)).toEqual([
      "非常满意",
      "满意",
      "基本满意",
      "不满意",
      "非常不满意",
    ]);
  });
});
