import { afterAll, beforeAll, expect, it } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";
import { boardText, cutSlips, deviceOf } from "./support/virtual.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({ demo: true });
});
afterAll(() => hall?.stop());

const healths = async () => {
  const { json } = await hall.call<SystemView>("GET", "/system");
  return json.devices.map((device) => device.health);
};

it("all devices are on; killed, all are off and the hall goes on; started again, all are on and right", async () => {
  await until("all on", async () => (await healths()).every((health) => health === "ok"));
  await hall.killVirtual();
  await until("all off", async () => (await healths()).every((health) => health === "off"));

  const ticket = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "open", { staff: "s01" });
  expect((await hall.window("w01", "call-next")).ticket?.id).toBe(ticket.id);

  expect((await hall.call("POST", "/virtual-hall", {})).status).toBe(200);
  await until("all on again", async () => (await healths()).every((health) => health === "ok"));
  const led = await hall.virtual.until("a board with the number", (view) =>
    view.devices.find((device) => device.kind === "board" && boardText(device).includes(ticket.number)),
  );
  expect(led.place).toBe("1号窗口");
});

it("a killed server takes its virtual hall with it, and both come back", async () => {
  await hall.kill("SIGKILL");
  await until("the virtual hall's end", () =>
    hall.virtual.state().then(
      () => false,
      () => true,
    ),
  );
  await hall.start();
  await until("all on", async () => (await healths()).every((health) => health === "ok"));
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  const slip = await hall.virtual.until("its slip", (view) =>
    cutSlips(view, "printer-1").find((text) => text.includes(ticket.number)),
  );
  expect(slip).toContain("综合受理");
  expect(deviceOf(await hall.virtual.state(), "printer-1", "printer").unknown).toBe(0);
});
