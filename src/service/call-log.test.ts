import { afterEach, beforeEach, expect, test } from "vitest";
import type { WindowId } from "../contract/ids.ts";
import { silentLog } from "../kernel/log.ts";
import { logCalls } from "./call-log.ts";
import { ADMIN, CoreHall, expectDone } from "./testing/core-hall.ts";

const W1 = "w01" as WindowId;
let hall: CoreHall;
beforeEach(async () => {
  hall = new CoreHall();
  hall.core.start();
  await hall.settled();
  await hall.open(W1, "s01");
});
afterEach(() => hall.stop());

test("the window says why its person was called, as long as they are there, also over a restart", async () => {
  const { number } = await hall.issue();
  const called = expectDone(await hall.service.window({ verb: "call-next", window: W1 }, ADMIN));
  const why = `${number}（普通号、刚取号）是${called.window.name}现在唯一可办的等候号`;
  expect(called.window.why).toBe(why);
  await hall.restart();
  expectDone(await hall.service.window({ verb: "start", window: W1 }, ADMIN));
  expect(hall.core.windowView(W1)?.why).toBe(why);
  expectDone(await hall.service.window({ verb: "finish", window: W1 }, ADMIN));
  expect(hall.core.windowView(W1)?.why).toBeNull();
});

test("the log has a line for every call, with number, window and why", async () => {
  const { number } = await hall.issue();
  expectDone(await hall.service.window({ verb: "call-next", window: W1 }, ADMIN));
  const lines: [object, string][] = [];
  const log = { ...silentLog, info: (facts: object, text: string) => void lines.push([facts, text]) };
  logCalls(hall.core, hall.facts, log);
  expect(lines).toEqual([
    [
      { scope: "dispatcher", window: W1, staff: "s01", ticket: number },
      expect.stringContaining(`${number}（`),
    ],
  ]);
});
