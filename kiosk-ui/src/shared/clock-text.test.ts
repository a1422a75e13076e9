import { expect, test } from "vitest";
import { hourMinute, hourMinuteSecond, noteHallZone } from "./clock-text.ts";

test("times are the hall's, whatever zone this machine is set to", () => {
  const at = Date.UTC(2026, 10, 23, 23, 8, 5);
  noteHallZone(JSON.stringify({ number: "Z001", at: "2026-11-24T07:08:05.000+08:00" }));
  expect(hourMinute(at)).toBe("07:08");
  expect(hourMinuteSecond(at)).toBe("07:08:05");
  noteHallZone(JSON.stringify({ note: "no time here", id: "a+08:00" }));
  expect(hourMinute(at)).toBe("07:08");
  noteHallZone(JSON.stringify({ at: "2026-11-23T19:38:05-03:30" }));
  expect(hourMinute(at)).toBe("19:38");
});
