import { afterAll, beforeAll, expect, it } from "vitest";
import { beginService } from "./support/cases.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn, asPage, phonePage, system, ticketUntil } from "./support/people.ts";
import { deviceOf } from "./support/virtual.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({ config: (c) => ({ ...c, policy: { ratingSeconds: 120 } }) });
  await allOn(hall);
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(() => hall?.stop());

it("by the rater's key; then neither key, touch page, phone nor staff can give another", async () => {
  const ticket = await beginService(hall);
  await hall.window("w01", "finish");
  await hall.virtual.until("the rater to ask", (view) => deviceOf(view, "rater-w01", "rater").asking);
  // The rater's second key, byte 01, is 满意.
  await hall.virtual.press("rater-w01", "1");
  const rated = await ticketUntil(hall, ticket.id, "the rating", (t) => t.rating !== null);
  expect(rated.rating).toMatchObject({ score: 4, via: "rater" });
  await hall.virtual.until("the rater to rest", (view) => !deviceOf(view, "rater-w01", "rater").asking);

  const again = { score: 1 };
  const touch = await asPage(hall, "rater", "w01");
  expect((await phonePage(hall, ticket, "rating", again)).json).toMatchObject({ code: "rating.given" });
  expect((await hall.call("POST", `/tickets/${ticket.id}/rating`, again)).json).toMatchObject({
    code: "rating.given",
  });
  expect((await hall.call("POST", `/tickets/${ticket.id}/rating`, again, touch)).status).toBe(409);
  expect((await hall.ticket(ticket.id)).rating).toMatchObject({ score: 4 });
  expect((await system(hall)).today).toMatchObject({ ratings: 1, meanScore: 4 });
});

it("each window's rater rates its own service; a score outside 1 to 5 is refused, naming the field", async () => {
  await hall.window("w02", "open", { staff: "s02" });
  const one = await beginService(hall);
  const two = await hall.issue({ queue: "comprehensive" });
  await hall.window("w02", "call-next");
  for (const id of ["w01", "w02"]) await hall.window(id, "finish");
  const other = await asPage(hall, "rater", "w02");
  expect((await hall.call("POST", `/tickets/${one.id}/rating`, { score: 1 }, other)).status).toBe(403);
  for (const score of [0, 6, 2.5, "5", null])
    expect(await phonePage(hall, two, "rating", { score }), String(score)).toMatchObject({
      status: 400,
      json: { code: "request.invalid", problems: [{ path: "score" }] },
    });
  const touched = await hall.call("POST", `/tickets/${two.id}/rating`, { score: 3 }, other);
  expect(touched).toMatchObject({ status: 200, json: { rating: { score: 3, via: "touch" } } });
  expect((await hall.ticket(one.id)).rating).toBeNull();
});
