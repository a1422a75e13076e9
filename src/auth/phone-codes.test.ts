import { expect, test } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { seededRandom } from "../kernel/random.ts";
import { PhoneCodes } from "./phone-codes.ts";

const PHONE = "+8613800138000";
const MINUTE = 60_000;

function codes() {
  const clock = new ManualClock(1_000_000_000);
  const phones = new PhoneCodes({ clock, random: seededRandom(3) });
  const ask = (phone = PHONE, caller = "1.1.1.1") => {
    const answer = phones.ask(phone, caller);
    return "code" in answer ? answer.code : `${answer.refused} ${answer.retryAfter}`;
  };
  const prove = (code: string, phone = PHONE, caller = "1.1.1.1") => {
    const answer = phones.prove(phone, code, caller);
    return "token" in answer ? answer.token : answer.refused;
  };
  return { clock, phones, ask, prove };
}

test("a code of six digits proves its phone once, for half an hour", () => {
  const { clock, phones, ask, prove } = codes();
  const code = ask();
  expect(code).toMatch(/^\d{6}$/);
  expect(prove(code, "+8613800138001")).toBe("code.wrong");
  const token = prove(` ${code} `);
  expect(phones.phoneOf(token)).toBe(PHONE);
  expect(prove(code)).toBe("code.wrong");
  clock.advance(30 * MINUTE);
  expect(phones.phoneOf(token)).toBeNull();
  expect(phones.phoneOf("nobody's")).toBeNull();
});

test("a code expires, and holds no more once a new one was asked for", () => {
  const { clock, ask, prove } = codes();
  const old = ask();
  clock.advance(MINUTE);
  const fresh = ask();
  expect(prove(old)).toBe("code.wrong");
  expect(prove(fresh)).toHaveLength(43);
  clock.advance(MINUTE);
  const late = ask();
  clock.advance(5 * MINUTE);
  expect(prove(late)).toBe("code.wrong");
});

test("five wrong tries and the right code is worth nothing", () => {
  const { ask, prove } = codes();
  const code = ask();
  for (let i = 0; i < 5; i++) expect(prove(code === "000000" ? "111111" : "000000")).toBe("code.wrong");
  expect(prove(code)).toBe("code.wrong");
});

test("one phone waits a minute, and gets six a day", () => {
  const { clock, ask } = codes();
  ask();
  expect(ask()).toBe("code.too-often 60");
  for (let i = 0; i < 5; i++) {
    clock.advance(MINUTE);
    expect(ask()).toMatch(/^\d{6}$/);
  }
  clock.advance(MINUTE);
  expect(ask()).toMatch(/^code.too-often/);
  clock.advance(24 * 60 * MINUTE);
  expect(ask()).toMatch(/^\d{6}$/);
});

test("one caller gets twenty an hour for whatever phones, and no more tries than thirty", () => {
  const { ask, prove } = codes();
  for (let i = 0; i < 20; i++) expect(ask(`+86138001380${10 + i}`)).toMatch(/^\d{6}$/);
  expect(ask("+8613900139000")).toMatch(/^code.too-often/);
  expect(ask("+8613900139000", "2.2.2.2")).toMatch(/^\d{6}$/);
  for (let i = 0; i < 30; i++) expect(prove("x")).toBe("code.wrong");
  expect(prove("x")).toBe("code.too-often");
});

test("an SMS that was refused counts for nothing, and its code is none", () => {
  const { phones, ask, prove } = codes();
  const code = ask();
  phones.notSent(PHONE);
  expect(prove(code)).toBe("code.wrong");
  expect(ask()).toMatch(/^\d{6}$/);
});

test("a clock set back holds nobody longer than asked", () => {
  let now = 1_000_000_000;
  const clock = { now: () => now, at: () => () => {} };
  const phones = new PhoneCodes({ clock, random: seededRandom(3) });
  phones.ask(PHONE, "1.1.1.1");
  now -= 3_600_000;
  expect(phones.ask(PHONE, "1.1.1.1")).toHaveProperty("code");
});
