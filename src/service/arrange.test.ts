import { afterEach, beforeEach, expect, test } from "vitest";
import type { ArrangeStep } from "../contract/arrange.ts";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { ADMIN, CoreHall, codeOf, expectDone } from "./testing/core-hall.ts";

const W1 = "w01" as WindowId;
const W2 = "w02" as WindowId;
const S1 = "s01" as StaffId;
const S2 = "s02" as StaffId;
const PROPERTY = "property" as QueueId;
let hall: CoreHall;
beforeEach(async () => {
  hall = new CoreHall();
  hall.core.start();
  await hall.settled();
  await hall.open(W1, S1);
});
afterEach(() => hall.stop());

const close = { do: "close", window: W1 } as const;
const open = (staff: StaffId) => ({ do: "open", window: W2, staff }) as const;
const plan = (from: string, to: string) =>
  ({ do: "plan", window: W2, plan: { kind: "pause", from, to } }) as const;
const arrange = (...changes: ArrangeStep[][]) =>
  hall.service.arrange({ changes: changes.map((steps) => ({ steps })) }, ADMIN);
const state = (id: WindowId) => hall.core.windowView(id)?.state;

test("now and later together, in one turn", async () => {
  const before = hall.core.store.journal.lastSeq();
  const sectors: ArrangeStep = { do: "sectors", window: W2, sectors: [PROPERTY], at: "15:00" };
  const done = expectDone(await arrange([close], [open(S2)], [sectors], [plan("11:30", "12:00")]));
  expect(done.windows.map((w) => [w.id, w.state, w.plans.length])).toEqual([
    ["w01", "closed", 0],
    ["w02", "idle", 1],
  ]);
  expect(done.windows[1]?.nextSectors?.sectors).toEqual([PROPERTY]);
  const at = [...hall.core.store.journal.since(before)].map((fact) => fact.at);
  expect(new Set(at).size).toBe(1);
});

const REFUSED: readonly (readonly [why: string, steps: ArrangeStep[], code: string])[] = [
  ["a window that is not there", [{ do: "close", window: "w99" as WindowId }], "window.unknown"],
  ["somebody who is not there", [open("s77" as StaffId)], "staff.unknown"],
  ["a sector that is not there", [{ do: "sectors", window: W2, sectors: ["x" as QueueId] }], "queue.unknown"],
  ["a time that has passed", [plan("08:00", "08:30")], "time.past"],
  ["a pause of a closed window", [{ do: "pause", window: W2 }], "window.closed"],
  [
    "a pause that meets one of the same request",
    [plan("11:30", "12:00"), plan("11:45", "12:15")],
    "plan.overlap",
  ],
];

test.each(REFUSED)("%s: nothing of it is done", async (_, steps, code) => {
  const before = hall.core.store.journal.lastSeq();
  const refused = await arrange([close], steps);
  expect(codeOf(refused)).toBe(code);
  expect((refused as { detail: string }).detail).toMatch(/^第 2 项：.*；其余各项也没有执行$/);
  expect(hall.core.store.journal.lastSeq()).toBe(before);
  expect([state(W1), state(W2)]).toEqual(["idle", "closed"]);
  expect(hall.core.memory.states.dispatcher.plans.size).toBe(0);
});
