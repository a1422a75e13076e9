import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimHall, startHall } from "./support/hall.ts";
import { messagesOf, system, ticketUntil } from "./support/people.ts";
import { until } from "./support/until.ts";
import { smsTo } from "./support/virtual.ts";

const PHONE = "13800138000";
let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
});
afterAll(() => hall?.stop());

it("the ticket says so with the reason, staff see it, and resending sends it", async () => {
  await hall.virtual.act({ act: "sms", sms: "refused" });
  const ticket = await hall.issue({ queue: "comprehensive", phone: PHONE });
  const failed = await ticketUntil(
    hall,
    ticket.id,
    "the SMS to fail",
    (t) => t.messages[0]?.state === "failed",
  );
  expect(failed.messages[0]?.reason).toMatch(/\S/);
  expect(failed.state).toBe("waiting");
  const { failures } = await system(hall);
  expect(failures).toMatchObject([
    {
      kind: "sms",
      ticket: ticket.id,
      number: "Z001",
      wayOn: "resend",
      reason: expect.stringContaining("取号短信"),
    },
  ]);
  expect(JSON.stringify(failures)).not.toContain(PHONE);

  await hall.virtual.act({ act: "sms", sms: "ok" });
  expect((await hall.call("POST", `/tickets/${ticket.id}/resend`, {})).status).toBe(200);
  const sent = await ticketUntil(hall, ticket.id, "the SMS", (t) => t.messages[0]?.state === "sent");
  expect(messagesOf(sent)).toEqual(["issued sent"]);
  expect(smsTo(await hall.virtual.state(), PHONE)).toHaveLength(1);
  await until("no failure left", async () => (await system(hall)).failures.length === 0);
  expect(await hall.call("POST", `/tickets/${ticket.id}/resend`, {})).toMatchObject({
    status: 409,
    json: { code: "ticket.wrong-state" },
  });
});

it("an overloaded provider is asked again by itself, and each message arrives once", async () => {
  await hall.virtual.act({ act: "sms", sms: "unavailable" });
  const ticket = await hall.issue({ queue: "comprehensive", phone: "13800138001" });
  await until("a try", async () => (await hall.ticket(ticket.id)).messages[0]?.state === "pending");
  await hall.virtual.act({ act: "sms", sms: "ok" });
  await ticketUntil(hall, ticket.id, "the SMS", (t) => t.messages[0]?.state === "sent");
  expect(smsTo(await hall.virtual.state(), "13800138001")).toHaveLength(1);
});
