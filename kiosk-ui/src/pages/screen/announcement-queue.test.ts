import { describe, expect, it } from "vitest";
import { type ScreenCall, screenCall } from "../../../../src/contract/screen.ts";
import {
  type AnnouncementState,
  hearCalls,
  NOTHING_ANNOUNCED,
  nextAnnouncement,
} from "./announcement-queue.ts";

const START = Date.parse("2026-11-23T09:00:00+08:00");
const call = (announcement: number, number: string, state: ScreenCall["state"] = "calling", at = START) =>
  screenCall.parse({
    number,
    window: { id: "w01", name: "1号窗口" },
    calledAt: new Date(at).toISOString(),
    state,
    phone: null,
    announcement,
  });
const hear = (
  state: AnnouncementState,
  calls: readonly ScreenCall[],
  {
    now = START,
    serverNow = now,
    caughtUp = false,
  }: { now?: number; serverNow?: number; caughtUp?: boolean } = {},
) => hearCalls(state, calls, { now, serverNow, caughtUp });
const numbers = (state: AnnouncementState) => state.pending.map((a) => a.announcement);

describe("the announcement queue", () => {
  it("does not speak what was called before the page was opened", () => {
    const state = hear(NOTHING_ANNOUNCED, [call(5, "Z005"), call(4, "Z004")]);
    expect(state.pending).toEqual([]);
    expect(state.newest).toBe(5);
  });

  it("speaks the very first call after an empty first picture", () => {
    const state = hear(hear(NOTHING_ANNOUNCED, []), [call(1, "Z001")]);
    expect(numbers(state)).toEqual([1]);
  });

  it("keeps the order of the calls although the picture is newest first", () => {
    const state = hear(hear(NOTHING_ANNOUNCED, []), [call(3, "Z003"), call(2, "Z002"), call(1, "Z001")]);
    expect(numbers(state)).toEqual([1, 2, 3]);
    const first = nextAnnouncement(state, START);
    expect(first.next?.number).toBe("Z001");
    expect(numbers(first.state)).toEqual([2, 3]);
  });

  it("speaks a recall once, in place of the sentence still waiting", () => {
    let state = hear(hear(NOTHING_ANNOUNCED, []), [call(1, "Z001"), call(2, "Z002")]);
    state = hear(state, [call(3, "Z001"), call(2, "Z002")]);
    expect(numbers(state)).toEqual([2, 3]);
    expect(numbers(hear(state, [call(3, "Z001"), call(2, "Z002")]))).toEqual([2, 3]);
  });

  it("drops who was missed before its turn to be spoken", () => {
    let state = hear(hear(NOTHING_ANNOUNCED, []), [call(1, "Z001"), call(2, "Z002")]);
    state = hear(state, [call(1, "Z001", "missed"), call(2, "Z002", "serving")]);
    expect(numbers(state)).toEqual([2]);
  });

  it("does not call to the window who is first seen there", () => {
    expect(hear(hear(NOTHING_ANNOUNCED, []), [call(1, "Z001", "serving")]).pending).toEqual([]);
  });

  it("drops sentences older than a minute", () => {
    const state = hear(hear(NOTHING_ANNOUNCED, []), [call(1, "Z001")]);
    expect(nextAnnouncement(state, START + 59_999).next?.announcement).toBe(1);
    expect(nextAnnouncement(state, START + 60_000).next).toBeNull();
  });

  it("after an outage speaks the calls of the last minute only, by the server's clock", () => {
    const pageClock = START + 7_000_000; // a screen whose clock is wrong
    let state = hear(NOTHING_ANNOUNCED, [], { now: pageClock, serverNow: START });
    state = hear(
      state,
      [call(2, "Z002", "calling", START + 170_000), call(1, "Z001", "calling", START + 10_000)],
      { now: pageClock + 180_000, serverNow: START + 180_000, caughtUp: true },
    );
    expect(nextAnnouncement(state, pageClock + 180_000).next?.number).toBe("Z002");
    expect(
      nextAnnouncement(nextAnnouncement(state, pageClock + 180_000).state, pageClock + 180_000).next,
    ).toBeNull();
  });

  it("speaks a live recall although the number was first called long ago", () => {
    let state = hear(NOTHING_ANNOUNCED, [call(1, "Z001")]);
    state = hear(state, [call(2, "Z001")], { now: START + 300_000 });
    expect(nextAnnouncement(state, START + 300_000).next?.announcement).toBe(2);
  });

  it("goes on when the server's numbering starts over", () => {
    let state = hear(NOTHING_ANNOUNCED, [call(500, "Z099")]);
    state = hear(state, []);
    state = hear(state, [call(1, "Z001", "calling", START + 1_000)], { now: START + 1_000 });
    expect(numbers(state)).toEqual([1]);
    expect(numbers(hear(state, [call(2, "Z002", "calling", START + 2_000)], { now: START + 2_000 }))).toEqual(
      [1, 2],
    );
  });

  it("does not take a call that left the list for a new numbering", () => {
    let state = hear(NOTHING_ANNOUNCED, [call(9, "Z009", "calling", START + 5_000), call(8, "Z008")]);
    state = hear(state, [call(8, "Z008")]);
    expect(state.newest).toBe(9);
    expect(state.pending).toEqual([]);
  });
});
