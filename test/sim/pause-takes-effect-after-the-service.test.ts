import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn } from "./support/people.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(() => hall?.stop());

it("the person being served is served to the end; then nobody is called until the window goes on", async () => {
  const first = await hall.issue({ queue: "comprehensive" });
  const second = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  await hall.window("w01", "start");
  const { window } = await hall.window("w01", "pause", { reason: "用餐" });
  expect(window).toMatchObject({ state: "serving", next: "paused", ticket: { id: first.id } });
  await hall.virtual.shows("led-w01", first.number);

  const after = await hall.window("w01", "call-next");
  expect(after).toMatchObject({
    window: { state: "paused", pauseReason: "用餐", ticket: null },
    ticket: null,
  });
  expect((await hall.ticket(first.id)).state).toBe("served");
  expect((await hall.ticket(second.id)).state).toBe("waiting");
  await hall.virtual.shows("led-w01", "暂停服务");
  expect(await hall.call("POST", "/windows/w01/call-next", {})).toMatchObject({
    status: 409,
    json: { code: "window.paused" },
  });

  await hall.window("w01", "resume");
  await hall.virtual.shows("led-w01", "1号窗口");
  expect((await hall.window("w01", "call-next")).ticket?.id).toBe(second.id);
});

it("closing waits for the end of the service in the same way; the board then says 未开放", async () => {
  await hall.window("w01", "start");
  const { window } = await hall.window("w01", "close");
  expect(window).toMatchObject({ state: "serving", next: "closed" });
  await hall.window("w01", "finish");
  await hall.virtual.shows("led-w01", "未开放");
  for (const verb of ["call-next", "recall", "start", "finish", "no-show", "park", "pause"])
    expect(await hall.call("POST", `/windows/w01/${verb}`, {}), verb).toMatchObject({
      status: 409,
      json: { code: "window.closed" },
    });
});
