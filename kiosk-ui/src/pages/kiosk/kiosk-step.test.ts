import { expect, test } from "vitest";
import { hasBack, stepBefore } from "./kiosk-step.ts";

const KNOWN = { settled: true, asks: true, several: true };

test("back goes to the matters where there are any, to the sectors where there are several, or to the start", () => {
  expect(stepBefore("phone", KNOWN)).toBe("matters");
  expect(stepBefore("card", { ...KNOWN, asks: false })).toBe("sector");
  expect(stepBefore("matters", { ...KNOWN, several: false })).toBe("rest");
  expect(stepBefore("sector", KNOWN)).toBe("rest");
  expect(stepBefore("appointment", { ...KNOWN, asks: false, several: false })).toBe("rest");
});

test("a document typed before a sector is settled goes back to the sectors", () => {
  expect(stepBefore("document", KNOWN)).toBe("card");
  expect(stepBefore("document", { ...KNOWN, settled: false })).toBe("sector");
});

test("the number of cases was asked for at the phone", () => {
  expect(hasBack("count")).toBe(true);
  expect(stepBefore("count", KNOWN)).toBe("phone");
});

test("there is no way back from a number that is asked for or given", () => {
  expect((["sending", "result", "again", "problem", "rest"] as const).filter(hasBack)).toEqual([]);
});
