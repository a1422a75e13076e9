import { describe, expect, test } from "vitest";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";

const START = Date.UTC(2026, 10, 23, 1, 0);
/** Window 1 serves 甲 and from 14:00 (five hours after the start) 乙. */
const AT = START + 300 * MINUTE;
const tide = () =>
  new DeskHall({
    ...RULES,
    rota: {
      ...RULES.rota,
      sectorsAt: (window: WindowId, at: number): readonly QueueId[] =>
        window === W(1) && at >= AT ? [B] : RULES.rota.sectorsAt(window, at),
    },
  });
const sectorsOf = (hall: DeskHall) => hall.state.sectors.get(W(1));

describe("a window whose sectors change at a set time", () => {
  test("changes when it is free", () => {
    const hall = tide();
    hall.open(1);
    hall.do({ type: "rota" });
    expect(sectorsOf(hall)).toBeUndefined();
    hall.at = AT;
    hall.do({ type: "rota" });
    expect(sectorsOf(hall)).toEqual([B]);
    expect(hall.do({ type: "rota" })).toEqual([]);
  });

  test("goes on with the present service, and calls by the new sectors from the very next call", () => {
    const hall = tide();
    hall.open(1);
    const [a1] = [hall.issue(A), hall.issue(A)];
    const b = hall.issue(B);
    expect(hall.next(1)).toBe(a1);
    hall.at = AT;
    expect(hall.do({ type: "rota" })).toEqual([]);
    expect(hall.next(1)).toBe(b);
    expect(sectorsOf(hall)).toEqual([B]);
    expect(hall.stateOf(a1)).toBe("served");
  });

  test.each([["finish"], ["no-show"]] as const)("changes after a %s", (verb) => {
    const hall = tide();
    hall.open(1);
    hall.issue(A);
    hall.next(1);
    hall.at = AT;
    hall.do({ type: verb, window: W(1) });
    expect(sectorsOf(hall)).toEqual([B]);
  });

  test("no longer calls the others by name", () => {
    const hall = tide();
    hall.open(1);
    const a = hall.issue(A);
    hall.at = AT;
    expect(hall.do({ type: "call", window: W(1), ticket: a })).toBe("ticket.not-served-here");
  });
});

describe("sectors that the manager sets", () => {
  test("hold until taken back or the day ends; a busy window ends its service first", () => {
    const hall = tide();
    hall.open(1);
    hall.issue(A);
    hall.next(1);
    hall.do({ type: "set-sectors", window: W(1), sectors: [B], from: null });
    expect(sectorsOf(hall)).toBeUndefined();
    hall.do({ type: "finish", window: W(1) });
    expect(sectorsOf(hall)).toEqual([B]);
    hall.do({ type: "set-sectors", window: W(1), sectors: null, from: null });
    expect(sectorsOf(hall)).toEqual([A]);
    hall.do({ type: "set-sectors", window: W(1), sectors: [B], from: null });
    hall.do({ type: "end-day", day: "2026-11-23", next: "2026-11-24", continuous: false });
    hall.do({ type: "rota" });
    expect(sectorsOf(hall)).toEqual([A]);
  });

  test("must exist", () => {
    expect(tide().do({ type: "set-sectors", window: W(1), sectors: ["z" as QueueId], from: null })).toBe(
      "queue.unknown",
    );
  });
});
