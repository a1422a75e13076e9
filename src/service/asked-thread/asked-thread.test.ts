import { afterEach, expect, test } from "vitest";
import type { HallConfig } from "../../contract/hall-config.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { refuse } from "../../kernel/errors.ts";
import { type AskedThread, type AskedThreadLimits, createAskedThread } from "./asked-thread.ts";
import type { TestAsk } from "./testing/thread.ts";

const MINUTE = 60_000;
const LIMITS: AskedThreadLimits = {
  mostWaiting: 2,
  busy: refuse("planning.busy", "忙"),
  longestMs: 2 * MINUTE,
  tooLong: refuse("planning.too-long", "太久"),
};

const clock = new ManualClock(0);
const threads: AskedThread<TestAsk>[] = [];
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.stop();
});

function started(limits: AskedThreadLimits | null): AskedThread<TestAsk> {
  const thread = createAskedThread<TestAsk>({
    beside: new URL("./testing/", import.meta.url).href,
    data: { config: {} as HallConfig, data: "", root: "" },
    clock,
    scope: "test",
    idleMs: 10 * MINUTE,
    limits,
  });
  threads.push(thread);
  return thread;
}

test("questions are answered in turn by one thread, and what is thrown is the fault of its question only", async () => {
  const thread = started(null);
  expect(await thread.ask("which question of this thread")).toBe(1);
  await expect(thread.ask("a coded fault")).rejects.toThrow(
    expect.objectContaining({ code: "test.coded", message: "as it was thrown" }),
  );
  await expect(thread.ask("a fault")).rejects.toThrow(
    expect.objectContaining({ code: "test.fault", message: "without a code" }),
  );
  expect(await thread.ask("which question of this thread")).toBe(2);
});

test("a thread that nobody asks is ended; the next question starts another", async () => {
  const thread = started(null);
  expect(await thread.ask("which question of this thread")).toBe(1);
  clock.advance(9 * MINUTE);
  expect(await thread.ask("which question of this thread")).toBe(2);
  clock.advance(10 * MINUTE);
  expect(await thread.ask("which question of this thread")).toBe(1);
});

test("more than may wait are told that it is busy; who takes too long is given up, with all behind", async () => {
  const thread = started(LIMITS);
  const long = thread.ask("for ever");
  const behind = thread.ask("which question of this thread");
  expect(await thread.ask("which question of this thread")).toEqual(LIMITS.busy);
  clock.advance(2 * MINUTE);
  expect(await Promise.all([long, behind])).toEqual([LIMITS.tooLong, LIMITS.tooLong]);
  expect(await thread.ask("which question of this thread")).toBe(1);
});

test("without limits a long question is not taken for idleness", async () => {
  const thread = started(null);
  const outcomes: unknown[] = [];
  const long = thread.ask("for ever").catch((error: unknown) => outcomes.push(error));
  clock.advance(60 * MINUTE);
  await Promise.resolve();
  expect(outcomes).toEqual([]);
  await thread.stop();
  await long;
  expect(outcomes).toEqual([expect.objectContaining({ code: "test.ended" })]);
});
