import { afterAll, beforeAll, expect, it } from "vitest";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { asStaff } from "./support/people.ts";

let hall: SimHall;
let s01: Record<string, string>;
let s02: Record<string, string>;
beforeAll(async () => {
  hall = await startHall();
  s01 = await asStaff(hall, "s01");
  s02 = await asStaff(hall, "s02");
});
afterAll(() => hall?.stop());

const open = (window: string, who: Record<string, string>, body: object = {}) =>
  hall.call<{ code: string }>("POST", `/windows/${window}/open`, body, who);
const holder = async (id: string) =>
  (await hall.call<WindowView>("GET", `/windows/${id}`)).json.staff?.id ?? null;

it("of two who open it at once one does; the other is told it is taken", async () => {
  const answers = await Promise.all([open("w01", s01), open("w01", s02)]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  const loser = answers.findIndex((a) => a.status === 409);
  expect(answers[loser]?.json.code).toBe("window.taken");
  expect(await holder("w01")).toBe(loser === 0 ? "s02" : "s01");
  await hall.window("w01", "close");
});

it("nobody holds two, nobody opens in another's name, and the window is free after closing", async () => {
  expect((await open("w01", s01)).status).toBe(200);
  expect(await open("w02", s01)).toMatchObject({ status: 409, json: { code: "staff.elsewhere" } });
  expect(await open("w02", s02, { staff: "s03" })).toMatchObject({
    status: 403,
    json: { code: "auth.forbidden" },
  });
  expect(await holder("w02")).toBeNull();
  expect(await open("w01", s02)).toMatchObject({ status: 409, json: { code: "window.taken" } });
  expect((await hall.call("POST", "/windows/w01/close", {}, s01)).status).toBe(200);
  expect((await open("w01", s02)).status).toBe(200);
  expect(await holder("w01")).toBe("s02");
  expect((await open("w03", s01, { staff: "s01" })).status).toBe(200);
});

it("who held it still does after a pulled plug", async () => {
  await hall.restart();
  expect([await holder("w01"), await holder("w03")]).toEqual(["s02", "s01"]);
  expect(await open("w01", s01)).toMatchObject({ status: 409 });
});
