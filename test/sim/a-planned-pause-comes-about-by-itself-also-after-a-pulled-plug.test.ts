import { afterAll, beforeAll, expect, it } from "vitest";
import type { WindowAnswer, WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { OFFSET } from "./support/late-morning.ts";
import { allOn } from "./support/people.ts";
import { until } from "./support/until.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
});
afterAll(() => hall?.stop());

const MINUTE = 60_000;
/** HH:MM of the hall's clock. */
const clock = (at: number) => new Date(at + OFFSET * 60 * MINUTE).toISOString().slice(11, 16);
const plan = async (window: string, body: object) => {
  const { status, json } = await hall.call<WindowAnswer>("POST", `/windows/${window}/plans`, body);
  expect(status).toBe(201);
  return json.window;
};
const view = async (id: string) => (await hall.call<WindowView>("GET", `/windows/${id}`)).json;

it("a pause and a closing planned for the next full minute outlive the server, and come about after the service", async () => {
  for (const n of [1, 2, 3]) await hall.window(`w0${n}`, "open", { staff: `s0${n}` });
  const first = await hall.issue({ queue: "comprehensive" });
  const second = await hall.issue({ queue: "comprehensive" });
  // Far enough away that the server is back before.
  const from = Math.ceil((Date.now() + 20_000) / MINUTE) * MINUTE;
  const to = from + 30 * MINUTE;
  await plan("w01", { kind: "pause", from: clock(from), to: clock(to), reason: "开会" });
  await plan("w03", { kind: "close", from: clock(from) });
  const taken = (await plan("w02", { kind: "close", from: clock(to) })).plans[0];
  const gone = await hall.call<WindowAnswer>("DELETE", `/windows/w02/plans/${taken?.id}`);
  expect([gone.status, gone.json.window.plans]).toEqual([200, []]);
  const meets = await hall.call<{ code: string; problems: unknown }>("POST", "/windows/w01/plans", {
    kind: "pause",
    from: clock(from + 10 * MINUTE),
    to: clock(to + 10 * MINUTE),
  });
  expect([meets.status, meets.json.code]).toEqual([409, "plan.overlap"]);
  expect(meets.json.problems).toMatchObject([{ path: "from" }]);

  const before = await view("w01");
  await hall.restart();
  expect((await view("w01")).plans).toEqual(before.plans);
  expect((await view("w01")).nextBreak).toMatchObject({ reason: "开会" });

  expect((await hall.window("w01", "call-next")).ticket?.id).toBe(first.id);
  await hall.window("w01", "start");
  // By itself, at the minute: who is served is served on, an empty window closes at once.
  await until("the closing", async () => (await view("w03")).state === "closed");
  expect(await view("w01")).toMatchObject({ state: "serving", next: "paused", plans: [{ begun: true }] });
  await hall.virtual.shows("led-w03", "未开放");

  const after = await hall.window("w01", "call-next");
  expect(after).toMatchObject({ window: { state: "paused", pauseReason: "开会" }, ticket: null });
  expect((await hall.ticket(first.id)).state).toBe("served");
  expect((await hall.ticket(second.id)).state).toBe("waiting");
  await hall.virtual.shows("led-w01", "暂停服务");

  await hall.restart();
  expect(await view("w01")).toMatchObject({ state: "paused", plans: [{ begun: true }] });
  // Back before its end: the rest of the plan is off.
  expect((await hall.window("w01", "resume")).window.plans).toEqual([]);
  expect((await hall.window("w01", "call-next")).ticket?.id).toBe(second.id);
});
