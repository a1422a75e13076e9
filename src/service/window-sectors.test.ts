import { afterEach, beforeEach, expect, test } from "vitest";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR } from "./testing/core-hall.ts";

const W1 = "w01" as WindowId;
const PROPERTY = "property" as QueueId;
let hall: CoreHall;
beforeEach(async () => {
  hall = new CoreHall();
  hall.core.start();
  await hall.settled();
  await hall.open(W1, "s01");
});
afterEach(() => hall.stop());

const set = (sectors: readonly QueueId[] | null, at: string | null) =>
  hall.service.window({ verb: "sectors", window: W1, sectors, at }, ADMIN);
const view = () => hall.core.windowView(W1);

test("a window changes at the time the manager set, after the service then going on; also over a restart", async () => {
  const before = view()?.sectors;
  expectDone(await set([PROPERTY], "10:00"));
  expect(view()).toMatchObject({ sectors: before, assigned: true, nextSectors: { sectors: [PROPERTY] } });
  await hall.restart();
  await hall.issue();
  expectDone(await hall.service.window({ verb: "call-next", window: W1 }, ADMIN));
  await hall.advance(1.5 * HOUR);
  expect(view()?.sectors).toEqual(before);
  expectDone(await hall.service.window({ verb: "finish", window: W1 }, ADMIN));
  expect(view()).toMatchObject({ sectors: [PROPERTY], nextSectors: null });
});

test("an idle window changes by itself at that time", async () => {
  expectDone(await set([PROPERTY], "10:00"));
  await hall.advance(HOUR);
  expect(view()?.sectors).toEqual([PROPERTY]);
});

test("what was set is taken back, before its time and after; a time that has passed is refused", async () => {
  const before = view()?.sectors;
  expectDone(await set([PROPERTY], "10:00"));
  expectDone(await set(null, null));
  await hall.advance(2 * HOUR);
  expect(view()).toMatchObject({ sectors: before, assigned: false, nextSectors: null });
  expect(codeOf(await set([PROPERTY], "10:00"))).toBe("time.past");
  expectDone(await set([PROPERTY], null));
  expect(view()?.sectors).toEqual([PROPERTY]);
  expectDone(await set(null, null));
  expect(view()?.sectors).toEqual(before);
});

test("it holds for the day only", async () => {
  const before = view()?.sectors;
  expectDone(await set([PROPERTY], null));
  await hall.advance(24 * HOUR);
  expect(view()).toMatchObject({ sectors: before, assigned: false });
});
