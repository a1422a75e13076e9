import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimHall, startHall } from "./support/hall.ts";
import { messagesOf, ticketUntil } from "./support/people.ts";
import { smsTo } from "./support/virtual.ts";

const phone = (n: number) => `1380013800${n}`;
let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
});
afterAll(() => hall?.stop());

it("the first two are told at check-in that they are next; the third is reminded once, and each is called once", async () => {
  await hall.window("w01", "open", { staff: "s01" });
  const tickets = [];
  for (const n of [1, 2, 3]) tickets.push(await hall.issue({ queue: "comprehensive", phone: phone(n) }));
  for (const [n, ticket] of tickets.entries()) {
    expect(ticket.ahead).toBe(n);
    await ticketUntil(hall, ticket.id, "its first SMS", (t) => t.messages[0]?.state === "sent");
  }
  for (const ticket of tickets) {
    expect((await hall.window("w01", "call-next")).ticket?.id).toBe(ticket.id);
    await ticketUntil(hall, ticket.id, "its last SMS", (t) => t.messages.at(-1)?.state === "sent");
  }
  const told = await Promise.all(tickets.map(async (t) => messagesOf(await hall.ticket(t.id))));
  expect(told).toEqual([
    ["issued sent", "called sent"],
    ["issued sent", "called sent"],
    ["issued sent", "near sent", "called sent"],
  ]);
  const view = await hall.virtual.state();
  for (const n of [1, 2]) {
    const [issued, called, ...others] = smsTo(view, phone(n));
    expect(others).toEqual([]);
    expect(issued).toContain("马上轮到您");
    expect(called).toContain("1号窗口");
  }
  const [issued, near] = smsTo(view, phone(3));
  expect(issued).not.toContain("马上轮到您");
  expect(near).toContain("前面还有1人");
  for (const text of [issued, near]) expect(text).toMatch(/^【试验大厅】/);
});
