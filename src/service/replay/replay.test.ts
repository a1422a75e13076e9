import path from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { HallEvent } from "../../contract/events.ts";
import type { QueueId, TicketId, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import { isRefusal } from "../../kernel/errors.ts";
import { openDatabase } from "../../store/database.ts";
import { openDays } from "../../store/days.ts";
import { MEMORY_SHAPE } from "../memory.ts";
import { rulesOf } from "../rules.ts";
import { ADMIN, CoreHall, expectDone, HOUR, MORNING } from "../testing/core-hall.ts";
import { held, step, take } from "../testing/random-steps.ts";
import { DayReplay } from "./day-replay.ts";
import { createReplayThread } from "./replay-thread.ts";
import { openReplays, type Replays } from "./replays.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const W1 = "w01" as WindowId;
const DAY = "2026-11-23";
const ids = (id: string) => id;

/** Everything that was opened ends with the test. */
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function started(config?: (demo: CoreHall["config"]) => CoreHall["config"]): CoreHall {
  const hall = new CoreHall(config);
  closers.push(() => hall.stop());
  hall.core.start();
  return hall;
}

function replaysOf(hall: CoreHall): Replays {
  const replays = openReplays({
    config: hall.config,
    data: hall.folder,
    root: ROOT,
    now: () => hall.clock.now(),
  });
  closers.push(replays.close);
  return replays;
}

const open = (hall: CoreHall, window = W1, staff = "s01") => hall.open(window, staff);
const next = async (hall: CoreHall, window = W1) =>
  expectDone(await hall.service.window({ verb: "call-next", window }, ADMIN)).ticket;
function given<T extends object>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.detail}`);
  return answer;
}

test("at every position the day replayed is the hall as it was, forwards, backwards and across", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40 }),
      fc.infiniteStream(fc.nat(1_000)),
      async (steps, picks) => {
        const hall = new CoreHall();
        try {
          hall.core.start();
          const issued: TicketId[] = [];
          await take(hall, { do: "window", verb: "open", pick: 0 }, []);
          const seen: { seq: number; live: object }[] = [];
          for (const [i, now] of steps.entries()) {
            if (i === Math.floor(steps.length / 2)) await hall.advance(24 * HOUR);
            await take(hall, now, issued);
            await hall.settled();
            seen.push({ seq: hall.store.journal.lastSeq(), live: held(hall.core.memory.states) });
          }
          const reads = openDays(hall.folder, { shape: MEMORY_SHAPE, dayOf: hall.core.calendar.day });
          const matters = { offered: [...hall.core.memory.states.intake.offered.values()], earlier: [] };
          const rules = rulesOf(hall.config, matters, null, hall.core.calendar);
          const names = { window: ids, sector: ids, staff: ids };
          const days = reads.days().map((day) => {
            const replay = new DayReplay({ day, reads, rules, names });
            replay.extend(day);
            return replay;
          });
          for (let n = 0; n < 12; n++) {
            const { seq, live } = seen[(picks.next().value as number) % seen.length] as (typeof seen)[number];
            const day = days.find((d) => d.after < seq && seq <= d.last) as DayReplay;
            expect(held(day.at(seq))).toEqual(live);
          }
          reads.close();
        } finally {
          await hall.stop();
        }
      },
    ),
    { numRuns: 10, seed: 20261125, endOnFailure: true },
  );
}, 120_000);

test("the page of a moment says who stood where, who waited how long, and why each was called", async () => {
  const hall = started();
  await open(hall);
  const first = await hall.issue({ queue: "comprehensive" as QueueId });
  await hall.advance(5 * 60_000);
  const second = await hall.issue({ queue: "comprehensive" as QueueId, phone: "+8613800138001" });
  await next(hall);
  await hall.advance(10 * 60_000);
  await next(hall);
  await hall.advance(60_000);
  const replays = replaysOf(hall);
  const iso = hall.core.calendar.iso;

  const midst = given(replays.moment(DAY, { at: "09:10" }));
  expect(midst).toMatchObject({ day: DAY, ended: false, at: iso(MORNING + 10 * 60_000) });
  expect(midst.windows.find((w) => w.id === W1)).toMatchObject({
    state: "calling",
    number: first.number,
    minutes: 5,
    name: hall.config.windows[0]?.name,
  });
  expect(midst.queues.find((q) => q.id === "comprehensive")).toMatchObject({
    waiting: 1,
    longest: 5,
    people: [{ number: second.number, minutes: 5, class: "walk", window: null }],
  });
  const end = given(replays.moment(DAY, {}));
  const told = hall.facts.filter((f): f is HallEvent<"ticket.called"> => f.type === "ticket.called");
  expect(told).toHaveLength(2);
  expect(end.calls.map((c) => [c.number, c.why])).toEqual([
    [second.number, told[1]?.data.reason],
    [first.number, told[0]?.data.reason],
  ]);
  expect(end.calls[0]?.why).toContain("唯一可办的等候号");
  expect(end.seq).toBe(end.last);
  expect(end.events[0]?.text).toContain(`呼叫${second.number}`);
  // Neither what was typed nor what was made of it for messages.
  expect(JSON.stringify([midst, end, replays.events(DAY, { limit: 500 })])).not.toMatch(/138|尾号/);
});

test("events come by pages, by kind and by number, from either end", async () => {
  const hall = started();
  await open(hall);
  const tickets = [await hall.issue(), await hall.issue(), await hall.issue()];
  await next(hall);
  await next(hall);
  const replays = replaysOf(hall);
  const all = given(replays.events(DAY, { limit: 500 }));
  expect(all.more).toBe(false);
  const pages: (typeof all.events)[number][] = [];
  for (let after: number | undefined; ; ) {
    const page = given(replays.events(DAY, { limit: 2, after }));
    pages.push(...page.events);
    after = page.events.at(-1)?.seq;
    if (!page.more) break;
  }
  expect(pages).toEqual(all.events);
  const calls = given(replays.events(DAY, { limit: 1, type: "ticket.called" }));
  expect(calls).toMatchObject({ more: true, events: [{ number: tickets[0]?.number, window: W1 }] });
  const later = given(
    replays.events(DAY, { limit: 9, type: "ticket.called", after: calls.events[0]?.seq ?? 0 }),
  );
  expect(later.events.map((e) => e.number)).toEqual([tickets[1]?.number]);
  const before = given(replays.events(DAY, { limit: 1, before: later.events[0]?.seq ?? 0 }));
  expect(before.events[0]?.seq).toBeLessThan(later.events[0]?.seq ?? 0);
  expect(all.events.filter((e) => e.seq < (later.events[0]?.seq ?? 0)).at(-1)).toEqual(before.events[0]);
  const about = given(replays.events(DAY, { limit: 500, number: tickets[2]?.number }));
  expect(about.events.length).toBeGreaterThan(0);
  expect(new Set(about.events.map((e) => e.number))).toEqual(new Set([tickets[2]?.number]));
});

test("today goes on under an open page; an ended day is whole though its end came with the next start", async () => {
  const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
  const hall = started((demo) => ({
    ...demo,
    hall: { ...demo.hall, hours: [{ days: [...week], from: "08:30", to: "17:00" }] },
  }));
  await open(hall);
  const replays = replaysOf(hall);
  expect(given(replays.moment(DAY, {})).queues.every((q) => q.waiting === 0)).toBe(true);
  await hall.issue({ queue: "comprehensive" as QueueId });
  expect(given(replays.moment(DAY, {})).queues.find((q) => q.id === "comprehensive")?.waiting).toBe(1);
  const called = await next(hall);
  await hall.restart(34 * HOUR);
  await hall.advance(0);
  const whole = given(replays.moment(DAY, { at: "24:00" }));
  expect(whole).toMatchObject({ ended: true, seq: whole.last });
  expect(whole.windows.every((w) => w.state === "closed")).toBe(true);
  // Served until the server was stopped; what the start of the next day made of it stands at the end.
  expect(given(replays.moment(DAY, { at: "20:00" })).windows.find((w) => w.id === W1)?.number).toBe(
    called?.number,
  );
});

test("a day that is not there, one to come, and what is not of the day are refused by name", async () => {
  const hall = started();
  await open(hall);
  await hall.advance(HOUR);
  const replays = replaysOf(hall);
  const code = (answer: object) => (isRefusal(answer) ? answer.refused : "given");
  expect(code(replays.moment("2026-11-20", {}))).toBe("day.unknown");
  expect(code(replays.events("2026-11-24", { limit: 1 }))).toBe("day.future");
  expect(code(replays.moment(DAY, { at: "10:01" }))).toBe("day.outside");
  expect(code(replays.moment(DAY, { at: "2026-11-22T10:00:00+08:00" }))).toBe("day.outside");
  expect(code(replays.moment(DAY, { at: "2026-11-23T09:59:59+08:00" }))).toBe("given");
  expect(code(replays.moment(DAY, { seq: 1_000 }))).toBe("day.outside");
  expect(code(replays.moment(DAY, { seq: 0 }))).toBe("given");
});

test("days are listed newest first with what they hold; a day without anything is none", async () => {
  const hall = started();
  await open(hall);
  await hall.issue();
  for (let day = 0; day < 3; day++) await hall.advance(24 * HOUR);
  await hall.issue();
  await hall.issue();
  const replays = replaysOf(hall);
  expect(replays.days({ limit: 60 })).toMatchObject({
    days: [
      { day: "2026-11-26", tickets: 2, ended: false },
      { day: DAY, tickets: 1, ended: true },
    ],
    more: false,
  });
  expect(replays.days({ limit: 1 })).toMatchObject({ days: [{ day: "2026-11-26" }], more: true });
  expect(replays.days({ limit: 1, before: "2026-11-26" })).toMatchObject({
    days: [{ day: DAY }],
    more: false,
  });
});

test("without the snapshots of another release, with phones purged and a window gone, the day is the same", async () => {
  const hall = started();
  await open(hall);
  await open(hall, "w02" as WindowId, "s02");
  await hall.issue({ phone: "+8613800138001" });
  await next(hall, "w02" as WindowId);
  await hall.advance(24 * HOUR);
  await hall.issue();
  const then = given(replaysOf(hall).moment(DAY, {}));
  const db = openDatabase(hall.folder);
  db.exec("DELETE FROM snapshot; UPDATE contact SET phone = NULL");
  db.close();
  Object.assign(hall.config, { windows: hall.config.windows.filter((w) => w.id !== "w02") });
  const now = given(replaysOf(hall).moment(DAY, {}));
  expect(now.calls.map((c) => [c.number, c.why])).toEqual(then.calls.map((c) => [c.number, c.why]));
  expect(now.calls[0]?.window).toEqual({ id: "w02", name: "w02" });
  expect(now.events.map((e) => e.seq)).toEqual(then.events.map((e) => e.seq));
});

test("the thread answers as the code does, and says what went wrong in it", async () => {
  const hall = started();
  await open(hall);
  await hall.issue();
  const { config, folder, clock } = hall;
  const thread = createReplayThread({ config, data: folder, root: ROOT, clock });
  closers.push(thread.stop);
  expect(await thread.events(DAY, { limit: 500 })).toEqual(replaysOf(hall).events(DAY, { limit: 500 }));
  expect(await thread.days({ limit: 1 })).toEqual(replaysOf(hall).days({ limit: 1 }));
  expect(await thread.moment("2026-11-20", {})).toMatchObject({ refused: "day.unknown" });
  // Nobody asks for a while: the thread is ended, and the next question starts another.
  clock.advance(HOUR);
  expect(await thread.moment(DAY, { seq: 1 })).toMatchObject({ seq: 1 });
  const lost = createReplayThread({ config, data: path.join(folder, "nowhere"), root: ROOT, clock });
  closers.push(lost.stop);
  await expect(lost.days({ limit: 1 })).rejects.toThrow(expect.objectContaining({ code: "store.none" }));
});

test("a folder without a hall is said to have none", () => {
  const hall = started();
  expect(() =>
    openReplays({ config: hall.config, data: path.join(hall.folder, "nowhere"), root: ROOT, now: () => 0 }),
  ).toThrow(expect.objectContaining({ code: "store.none" }));
});
