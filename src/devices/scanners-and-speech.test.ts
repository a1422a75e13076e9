import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { device } from "../contract/device-config.ts";
import type { CallPicture, HallPicture } from "../contract/picture.ts";
import { FarEnd, picture, tcpLine, useFarEnds, w } from "./far-end.test-kit.ts";

const { far, hall } = useFarEnds();

test("a serial scanner's codes are told once, whatever ends them", async () => {
  const end = await far(new FarEnd());
  const config = {
    id: "scan-1",
    role: "code-scanner",
    driver: "serial-scanner",
    line: "scan",
    window: "w01",
  };
  const h = hall([tcpLine("scan", end.port)], [device.parse(config)]);
  await h.until("connected", () => end.connected === 1);
  end.send(Buffer.from("YY2026-1\r\nYY2026-1\r\n"));
  await h.until("scan", () => h.scans.length === 1);
  end.send(Buffer.from("NO-END-MARK"));
  await h.until("silence", () => h.scans.length === 2, 1_000);
  await h.pass(2_500);
  end.send(Buffer.from("YY2026-1\r"));
  await h.until("later again", () => h.scans.length === 3);
  expect(h.scans.map((s) => s.text)).toEqual(["YY2026-1", "NO-END-MARK", "YY2026-1"]);
  expect(h.scans[0]?.place).toEqual({ kiosk: null, window: "w01" });
  expect(h.device("scan-1").counters).toMatchObject({ scans: 3, repeated: 1 });
});

/** A speech module: speaks each text for `takes` milliseconds of the hall's clock. */
class SpeechEnd extends FarEnd {
  readonly log: string[] = [];
  takes = 2_000;
  mute = false;
  refuse = 0;
  now: () => number = () => 0;
  #until = 0;
  override answer = (chunk: Buffer, socket: Socket) => {
    for (let at = 0; at + 3 < chunk.length; at += 3 + chunk.readUInt16BE(at + 1)) {
      const body = chunk.subarray(at + 3, at + 3 + chunk.readUInt16BE(at + 1));
      const busy = this.now() < this.#until;
      if (body[0] === 0x21 && !this.mute) socket.write(Buffer.from([busy ? 0x4e : 0x4f]));
      if (body[0] !== 0x01) continue;
      if (this.refuse > 0) {
        this.refuse--;
        socket.write(Buffer.from([0x45]));
        continue;
      }
      const text = new TextDecoder("gbk").decode(body.subarray(2));
      this.log.push(busy ? `CUT ${text}` : text);
      this.#until = this.now() + this.takes;
      if (!this.mute) socket.write(Buffer.from([0x41]));
    }
  };
}

let announcement = 0;
const call = (number: string, n = 1, more: Partial<CallPicture> = {}): CallPicture => ({
  number,
  window: { id: w(n), name: `${n}号窗口` },
  queue: "z" as CallPicture["queue"],
  state: "calling",
  phone: null,
  calledAt: "2026-11-23T09:00:00.000+08:00",
  announcement: ++announcement,
  ...more,
});
const calls = (...list: CallPicture[]): HallPicture => ({ ...picture(), calls: list });

async function speaking(more = {}) {
  const end = await far(new SpeechEnd());
  const config = { id: "tts-1", role: "speaker", driver: "xf-tts", line: "tts", ...more };
  const h = hall([tcpLine("tts", end.port)], [device.parse(config)]);
  end.now = () => h.clock.now();
  await h.until("connected", () => end.connected === 1);
  h.hall.show(calls(call("Z000")));
  return { end, h };
}

test("calls are spoken one after another, none cut; what was called before the start is not", async () => {
  const { end, h } = await speaking();
  h.hall.show(calls(call("Z002", 2), call("Z001")));
  h.hall.show(calls(call("Z003", 3)));
  await h.until("all", () => end.log.length === 3);
  expect(end.log).toEqual(["请Z002到2号窗口", "请Z001到1号窗口", "请Z003到3号窗口"]);
  expect(h.device("tts-1")).toMatchObject({ health: "ok", counters: { spoken: 3 } });
});

test("who came meanwhile is not called any more, a recall takes the place of the first call, old ones are dropped", async () => {
  const { end, h } = await speaking();
  end.takes = 5_000;
  h.hall.show(calls(call("Z001")));
  await h.until("first", () => end.log.length === 1);
  const two = call("Z002");
  const three = call("Z003");
  h.hall.show(calls(three, two));
  h.hall.show(calls(call("Z003"), { ...two, state: "serving" as CallPicture["state"] }));
  await h.until("third", () => end.log.length === 2);
  await h.pass(8_000);
  expect(end.log).toEqual(["请Z001到1号窗口", "请Z003到1号窗口"]);
  end.takes = 70_000;
  h.hall.show(calls(call("Z004")));
  await h.until("fourth", () => end.log.length === 3);
  h.hall.show(calls(call("Z005")));
  await h.pass(65_000);
  expect(h.device("tts-1")).toMatchObject({ health: "degraded", reason: "语音模块一直在播报，不再接收" });
  await h.pass(10_000);
  expect(end.log).toHaveLength(3);
}, 60_000);

test("silent hours are silent, and nothing is made up for afterwards", async () => {
  const { end, h } = await speaking();
  h.silent = true;
  h.hall.show(calls(call("Z001")));
  await h.pass(1_000);
  h.silent = false;
  h.hall.show(calls(call("Z002")));
  await h.until("second", () => end.log.length === 1);
  expect(end.log).toEqual(["请Z002到1号窗口"]);
});

test("a text that is refused is tried once more and told; the next one clears it", async () => {
  const { end, h } = await speaking();
  end.refuse = 1;
  h.hall.show(calls(call("Z001")));
  await h.until("second try", () => end.log.length === 1);
  await h.until("well", () => h.device("tts-1").health === "ok");
  end.refuse = 2;
  h.hall.show(calls(call("Z002")));
  await h.until("degraded", () => h.device("tts-1").health === "degraded");
  await h.pass(3_000);
  expect(end.log).toHaveLength(1);
  h.hall.show(calls(call("Z003")));
  await h.until("well again", () => h.device("tts-1").health === "ok");
});

test("a module that never answers is off, but is still spoken to, one sentence at a time", async () => {
  const { end, h } = await speaking();
  end.mute = true;
  h.hall.show(calls(call("Z002"), call("Z001")));
  await h.until("both", () => end.log.length === 2, 40_000);
  expect(end.log.some((text) => text.startsWith("CUT"))).toBe(false);
  expect(h.device("tts-1")).toMatchObject({ health: "off", reason: "语音模块无应答" });
});

test("volume, speed and sectors by config", async () => {
  const { end, h } = await speaking({ volume: 8, speed: 4, sectors: ["z"] });
  h.hall.show(calls(call("B001", 1, { queue: "b" as CallPicture["queue"] }), call("Z001")));
  await h.until("one", () => end.log.length === 1);
  await h.pass(4_000);
  expect(end.log).toEqual(["[v8][s4]请Z001到1号窗口"]);
});
