import { afterEach, expect, test } from "vitest";
import type { StaffId, WindowId } from "../contract/ids.ts";
import { messageOutbox, printOutbox } from "./outboxes.ts";
import { ADMIN, CoreHall, expectDone, HOUR, MORNING } from "./testing/core-hall.ts";

let hall: CoreHall;
afterEach(() => hall.stop());

const w01 = "w01" as WindowId;
const MINUTE = 60_000;
const open = () =>
  hall.service.window({ verb: "open", window: w01, staff: "s01" as StaffId, placed: false }, ADMIN);
const next = async () =>
  expectDone(await hall.service.window({ verb: "call-next", window: w01 }, ADMIN)).ticket?.number;

test("a clock that ran two hours ahead and was set right while the server was off: nobody loses place, SMS or slip", async () => {
  hall = new CoreHall();
  hall.core.start();
  await open();
  const first = await hall.issue({ phone: "+8613800138000", kiosk: "k1", queue: "comprehensive" as never });
  await hall.advance(10 * MINUTE);
  const second = await hall.issue({ queue: "comprehensive" as never });
  await hall.restartAt(MORNING - 2 * HOUR);
  const early = messageOutbox(hall.core, () => {}).due(hall.clock.now(), 10);
  expect(early.map((m) => m.kind)).toEqual(["issued"]);
  const newcomer = await hall.issue({ queue: "comprehensive" as never });
  // Now the fact of it stands in the journal, and the outboxes' rows were moved with it.
  expect(hall.facts.map((f) => f.type)).toContain("clock.set-back");
  expect(messageOutbox(hall.core, () => {}).due(hall.clock.now(), 10)).toHaveLength(1);
  expect(hall.store.messages.nextDue()).toBeLessThanOrEqual(hall.clock.now());
  expect(printOutbox(hall.core).due(hall.clock.now())).toMatchObject([{ ticket: first.id }]);
  const waiting = hall.service.ticket(first.id);
  expect(Date.parse(waiting?.issuedAt ?? "")).toBe(hall.clock.now() - 10 * MINUTE);
  expect(newcomer.ahead).toBe(2);
  await hall.advance(5 * MINUTE);
  expect([await next(), await next(), await next()]).toEqual([first.number, second.number, newcomer.number]);
});

test("set back by an hour while the server runs: services have lasted as long as before, and the rest goes on", async () => {
  hall = new CoreHall();
  hall.core.start();
  await open();
  await hall.issue({ queue: "comprehensive" as never });
  await next();
  await hall.service.window({ verb: "start", window: w01 }, ADMIN);
  await hall.advance(6 * MINUTE);
  const waits = await hall.issue({ queue: "comprehensive" as never });
  const right = hall.clock.now() - HOUR;
  hall.clock.now = () => right;
  await next();
  const finished = hall.facts.find((f) => f.type === "service.finished");
  expect(finished).toMatchObject({ at: MORNING + 6 * MINUTE - HOUR, data: { startedAt: MORNING - HOUR } });
  expect(hall.facts.filter((f) => f.type === "clock.set-back")).toHaveLength(1);
  expect(hall.service.ticket(waits.id)?.state).toBe("called");
  const asked = hall.facts.find((f) => f.type === "rating.asked");
  expect(asked).toMatchObject({ data: { until: MORNING + 6 * MINUTE - HOUR + 15_000 } });
  // The journal folded anew is the hall as it stands.
  const live = structuredClone(hall.core.memory.states.dispatcher.tickets);
  hall.core.memory.load();
  expect(hall.core.memory.states.dispatcher.tickets).toEqual(live);
});
