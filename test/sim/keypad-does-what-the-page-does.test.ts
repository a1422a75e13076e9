import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WindowView } from "../../src/contract/window.ts";
import { ff68Bytes } from "../../virtual-hall/decode/ff68.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { KeyEnd } from "./support/key-end.ts";
import { allOn, device } from "./support/people.ts";
import { until } from "./support/until.ts";
import { deviceOf } from "./support/virtual.ts";

const window = async (hall: SimHall, id = "w01") =>
  (await hall.call<WindowView>("GET", `/windows/${id}`)).json;

describe("with the virtual keypad", () => {
  let hall: SimHall;
  beforeAll(async () => {
    hall = await startHall();
    await allOn(hall);
    await hall.window("w01", "open", { staff: "s01" });
  });
  afterAll(() => hall?.stop());

  const press = (key: string) => hall.virtual.press("key-w01", key);
  const state = (number: string, wanted: string) =>
    until(`${number} ${wanted}`, async () => {
      const { ticket, parked, missed } = await window(hall);
      const found = { called: [ticket], parked, missed }[wanted] ?? [];
      return found.some((t) => t?.number === number);
    });

  it("every key does its move, and the display shows number and waiting count", async () => {
    for (let n = 0; n < 5; n++) await hall.issue({ queue: "comprehensive" });
    await press("call");
    await state("Z001", "called");
    await hall.virtual.until("the display", (view) => {
      const keypad = deviceOf(view, "key-w01", "keypad");
      return keypad.number === "001" && keypad.waiting === "004" && keypad.last?.heard;
    });
    await hall.virtual.shows("led-w01", "Z001");

    await press("recall");
    await until("a second call", async () => {
      const picture = await hall.call<{ calls: { number: string; announcement: number }[] }>(
        "GET",
        "/screens/main",
      );
      const [call, ...others] = picture.json.calls;
      return call?.number === "Z001" && call.announcement === 2 && others.length === 0;
    });

    await press("hang");
    await state("Z001", "parked");
    await press("call-back");
    await state("Z001", "called");
    await press("transfer");
    await until("Z001 in the other sector", async () => (await window(hall)).ticket === null);
    const property = await hall.call<{ id: string; waiting: number }[]>("GET", "/queues");
    expect(property.json.find((q) => q.id === "property")?.waiting).toBe(1);

    await hall.window("w01", "call-next");
    await press("abandon");
    await state("Z002", "missed");
    await press("pause");
    await until("paused", async () => (await window(hall)).state === "paused");
    await hall.virtual.shows("led-w01", "暂停服务");
    await hall.virtual.until("no number shown", (view) => deviceOf(view, "key-w01", "keypad").number === "");
  });
});

describe("with a keypad in a test's hands", () => {
  let hall: SimHall;
  let keys: KeyEnd;
  beforeAll(async () => {
    keys = await new KeyEnd().start();
    const line = { id: "keys", transport: keys.end.transport() };
    hall = await startHall({
      config: (c) => ({ ...c, lines: (c.lines ?? []).map((l) => (l.id === "keys" ? line : l)) }),
    });
    await until("the hall on the line", () => keys.end.connected);
    for (const n of [1, 2, 3]) await hall.window(`w0${n}`, "open", { staff: `s0${n}` });
    for (let n = 0; n < 6; n++) await hall.issue({ queue: "comprehensive" });
  });
  afterAll(async () => {
    await hall?.stop();
    await keys?.stop();
  });
  const number = async (id = "w01") => (await window(hall, id)).ticket?.number ?? null;
  const counters = async (id: string) => (await device(hall, id)).counters;

  it("three bounces are one press, answered", async () => {
    keys.press(1, "call", 3);
    // A frame like the answer just given may be the line's own echo of it; either way it is no press.
    await until("the bounces counted", async () => {
      const { bounced = 0, ownEchoes = 0 } = await counters("key-w01");
      return bounced + ownEchoes === 2;
    });
    await until("a call", async () => (await number()) === "Z001");
    expect(await counters("key-w01")).toMatchObject({ presses: 1 });
    expect(keys.to(1).filter((f) => f.func === 0x01 && f.data[0] === 0x0c).length).toBeGreaterThan(0);
  });

  it("a frame with a wrong checksum does nothing and is counted; the good one after it works", async () => {
    keys.pressSpoilt(1, "abandon");
    keys.press(1, "recall");
    await until("the recall", async () => {
      const { json } = await hall.call<{ calls: { announcement: number }[] }>("GET", "/screens/main");
      return json.calls[0]?.announcement === 2;
    });
    expect(await number()).toBe("Z001");
    const all = Object.entries(await counters("key-w01")).filter(([, count]) => count > 0);
    expect(all.map(([name]) => name).join(" ")).toMatch(/check|bad/i);
  });

  it("noise before, between and in the middle of frames is dropped", async () => {
    keys.end.say(Buffer.from("ff6800ff68ffff6803", "hex"));
    keys.press(1, "abandon");
    keys.end.say(Buffer.from("000102030405060708", "hex"));
    keys.press(3, "pause");
    await until("w03's pause", async () => (await window(hall, "w03")).state === "paused");
    await until("w01's no-show", async () => (await number("w01")) === null);
  });

  it("two clerks at once, one by key and one by page, never get the same person", async () => {
    keys.press(2, "call");
    await hall.window("w01", "call-next");
    await until("two people", async () => {
      const both = [await number("w01"), await number("w02")];
      return both.includes("Z002") && both.includes("Z003");
    });
  });

  it("keys of an unknown address or meaning change nothing", async () => {
    const before = [await number("w01"), await number("w02")];
    keys.press(9, "call");
    keys.end.say(ff68Bytes({ address: 1, func: 0x01, data: [0x09] }));
    await until("both counted", async () => {
      const { unknownAddress, unknownKeys } = await counters("key-w01");
      return unknownAddress === 1 && unknownKeys === 1;
    });
    expect([await number("w01"), await number("w02")]).toEqual(before);
    expect((await hall.call("GET", "/readyz")).status).toBe(200);
  });
});
