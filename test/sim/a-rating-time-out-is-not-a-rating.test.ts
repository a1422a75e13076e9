import { afterAll, beforeAll, expect, it } from "vitest";
import type { RaterView } from "../../src/contract/rating.ts";
import type { VisitView } from "../../src/contract/ticket.ts";
import { beginService } from "./support/cases.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn, asPage, phonePage, system } from "./support/people.ts";
import { until } from "./support/until.ts";
import { deviceOf } from "./support/virtual.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({ config: (c) => ({ ...c, policy: { ratingSeconds: 5 } }) });
  await allOn(hall);
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(() => hall?.stop());

it("the rater asks at the end of the service; silence gives no score; the phone page may still rate", async () => {
  const ticket = await beginService(hall);
  const touch = await asPage(hall, "rater", "w01");
  const rater = async () => (await hall.call<RaterView>("GET", "/raters/w01", undefined, touch)).json;
  expect((await rater()).asking).toBeNull();
  expect(await phonePage(hall, ticket, "rating", { score: 5 })).toMatchObject({
    status: 409,
    json: { code: "rating.not-due" },
  });
  // Watched from before the end on: on a busy machine five seconds may pass before anybody looks.
  const asks = hall.virtual.until("the rater to ask", (view) => deviceOf(view, "rater-w01", "rater").asking);
  await hall.window("w01", "finish");
  expect((await rater()).asking).toMatchObject({ ticket: ticket.id, number: ticket.number });
  await asks;

  await until("the time-out", async () => (await rater()).asking === null);
  expect(await hall.ticket(ticket.id)).toMatchObject({ state: "served", rating: null });
  expect((await system(hall)).today).toMatchObject({ ratings: 0, meanScore: null });
  const late = await hall.call("POST", `/tickets/${ticket.id}/rating`, { score: 5 }, touch);
  expect(late.status).toBeGreaterThanOrEqual(400);
  expect((await hall.ticket(ticket.id)).rating).toBeNull();

  expect((await phonePage<VisitView>(hall, ticket)).json.canRate).toBe(true);
  const rated = await phonePage<VisitView>(hall, ticket, "rating", { score: 2, reasons: ["213"] });
  expect(rated).toMatchObject({ status: 200, json: { rating: { score: 2 }, canRate: false } });
  expect((await hall.ticket(ticket.id)).rating).toMatchObject({ score: 2, reasons: ["213"], via: "phone" });
});
