import { afterAll, beforeAll, expect, it } from "vitest";
import type { ScreenView } from "../../src/contract/screen.ts";
import type { Ticket, VisitView } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { phonePage } from "./support/people.ts";

let hall: SimHall;
const tickets: Ticket[] = [];
beforeAll(async () => {
  hall = await startHall();
  await hall.window("w01", "open", { staff: "s01" });
  for (let n = 0; n < 5; n++) tickets.push(await hall.issue({ queue: "comprehensive" }));
});
afterAll(() => hall?.stop());

const missed = async () => (await hall.call<ScreenView>("GET", "/screens/main")).json.missed;
const at = (n: number): Ticket => {
  const ticket = tickets[n];
  if (!ticket) throw new Error(`no ticket ${n}`);
  return ticket;
};

it("by the phone page, behind three people, with the same number; the screen forgets the miss", async () => {
  await hall.window("w01", "call-next");
  await hall.window("w01", "no-show");
  expect(await missed()).toEqual([at(0).number]);
  expect((await hall.ticket(at(0).id)).state).toBe("missed");
  const page = await phonePage<VisitView>(hall, at(0));
  expect(page.json).toMatchObject({ state: "missed", canRejoin: true, window: { name: "1号窗口" } });

  const back = await phonePage<VisitView>(hall, at(0), "rejoin");
  expect(back).toMatchObject({ status: 200, json: { state: "waiting", number: at(0).number, ahead: 3 } });
  expect(await missed()).toEqual([]);
  const order = [];
  for (let n = 0; n < 4; n++) order.push((await hall.window("w01", "call-next")).ticket?.number);
  expect(order).toEqual([at(1).number, at(2).number, at(3).number, at(0).number]);
});

it("once only by oneself; the clerk may still bring the person back", async () => {
  await hall.window("w01", "no-show");
  expect((await phonePage<VisitView>(hall, at(0))).json.canRejoin).toBe(false);
  expect(await phonePage(hall, at(0), "rejoin")).toMatchObject({
    status: 409,
    json: { code: "ticket.rejoin-limit" },
  });
  expect((await hall.call<Ticket>("POST", `/tickets/${at(0).id}/rejoin`, {})).json.state).toBe("waiting");
});

it("who never missed a call has nothing to rejoin", async () => {
  expect(await phonePage(hall, at(4), "rejoin")).toMatchObject({
    status: 409,
    json: { code: "ticket.wrong-state" },
  });
});
