import { afterAll, beforeAll, expect, it } from "vitest";
import type { CaseView } from "../../src/contract/case.ts";
import { beginService, openCase } from "./support/cases.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { phonePage } from "./support/people.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(() => hall?.stop());

const scoreOf = async (id: string) => (await hall.call<CaseView>("GET", `/cases/${id}`)).json.rating;

it("on every case of that service, also after a restart, and on no other", async () => {
  const other = (await openCase(hall, await beginService(hall))).json;
  await hall.window("w01", "finish");
  const ticket = await beginService(hall);
  const [one, two] = [(await openCase(hall, ticket)).json, (await openCase(hall, ticket)).json];
  await hall.call("POST", `/cases/${one.id}/accept`, {});
  await hall.window("w01", "finish");
  expect((await phonePage(hall, ticket, "rating", { score: 5, reasons: ["510"] })).status).toBe(200);
  expect([await scoreOf(one.id), await scoreOf(two.id)]).toEqual([{ score: 5 }, { score: 5 }]);
  expect(await scoreOf(other.id)).toBeNull();
  await hall.restart();
  expect([await scoreOf(one.id), await scoreOf(two.id), await scoreOf(other.id)]).toEqual([
    { score: 5 },
    { score: 5 },
    null,
  ]);
});
