import { expect, test } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { keysOf, LockOut } from "./lock-out.ts";

const make = () => {
  const clock = new ManualClock(1_000_000);
  return { clock, locks: new LockOut({ clock }) };
};

test("a thousand right sign-ins from one address lock nobody", () => {
  const { locks } = make();
  for (let n = 0; n < 1000; n++) {
    const keys = keysOf(`s${n % 20}`, "10.0.0.1");
    expect(locks.waitFor(keys)).toBe(0);
    locks.failed(keys);
    locks.succeeded(keys);
  }
});

test("guessing many people from one address locks the address, not the people", () => {
  const { locks } = make();
  for (let n = 0; n < 50; n++) locks.failed(keysOf(`s${n}`, "10.6.6.6"));
  expect(locks.waitFor(keysOf("s99", "10.6.6.6"))).toBe(60_000);
  expect(locks.waitFor(keysOf("s1", "10.0.0.1"))).toBe(0);
});

test("the lock doubles up to fifteen minutes", () => {
  const { clock, locks } = make();
  const keys = keysOf("s01", "a").slice(0, 1);
  for (let n = 0; n < 4; n++) locks.failed(keys);
  const waits: number[] = [];
  for (let n = 0; n < 6; n++) {
    locks.failed(keys);
    waits.push(locks.waitFor(keys) / 60_000);
    clock.advance(locks.waitFor(keys));
  }
  expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
});

test("failures are forgotten half an hour after the last, and the memory stays small", () => {
  const { clock, locks } = make();
  const keys = keysOf("s01", "a");
  for (let n = 0; n < 4; n++) locks.failed(keys);
  clock.advance(31 * 60_000);
  locks.failed(keysOf("s02", "b"));
  locks.failed(keys);
  expect(locks.waitFor(keys)).toBe(0);
  for (let n = 0; n < 30_000; n++) locks.failed(keysOf(`x${n}`, `10.${n}`).slice(0, 1));
  expect(locks.size).toBeLessThanOrEqual(10_001);
});
