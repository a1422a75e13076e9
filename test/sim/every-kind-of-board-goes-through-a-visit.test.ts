import { afterAll, beforeAll, expect, it } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import type { HallConfigInput } from "../../src/contract/hall-config.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";
import { boardText, deviceOf } from "./support/virtual.ts";

type DeviceInput = NonNullable<HallConfigInput["devices"]>[number];

const at = { role: "window-board", window: "w01" } as const;
const BOARDS: readonly DeviceInput[] = [
  { ...at, id: "xor", driver: "aabb5154", line: "yx", address: 1 },
  { ...at, id: "sum", driver: "aabb5154", line: "sum", address: 2, checksum: "sum" },
  { ...at, id: "onbon", driver: "bx5k", line: "onbon", address: 0x5a, colours: true },
  { ...at, id: "sign", driver: "alpha", line: "signs", address: 3, characters: 20 },
  { ...at, id: "pole", driver: "cd5220", line: "pole" },
  { ...at, id: "digits", driver: "led8", line: "digits" },
  {
    ...at,
    id: "modbus",
    driver: "modbus-number",
    line: "modbus",
    address: 7,
    registers: ["number", "state"],
  },
  { id: "over-all", role: "summary-board", driver: "alpha", line: "signs", address: 4 },
];

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({
    config: (config) => ({
      ...config,
      lines: [
        ...(config.lines ?? []),
        ...[...new Set(BOARDS.map((board) => board.line))].map((id) => ({
          id,
          transport: { kind: "virtual" as const },
        })),
      ],
      devices: [...(config.devices ?? []), ...BOARDS],
    }),
  });
});
afterAll(() => hall?.stop());

/** Waits until every board shows its text of this moment. */
async function all(what: string, texts: Readonly<Record<string, string | RegExp>>): Promise<void> {
  await hall.virtual.until(`${what} on every board`, (view) =>
    Object.entries(texts).every(([id, text]) => {
      const shown = boardText(deviceOf(view, id, "board")).trim();
      return typeof text === "string" ? shown === text : text.test(shown);
    }),
  );
}

const health = async (id: string) => {
  const { json } = await hall.call<SystemView>("GET", "/system");
  return json.devices.find((device) => device.id === id);
};

it("closed, idle, called, served, paused and idle again, each in its own words", async () => {
  await all("closed", {
    xor: "1号窗口 未开放",
    sum: "1号窗口 未开放",
    onbon: "1号窗口 未开放",
    sign: "CLOSED WINDOW 1",
    pole: /^CLOSED\s+WINDOW 1$/,
    digits: "",
    modbus: "",
    "over-all": "WAITING 0",
  });
  await hall.window("w01", "open", { staff: "s01" });
  await all("idle", { xor: "1号窗口", sum: "1号窗口", onbon: "1号窗口", sign: "WINDOW 1", pole: "WINDOW 1" });

  const { number } = await hall.issue({ queue: "comprehensive" });
  const digits = number.replace(/\D/g, "");
  await hall.window("w01", "call-next");
  await all("the call", {
    xor: `请${number}`,
    sum: `请${number}`,
    onbon: `请${number}`,
    sign: `${number} WINDOW 1`,
    pole: new RegExp(`^NO\\. ${number}\\s+WINDOW 1$`),
    digits,
    modbus: digits,
    "over-all": `${number}>1`,
  });
  await hall.window("w01", "start");
  await all("the service", { xor: `正在办理${number}`, onbon: `正在办理${number}`, "over-all": "WAITING 0" });
  await hall.window("w01", "finish");
  await hall.window("w01", "pause", { reason: "喝水" });
  await all("the pause", {
    xor: "暂停服务",
    sum: "暂停服务",
    onbon: "暂停服务",
    sign: "PAUSED WINDOW 1",
    pole: /^PAUSED/,
    digits: "",
    modbus: "",
  });
  await hall.window("w01", "resume");
  await all("idle again", { xor: "1号窗口", sign: "WINDOW 1" });
  const { devices } = await hall.virtual.state();
  for (const { id } of BOARDS)
    expect(devices.find((device) => device.id === id)).toMatchObject({ bad: 0, connected: true });
});

it("those that confirm are ok, those that can't say so", async () => {
  for (const id of ["xor", "onbon", "modbus"]) {
    await until(`${id} ok`, async () => (await health(id))?.health === "ok");
    expect(await health(id)).toMatchObject({ reason: null });
  }
  for (const id of ["sum", "sign", "pole", "digits"])
    expect(await health(id)).toMatchObject({ health: "ok", reason: expect.stringContaining("不回应") });
});

it("a plug pulled is off, and what was missed is shown when it is back", async () => {
  const plugs = ["xor", "onbon", "pole", "modbus"];
  for (const device of plugs) await hall.virtual.act({ act: "fault", device, fault: "unplugged" });
  for (const id of plugs) await until(`${id} off`, async () => (await health(id))?.health === "off");
  const { number } = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  await all("the call", { sum: `请${number}` });
  for (const device of plugs) await hall.virtual.act({ act: "fault", device, fault: null });
  await all("what was missed", {
    xor: `请${number}`,
    onbon: `请${number}`,
    pole: new RegExp(`^NO\\. ${number}`),
    modbus: number.replace(/\D/g, ""),
  });
});
