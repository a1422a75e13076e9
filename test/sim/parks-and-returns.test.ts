import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn } from "./support/people.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
});
afterAll(() => hall?.stop());

it("a person set aside keeps number and clerk, and comes back to this window before the others", async () => {
  await hall.window("w01", "open", { staff: "s01" });
  await hall.window("w02", "open", { staff: "s02" });
  const first = await hall.issue({ queue: "comprehensive" });
  const second = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  await hall.window("w01", "start");
  const { window } = await hall.window("w01", "park", { reason: "复印材料" });
  expect(window).toMatchObject({
    state: "idle",
    ticket: null,
    parked: [{ id: first.id, reason: "复印材料" }],
  });
  expect((await hall.ticket(first.id)).state).toBe("parked");
  await hall.virtual.shows("led-w01", "1号窗口");

  // Back by the clerk's list: waiting, for this window alone.
  await hall.call("POST", `/tickets/${first.id}/rejoin`, {});
  expect(await hall.ticket(first.id)).toMatchObject({ state: "waiting", likelyWindow: { id: "w01" } });
  expect((await hall.window("w02", "call-next")).ticket?.id).toBe(second.id);
  expect((await hall.window("w02", "call-next")).ticket).toBeNull();
  expect((await hall.window("w01", "call-next")).ticket?.id).toBe(first.id);
  await hall.virtual.shows("led-w01", first.number);
});

it("called back from the keypad or the page: the one parked longest, straight to the window", async () => {
  await hall.window("w01", "park");
  const next = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  await hall.window("w01", "park");
  expect((await hall.window("w01", "call-parked")).ticket?.number).toBe("Z001");
  await hall.window("w01", "finish");
  expect((await hall.window("w01", "call-parked")).ticket?.id).toBe(next.id);
  await hall.window("w01", "finish");
  expect(await hall.call("POST", "/windows/w01/call-parked", {})).toMatchObject({
    status: 409,
    json: { code: "window.no-ticket" },
  });
});
