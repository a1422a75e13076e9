import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { createEspeak } from "./espeak.ts";
import { PhraseCache } from "./phrase-cache.ts";
import type { Synthesiser } from "./synthesiser.ts";
import { createVoice } from "./voice.ts";
import { joinWav, readWav } from "./wav.ts";

const CALL = { number: "Z003", windowName: "3号窗口" };
const tone = (n: number) =>
  joinWav([{ channels: 1, sampleRate: 22_050, bits: 16, samples: Buffer.alloc(n * 2, n) }], 0);
let folder: string;
let clock: ManualClock;
let said: string[];
let broken: boolean;
let time: string;

const fake: Synthesiser = {
  id: "fake",
  missing: null,
  say: async (text) => {
    said.push(text);
    await new Promise((resolve) => setImmediate(resolve));
    if (broken) throw new Error("no voice today");
    return tone(text.length);
  },
  stop: () => Promise.resolve(),
};
const voice = (
  config: Partial<Parameters<typeof createVoice>[0]["config"]> = {},
  synthesiser: Synthesiser = fake,
) =>
  createVoice({
    config: { engine: "espeak", silent: [], speed: 150, ...config },
    cacheFolder: path.join(folder, "voice"),
    synthesiser,
    calendar: { clock: () => time },
    clock,
    log: silentLog,
  });
const kind = async (v: ReturnType<typeof voice>, call = CALL) => (await v.announcement(call)).kind;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "hall-voice-"));
  clock = new ManualClock(1_000_000);
  said = [];
  broken = false;
  time = "10:00";
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a synthesised call", () => {
  test("is both phrases in one file", async () => {
    const made = await voice().announcement(CALL);
    expect(said).toEqual(["请 Z 零零三号", "到 3号窗口 办理"]);
    expect(made.kind).toBe("wav");
    if (made.kind === "wav") expect(readWav(made.bytes).samples.length).toBe((8 + 9 + 3308) * 2);
  });
  test("asked for by several screens at once is made once", async () => {
    const v = voice();
    await Promise.all([v.announcement(CALL), v.announcement(CALL), v.announcement(CALL)]);
    expect(said).toHaveLength(2);
  });
  test("costs only the new phrase when the window was heard before", async () => {
    const v = voice();
    await v.announcement(CALL);
    await v.announcement({ ...CALL, number: "Z004" });
    expect(said).toEqual(["请 Z 零零三号", "到 3号窗口 办理", "请 Z 零零四号"]);
  });
  test("is kept over a restart, unless another speed is wanted or the file was cut short", async () => {
    await voice().announcement(CALL);
    said = [];
    await voice().announcement(CALL);
    expect(said).toEqual([]);
    await voice({ speed: 120 }).announcement(CALL);
    expect(said).toHaveLength(2);
    for (const file of await readdir(path.join(folder, "voice"))) {
      await writeFile(path.join(folder, "voice", file), "RIFF");
    }
    said = [];
    expect(await kind(voice())).toBe("wav");
    expect(said).toHaveLength(2);
  });
  test("needs no disk", async () => {
    await writeFile(path.join(folder, "voice"), "a file where the folder should be");
    expect(await kind(voice())).toBe("wav");
  });
});

describe("a chime instead", () => {
  test("when synthesis fails, with the reason shown, until it works again", async () => {
    const v = voice();
    broken = true;
    expect(await kind(v)).toBe("chime");
    expect(v.state()).toEqual({ engine: "espeak", state: "chime", reason: "语音合成失败，改用提示音" });
    broken = false;
    expect(await kind(v)).toBe("wav");
    expect(v.state()).toEqual({ engine: "espeak", state: "on", reason: null });
  });
  test("at once for a minute after three failures", async () => {
    const v = voice();
    broken = true;
    for (let i = 0; i < 3; i++) await kind(v);
    broken = false;
    said = [];
    clock.advance(59_999);
    expect(await kind(v)).toBe("chime");
    expect(said).toEqual([]);
    clock.advance(1);
    expect(await kind(v)).toBe("wav");
  });
  test("when the package is not installed", async () => {
    const absent = createEspeak(() => {
      throw new Error("Cannot find module 'espeak-ng'");
    });
    const v = voice({}, absent);
    expect(await kind(v)).toBe("chime");
    expect(v.state()).toMatchObject({ state: "chime", reason: expect.stringContaining("espeak-ng") });
    await expect(absent.say("请", 150)).rejects.toMatchObject({ code: "voice.absent" });
  });
  test("when the hall wants one", async () => {
    const v = voice({ engine: "chime" });
    expect(await kind(v)).toBe("chime");
    expect(v.state()).toEqual({ engine: "chime", state: "chime", reason: null });
    expect(said).toEqual([]);
  });
});

test("silent hours silence voice and chime", async () => {
  const silent = [{ from: "12:00", to: "13:00" }];
  const v = voice({ silent });
  time = "12:30";
  expect(await kind(v)).toBe("silent");
  expect(await kind(voice({ silent, engine: "chime" }))).toBe("silent");
  time = "13:00";
  expect(await kind(v)).toBe("wav");
});

describe("recorded clips", () => {
  const NAMES = ["请", "号", "到", "办理", "号窗口", "Z", ..."0123456789"];
  const record = async (names: readonly string[], bytes = tone(4)) => {
    await mkdir(path.join(folder, "clips"), { recursive: true });
    for (const name of names) await writeFile(path.join(folder, "clips", `${name}.wav`), bytes);
  };
  const clips = () => voice({ engine: "clips", clips: path.join(folder, "clips") });

  test("are joined to a call, without any synthesis", async () => {
    await record(NAMES);
    const v = clips();
    const made = await v.announcement(CALL);
    expect(v.state()).toMatchObject({ state: "on" });
    expect(made.kind === "wav" && readWav(made.bytes).samples.length).toBe((10 * 4 + 9 * 882) * 2);
    expect(said).toEqual([]);
  });
  test("a missing piece is a chime that names it, and is taken up once recorded", async () => {
    await record(NAMES.filter((n) => n !== "Z"));
    const v = clips();
    expect(await kind(v)).toBe("chime");
    expect(v.state().reason).toContain("Z.wav");
    await record(["Z"]);
    expect(await kind(v)).toBe("wav");
  });
  test("a piece of another format is named before the first call", async () => {
    await record(NAMES);
    const wide = joinWav([{ channels: 2, sampleRate: 44_100, bits: 16, samples: Buffer.alloc(8) }], 0);
    await record(["到"], wide);
    const v = clips();
    const wrong = "录音 到.wav 为 44100 Hz 16 bit ×2，须与 请.wav 同为 22050 Hz 16 bit ×1";
    await vi.waitFor(() => expect(v.state().reason).toBe(wrong), { timeout: 30_000 });
  });
  test("without a folder it says what is not set", () => {
    expect(voice({ engine: "clips" }).state().reason).toContain("voice.clips");
  });
});

test("the cache on disk stays within its limit", async () => {
  const disk = path.join(folder, "cache");
  const cache = new PhraseCache({ folder: disk, inMemory: 1, onDisk: 10, log: silentLog });
  for (let i = 0; i < 35; i++) await cache.get(`k${i}`, () => Promise.resolve(tone(1)));
  expect((await readdir(disk)).length).toBeLessThanOrEqual(10);
  let made = 0;
  const count = () => {
    made++;
    return Promise.resolve(tone(1));
  };
  await cache.get("k34", count); // the latest stands in memory
  await cache.get("k33", count); // and the one before on disk
  expect(made).toBe(0);
});

test("espeak-ng, where it is installed, speaks without holding up the event loop", async () => {
  const espeak = createEspeak();
  const v = voice({}, espeak);
  let turns = 0;
  const beat = setInterval(() => turns++, 1);
  const made = await v.announcement(CALL);
  clearInterval(beat);
  await v.stop();
  if (espeak.missing) {
    expect(made.kind).toBe("chime");
    return;
  }
  expect(made.kind).toBe("wav");
  if (made.kind !== "wav") return;
  const { sampleRate, bits, channels, samples } = readWav(made.bytes);
  expect([sampleRate, bits, channels]).toEqual([22_050, 16, 1]);
  const seconds = samples.length / 2 / sampleRate;
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBeLessThan(10);
  // How many is the machine's affair; held up, there is none.
  expect(turns).toBeGreaterThan(0);
  expect(existsSync(path.join(folder, "voice"))).toBe(true);
});
