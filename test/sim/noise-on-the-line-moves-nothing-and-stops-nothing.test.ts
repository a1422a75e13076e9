import { afterAll, beforeAll, expect, it } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";
import { deviceOf } from "./support/virtual.ts";

let hall: SimHall;
beforeAll(async () => {
  // A short debounce time, so that a clerk's second try need not wait.
  hall = await startHall({
    config: (c) => ({
      ...c,
      devices: (c.devices ?? []).map((d) => (d.role === "keypad" ? { ...d, debounceMs: 100 } : d)),
    }),
  });
});
afterAll(() => hall?.stop());

const windows = async () => (await hall.call<readonly WindowView[]>("GET", "/windows")).json;
const at = async (id: string) => (await windows()).find((window) => window.id === id)?.ticket?.id ?? null;

it("through crackle, turned bits and junk before every answer each press counts once and each board ends up right", async () => {
  for (const device of ["led-w01", "led-w02", "key-w01", "key-w02", "rater-w01"])
    await hall.virtual.act({ act: "fault", device, fault: "noisy" });
  await hall.window("w01", "open", { staff: "s01" });
  const tickets: Ticket[] = [];
  for (let n = 0; n < 4; n++) tickets.push(await hall.issue({ queue: "comprehensive" }));

  for (const ticket of tickets) {
    await until(
      "the press",
      async () => {
        // What the clerk does who sees that nothing happened: press again. Not too soon: a press that was only slow
        // would then count besides the next.
        if ((await at("w01")) !== ticket.id) await hall.virtual.press("key-w01", "call");
        return await until("a call", async () => (await at("w01")) === ticket.id, 3_000).catch(() => false);
      },
      90_000,
    );
    await hall.virtual.shows("led-w01", ticket.number);
  }
  expect(await at("w02")).toBeNull();
  const states = await Promise.all(tickets.map(async ({ id }) => (await hall.ticket(id)).state));
  expect(states).toEqual(["served", "served", "served", "called"]);
});

it("three seconds of crackle alone move no window, and are counted", async () => {
  const before = await windows();
  const dropped = async () => {
    const { json } = await hall.call<SystemView>("GET", "/system");
    return json.devices
      .flatMap((device) => Object.entries(device.counters))
      .filter(([name]) => /drop|stray|junk/i.test(name))
      .reduce((sum, [, n]) => sum + n, 0);
  };
  const counted = await dropped();
  await until("the noise to be counted", async () => (await dropped()) > counted + 20);
  expect((await windows()).map((w) => [w.id, w.state, w.ticket?.id])).toEqual(
    before.map((w) => [w.id, w.state, w.ticket?.id]),
  );
  const view = await hall.virtual.state();
  expect(deviceOf(view, "led-w03", "board").bad).toBe(0);
});
