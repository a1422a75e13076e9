import { expect, it, onTestFinished } from "vitest";
import { startHall } from "./support/hall.ts";
import { SmsEnd } from "./support/sms-end.ts";
import { until } from "./support/until.ts";

it("a lost answer is asked again under the same key; a refusal is seen on the ticket; an overload is waited out", async () => {
  const sms = await new SmsEnd().start();
  onTestFinished(() => sms.stop());
  const hall = await startHall({
    config: (c) => ({
      ...c,
      sms: c.sms?.provider === "twilio" ? { ...c.sms, baseUrl: sms.url } : c.sms,
    }),
  });
  onTestFinished(() => hall.stop());
  const stateOf = async (id: string) =>
    (await hall.ticket(id)).messages.find((message) => message.kind === "issued")?.state;

  sms.manner = () => ({ kind: sms.tried.length === 1 ? "accept-and-hang-up" : "accept" });
  const lost = await hall.issue({ queue: "comprehensive", phone: "13800138001" });
  await until("it sent", async () => (await stateOf(lost.id)) === "sent");
  expect(sms.to("13800138001")).toHaveLength(1);
  expect(sms.tried[0]?.key).toBeTruthy();
  expect(new Set(sms.tried.map((tried) => tried.key)).size).toBe(1);

  sms.manner = () => ({ kind: "refuse", code: 21610, message: "unsubscribed" });
  const refused = await hall.issue({ queue: "comprehensive", phone: "13800138002" });
  await until("it failed", async () => (await stateOf(refused.id)) === "failed");

  const before = sms.tried.length;
  sms.manner = () => ({ kind: sms.tried.length < before + 3 ? "overloaded" : "accept" });
  const waited = await hall.issue({ queue: "comprehensive", phone: "13800138003" });
  await until("it sent at last", async () => (await stateOf(waited.id)) === "sent");
  expect(sms.to("13800138003")).toHaveLength(1);
});
