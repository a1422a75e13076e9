import { expect, test } from "vitest";
import type { QueueId } from "../contract/ids.ts";
import { A, DeskHall, MINUTE, RULES, W } from "../dispatcher/testing/desk-hall.ts";
import { announcedIn } from "./announced.ts";

const ANNOUNCING = { ...RULES, sectors: RULES.sectors.map((s) => ({ ...s, announceAhead: true })) };

test("screens name whoever was told a window ahead, until that window calls them", () => {
  const hall = new DeskHall(ANNOUNCING);
  hall.open(1);
  hall.issue(A);
  hall.next(1);
  hall.do({ type: "start", window: W(1) });
  const next = hall.issue(A);
  hall.issue(A);
  expect(announcedIn(hall.state, [A])).toEqual([]);
  hall.wait(6 * MINUTE);
  hall.do({ type: "due" });
  const { number } = hall.state.tickets.get(next) ?? {};
  const { name } = hall.state.rules.windows.find((w) => w.id === W(1)) ?? {};
  expect(announcedIn(hall.state, [A])).toEqual([{ number, window: { id: W(1), name } }]);
  expect(announcedIn(hall.state, ["other" as QueueId])).toEqual([]);
  hall.next(1);
  expect(announcedIn(hall.state, [A]).map((told) => told.number)).not.toContain(number);
});
