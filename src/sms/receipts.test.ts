import { expect, test } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import type { SmsReceipt } from "./provider.ts";
import { ReceiptPoll } from "./receipts.ts";

test("receipts are asked for at the configured pace and written down; silence ends a round", async () => {
  const clock = new ManualClock(10_000_000);
  const states: Record<number, string> = { 1: "sent", 2: "sent", 3: "sent", 4: "sent" };
  const asked: string[] = [];
  const since: number[] = [];
  let answers: Record<string, SmsReceipt> = {};
  const mark = (state: string) => (id: number, reason?: string) => {
    states[id] = reason ? `${state}: ${reason}` : state;
    return Promise.resolve();
  };
  const never = () => Promise.reject(new Error("not asked for here"));
  const poll = new ReceiptPoll({
    clock,
    log: silentLog,
    pollSeconds: 30,
    outbox: {
      due: () => [],
      nextDue: () => null,
      recover: never,
      sending: never,
      sent: never,
      retry: never,
      expired: never,
      delivered: mark("delivered"),
      failed: mark("failed"),
      awaitingReceipt: (from) => {
        since.push(from);
        const open = [1, 2, 3].filter((id) => states[id] === "sent");
        return [{ id: 4, reference: null }, ...open.map((id) => ({ id, reference: `SM${id}` }))];
      },
    },
    provider: {
      name: "fake",
      prepare: never,
      send: never,
      receipt: (reference) => {
        asked.push(reference);
        return Promise.resolve(answers[reference] ?? null);
      },
    },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  poll.start(new AbortController().signal);
  await pass(29_999);
  expect(asked).toEqual([]);
  await pass(1);
  expect(asked).toEqual(["SM1"]);
  expect(since).toEqual([clock.now() - 2 * 3_600_000]);
  answers = { SM1: { state: "delivered" }, SM2: { state: "failed", reason: "空号" }, SM3: { state: "sent" } };
  await pass(30_000);
  expect(states).toEqual({ 1: "delivered", 2: "failed: 空号", 3: "sent", 4: "sent" });
  await poll.stop();
  await pass(60_000);
  expect(asked).toHaveLength(4);
});
