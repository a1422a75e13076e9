import { afterEach, beforeEach, expect, test } from "vitest";
import type { PlanId, QueueId, StaffId, WindowId } from "../contract/ids.ts";
import type { PlanWindow } from "../contract/window.ts";
import { serviceNow } from "../views/service-now.ts";
import { plansAt } from "./plans.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR } from "./testing/core-hall.ts";

const W1 = "w01" as WindowId;
const MINUTE = HOUR / 60;
let hall: CoreHall;
beforeEach(async () => {
  hall = new CoreHall();
  hall.core.start();
  await hall.settled();
  await press("open", { staff: "s01" as StaffId, placed: false });
});
afterEach(() => hall.stop());

type More = { readonly staff?: StaffId; readonly placed?: boolean };
const press = (verb: "open" | "close" | "call-next" | "finish" | "resume", more: More = {}) =>
  hall.service.window({ verb, window: W1, ...more } as Parameters<typeof hall.service.window>[0], ADMIN);
const plan = (wanted: PlanWindow, asked: Parameters<typeof hall.service.window>[1] = ADMIN) =>
  hall.service.window({ verb: "plan", window: W1, plan: wanted }, asked);
const pause = { kind: "pause", from: "11:30", to: "12:00", reason: "开会" } as const;
const view = () => hall.core.windowView(W1);
const plans = () => plansAt(hall.core, hall.core.memory.states.dispatcher, hall.clock.now());

test("of two clerks who plan the same window at the same moment one is done, the other told whose plan is in the way", async () => {
  const clerk = (id: string) => ({ actor: { kind: "staff", id: id as StaffId }, key: null }) as const;
  const later = { kind: "pause", from: "11:45", to: "12:15", reason: "送件" } as const;
  const [one, other] = await Promise.all([plan(pause, clerk("s01")), plan(later, clerk("s02"))]);
  expectDone(one);
  expect(other).toMatchObject({
    refused: "plan.overlap",
    detail: expect.stringMatching(/11:45–12:15.*已有计划：11:30–12:00开会/),
  });
  expect(view()?.plans.map((p) => p.reason)).toEqual(["开会"]);
  const ends = await Promise.all(
    ["s01", "s02"].map((id) => plan({ kind: "close", from: "16:00" }, clerk(id))),
  );
  expect(ends.map(codeOf)).toEqual(["done", "plan.overlap"]);
  await hall.restart(0);
  expect(view()?.plans.map((p) => p.kind)).toEqual(["pause", "close"]);
});

test("a pause stands in the window's view and among its known breaks, comes about by itself and over a restart", async () => {
  expectDone(await plan(pause));
  const from = "2026-11-23T11:30:00.000+08:00";
  const to = "2026-11-23T12:00:00.000+08:00";
  expect(view()).toMatchObject({
    plans: [{ kind: "pause", from, to, reason: "开会", begun: false }],
    nextBreak: { from, to, reason: "开会" },
  });
  expect(plans().breaksOf(W1, hall.clock.now())).toContainEqual([Date.parse(from), Date.parse(to)]);
  const ticket = await hall.issue();
  await hall.restart(2 * HOUR);
  expect(view()?.plans).toHaveLength(1);
  expectDone(await press("call-next"));
  await hall.advance(HOUR / 2);
  expect(view()).toMatchObject({ state: "calling", next: "paused", breakSoon: true });
  expectDone(await press("finish"));
  expect(view()).toMatchObject({ state: "paused", pauseReason: "开会", plans: [{ begun: true }] });
  expect(
    serviceNow(
      { ...hall.core, dispatcher: hall.core.memory.states.dispatcher },
      ticket.queue as QueueId,
      hall.clock.now(),
    ),
  ).toEqual({
    state: "away",
    resumesAt: Date.parse(to),
    reason: "开会",
  });
  await hall.advance(HOUR / 2);
  expect(view()).toMatchObject({ state: "paused", plans: [] });
  expectDone(await press("resume"));
  expect(view()?.state).toBe("idle");
});

test("an idle window pauses when the time comes, without a press; one that closes leaves no window for its sector", async () => {
  const queue = view()?.sectors[0] as QueueId;
  expectDone(await plan(pause));
  expectDone(await plan({ kind: "close", from: "16:00" }));
  expect(plans().breaksOf(W1, hall.clock.now()).at(-1)?.[1]).toBe(Number.POSITIVE_INFINITY);
  await hall.advance(2.5 * HOUR);
  expect(view()?.state).toBe("paused");
  await hall.advance(HOUR);
  expectDone(await press("resume"));
  await hall.advance(3.5 * HOUR);
  expect(view()).toMatchObject({
    state: "closed",
    staff: null,
    plans: [{ kind: "close", to: null, begun: true }],
  });
  const now = { ...hall.core, dispatcher: hall.core.memory.states.dispatcher };
  for (const other of hall.config.windows)
    if (other.id !== W1 && other.sectors.includes(queue))
      expectDone(
        await hall.service.window(
          { verb: "plan", window: other.id, plan: { kind: "close", from: "16:30" } },
          ADMIN,
        ),
      );
  await hall.advance(HOUR / 2 + MINUTE);
  expect(serviceNow(now, queue, hall.clock.now()).state).toBe("none");
  expectDone(await press("open", { staff: "s01" as StaffId, placed: false }));
  expect(view()).toMatchObject({ state: "idle", plans: [] });
  expect(serviceNow(now, queue, hall.clock.now()).state).toBe("open");
});

test("while the server was off a pause passed by: nobody pauses; the day's end forgets what is left", async () => {
  expectDone(await plan(pause));
  expectDone(await plan({ kind: "close", from: "16:00" }));
  await hall.restart(4 * HOUR);
  await hall.settled();
  expect(view()).toMatchObject({ state: "idle", plans: [{ kind: "close" }] });
  await hall.advance(24 * HOUR);
  expect(hall.core.memory.states.dispatcher.plans.size).toBe(0);
});

test("one key makes one plan; it is withdrawn by its id, and refusals have their codes", async () => {
  const key = { scope: "a", key: "k", fingerprint: "f" };
  const first = expectDone(await plan(pause, { ...ADMIN, key }));
  expect(expectDone(await plan(pause, { ...ADMIN, key }))).toEqual(first);
  expect(view()?.plans).toHaveLength(1);
  expect(codeOf(await plan({ kind: "pause", from: "11:45", to: "12:15" }))).toBe("plan.overlap");
  expect(codeOf(await plan({ kind: "close", from: "08:59" }))).toBe("time.past");
  expect(codeOf(await plan({ kind: "close", from: "24:00" }))).toBe("plan.too-late");
  expect(codeOf(await plan({ kind: "pause", from: "15:00", to: "14:00" }))).toBe("request.invalid");
  const id = first.window.plans[0]?.id as PlanId;
  const withdraw = { verb: "withdraw-plan", window: W1, plan: id } as const;
  expect(expectDone(await hall.service.window(withdraw, ADMIN)).window.plans).toEqual([]);
  expect(codeOf(await hall.service.window(withdraw, ADMIN))).toBe("plan.unknown");
});
