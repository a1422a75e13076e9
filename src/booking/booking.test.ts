import { describe, expect, test } from "vitest";
import type { QueueId } from "../contract/ids.ts";
import { isRefusal } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import type { Slot } from "../kernel/slot-plan.ts";
import { booking } from "./booking.ts";
import { checkIn } from "./check-in.ts";
import { bookingsOf, overbooked, placesLeft } from "./state.ts";
import { DAY, dayOf, HOUR, hall, MINUTE, NINE, plan, rules, Z } from "./testing/booking-hall.ts";

const T = NINE + DAY; // tomorrow, nine

describe("booking", () => {
  test.each([
    ["a free slot", T, "booking.made"],
    ["a time that begins no slot", T + 10 * MINUTE, "appointment.no-slot"],
    ["a day not open yet", T + 6 * DAY, "appointment.no-slot"],
    ["a slot of yesterday", NINE - DAY, "appointment.no-slot"],
  ])("%s", (_, slot, answer) => {
    expect(
      hall()
        .at(8 * HOUR)
        .book(slot, "p1").said,
    ).toBe(answer);
  });

  test("closes before the slot; staff book until it ends", () => {
    const it = hall().at(NINE - 29 * MINUTE);
    expect(it.book(NINE).said).toBe("appointment.too-late");
    expect(it.book(NINE, null, { override: true }).said).toBe("booking.made");
    expect(it.at(NINE + 30 * MINUTE).book(NINE, null, { override: true }).said).toBe("appointment.too-late");
  });

  test("a full slot is refused with others that are free, to staff as well", () => {
    const it = hall().at(0);
    it.book(T);
    it.book(T);
    const decided = booking.decide(it.state, it.wish(T), it.now());
    expect(isRefusal(decided) && decided.detail).toMatch(/已约满。还有名额：/);
    expect(it.book(T, null, { override: true }).said).toBe("appointment.full");
  });

  test("a phone holds as many as allowed on all days together", () => {
    const it = hall().at(0);
    expect(it.book(T, "p1").said).toBe("booking.made");
    const second = it.book(T + DAY, "p1");
    expect(it.book(T + 2 * DAY, "p1").said).toBe("appointment.limit");
    expect(it.book(T + 2 * DAY, "p1", { override: true }).said).toBe("booking.made");
    it.cancel(second.id);
    expect(bookingsOf(it.state, [`p1@${dayOf(T)}`]).map((b) => b.state)).toEqual(["booked"]);
  });

  test("an SMS for each step, told apart by its occurrence", () => {
    const it = hall().at(0);
    const { id } = it.book(T, "p1");
    it.move(id, T + 30 * MINUTE);
    it.move(id, T + HOUR);
    it.cancel(id);
    expect(it.said()).toEqual(["booked 1", "changed 1", "changed 2", "cancelled 1"]);
    expect(hall({ sms: false }).at(0).book(T, "p1").said).toBe("booking.made");
  });
});

describe("changing and cancelling", () => {
  test("move the place from one slot to the other", () => {
    const it = hall({}, 1).at(0);
    const { id } = it.book(T);
    expect(it.book(T).said).toBe("appointment.full");
    expect(it.move(id, T + 30 * MINUTE)).toBe("booking.changed");
    expect([placesLeft(it.state, Z, T), placesLeft(it.state, Z, T + 30 * MINUTE)]).toEqual([1, 0]);
    const other = it.book(T);
    expect(it.move(other.id, T + 30 * MINUTE)).toBe("appointment.full");
    expect(it.state.bookings.get(other.id)?.slot).toBe(T);
    it.cancel(id);
    expect(placesLeft(it.state, Z, T + 30 * MINUTE)).toBe(1);
  });

  test.each([
    [61, false, "booking.cancelled"],
    [59, false, "appointment.too-late"],
    [59, true, "booking.cancelled"],
  ])("%i minutes before, free of limits %s: %s", (minutes, free, answer) => {
    const it = hall().at(0);
    const { id } = it.book(T);
    expect(it.at(T - minutes * MINUTE).cancel(id, free)).toBe(answer);
  });

  test("without a limit it can be given back until the slot begins, and that is what is said", () => {
    const it = hall({ cancelUntilMs: 0 }).at(0);
    const [one, two] = [it.book(T), it.book(T)];
    expect(it.at(T - 1).cancel(one.id)).toBe("booking.cancelled");
    const late = {
      type: "cancel",
      booking: two.id,
      version: null,
      by: { kind: "system" },
      free: false,
    } as const;
    expect(booking.decide(it.state, late, it.at(T).now())).toMatchObject({
      refused: "appointment.too-late",
      detail: expect.stringMatching(/须在时段开始前修改或取消/),
    });
  });

  test("cancelling twice is once; what took its number can't be cancelled", () => {
    const it = hall().at(0);
    const [one, two] = [it.book(T), it.book(T)];
    it.cancel(one.id);
    expect(it.cancel(one.id)).toBe("nothing");
    it.at(T).issue(two.id);
    expect(it.cancel(two.id, true)).toBe("appointment.wrong-state");
    expect(it.move(one.id, T + HOUR, { free: true })).toBe("appointment.wrong-state");
    expect(it.cancel("b-none")).toBe("appointment.unknown");
  });
});

describe("check-in", () => {
  const answer = (it: ReturnType<typeof hall>, by: Parameters<typeof checkIn>[1], byStaff = false) => {
    const found = checkIn(it.state, by, byStaff, it.now());
    if (isRefusal(found)) return found.refused;
    return "again" in found
      ? "again"
      : `${found.class} ${found.slot === null ? "no slot" : (found.slot - T) / MINUTE}`;
  };
  test("by the other system's own number, unless two systems gave it to two people", () => {
    const it = hall({}, 3).at(0);
    it.push(1, T);
    const [one] = it.state.bookings.values();
    const external = String(one?.source.external);
    const { id, said } = it.book(T, "p9");
    expect(said).toBe("booking.made");
    it.at(T);
    expect(answer(it, { code: external })).toBe("appointment 0");
    expect(answer(it, { code: `${external}9` })).toBe("appointment.unknown");
    it.state.externals.set(`wechat\n${external}`, { booking: id, version: 1, at: 0 });
    expect(answer(it, { code: external })).toBe("appointment.unknown");
  });

  test.each([
    ["too early", -21, "reduced", "appointment.too-early"],
    ["early enough", -20, "reduced", "appointment 0"],
    ["inside", 29, "reduced", "appointment 0"],
    ["late, the head start only", 30, "reduced", "appointment no slot"],
    ["late, all rights", 44, "keep", "appointment 0"],
    ["late, as a walk-in", 44, "walk", "walk 0"],
    ["lapsed", 45, "keep", "appointment.unknown"],
  ] as const)("%s", (_, minutes, late, said) => {
    const it = hall({ late }).at(0);
    const { code } = it.book(T, "p1");
    it.at(T + minutes * MINUTE);
    expect(answer(it, { code })).toBe(said);
    expect(answer(it, { contacts: [`p1@${dayOf(T)}`] })).toBe(said);
  });

  test("staff may let somebody in early on the same day, not on another", () => {
    const it = hall().at(0);
    const { code } = it.book(T, "p1");
    expect(answer(it.at(T - HOUR), { code }, true)).toBe("appointment 0");
    expect(answer(it.at(T - DAY), { code }, true)).toBe("appointment.too-early");
  });

  test("what is unknown, cancelled, or another day's tells nothing", () => {
    const it = hall().at(0);
    const { id, code } = it.book(T, "p1");
    it.cancel(id);
    expect(answer(it.at(T), { code })).toBe("appointment.unknown");
    expect(answer(it, { code: "99999999" })).toBe("appointment.unknown");
    expect(answer(it, { contacts: [] })).toBe("appointment.unknown");
    const other = it.at(0).book(T + DAY, "p2");
    expect(answer(it.at(T), { contacts: [`p2@${dayOf(T + DAY)}`] })).toBe("appointment.unknown");
    expect(other.said).toBe("booking.made");
  });

  test("a second time shows its number again; two bookings of a phone come one after the other", () => {
    const it = hall().at(0);
    const one = it.book(T, "p1");
    const two = it.book(T, "p1");
    const by = { contacts: [`p1@${dayOf(T)}`] };
    it.at(T).issue(one.id);
    expect(answer(it, { code: one.code })).toBe("again");
    expect(answer(it, by)).toBe("appointment 0");
    it.issue(two.id);
    expect(answer(it, by)).toBe("again");
  });

  test("a slot that ends at midnight can be kept after it", () => {
    const late = plan(2);
    const midnight = 2 * DAY;
    const slot = { sector: Z, day: dayOf(T), from: midnight - 30 * MINUTE, to: midnight, quota: 1 };
    const it = hall({ plan: { ...late, slotAt: () => slot } }).at(0);
    const { code, id } = it.book(slot.from, "p1");
    it.at(midnight + 5 * MINUTE);
    it.take(event("day.ended", midnight, { day: dayOf(T), next: dayOf(midnight) }));
    expect(answer(it, { code })).toMatch(/^appointment/);
    expect(answer(it, { contacts: [`p1@${slot.day}`] })).toMatch(/^appointment/);
    it.at(midnight + 15 * MINUTE).do({ type: "due" });
    expect(it.state.bookings.get(id)?.state).toBe("lapsed");
  });
});

describe("by itself", () => {
  test("reminds twice, then lapses, and is due for nothing more", () => {
    const it = hall().at(0);
    const { id } = it.book(T, "p1");
    const times: number[] = [];
    for (let due = booking.nextDue(it.state); due !== null; due = booking.nextDue(it.state)) {
      times.push((due - T) / MINUTE);
      it.at(due).do({ type: "due" });
    }
    expect(times).toEqual([-900, -120, 45]);
    expect(it.said()).toEqual(["booked 1", "reminder 1", "reminder 2"]);
    expect(it.state.bookings.get(id)?.state).toBe("lapsed");
  });

  test("a server that was off says one reminder, not two", () => {
    const it = hall().at(0);
    it.book(T, "p1");
    it.at(T - HOUR).do({ type: "due" });
    expect(it.said()).toEqual(["booked 1", "reminder 1"]);
  });

  test("repeated no-shows book nothing for some days; who came as a walk-in is none", () => {
    const it = hall().at(0);
    const miss = (slot: number, walkedIn: boolean) => {
      it.at(slot - 5 * HOUR).book(slot, "p1");
      if (walkedIn) it.at(slot - 3 * HOUR).issue(null, `p1@${dayOf(slot)}`);
      it.at(slot + 45 * MINUTE).do({ type: "due" });
    };
    miss(T, false);
    miss(T + HOUR + DAY, true);
    expect(it.state.noShows).toHaveLength(1);
    miss(T + DAY + 2 * HOUR, false);
    const until = booking.decide(it.state, it.wish(T + 2 * DAY, "p1"), it.now());
    expect(until).toMatchObject({ refused: "appointment.cool-down", until: it.now().at + 5 * DAY });
    expect(it.book(T + 2 * DAY, "p2").said).toBe("booking.made");
    expect(it.at(T + 7 * DAY).book(T + 8 * DAY, "p1").said).toBe("booking.made");
  });

  test("a cool-down lasts to the day it named, though the no-shows that began it are forgotten one by one", () => {
    const noShow = { times: 2, withinMs: 2 * DAY, until: (last: number) => last + 5 * DAY };
    const it = hall({ noShow }).at(0);
    const miss = (slot: number) => {
      it.at(slot - 5 * HOUR).book(slot, "p1");
      it.at(slot + 45 * MINUTE).do({ type: "due" });
      return it.now().at;
    };
    const end = (at: number) =>
      it.at(at).take(event("day.ended", at, { day: dayOf(at - DAY), next: dayOf(at) }));
    miss(T);
    const until = miss(T + DAY + HOUR) + 5 * DAY;
    for (let at = 3 * DAY; at < until; at += DAY) {
      end(at);
      expect(it.book(at + NINE + DAY, "p1").said).toBe("appointment.cool-down");
    }
    end(8 * DAY);
    expect(it.state.noShows.length).toBeGreaterThan(0);
    end(10 * DAY);
    expect(it.state.noShows).toEqual([]);
    expect(it.book(11 * DAY + NINE, "p1").said).toBe("booking.made");
  });

  test("a clock that jumps back neither sends again nor brings back what has lapsed", () => {
    const it = hall().at(0);
    const { code } = it.book(T, "p1");
    it.at(T - HOUR).do({ type: "due" });
    const said = it.said().length;
    expect(it.at(T - 10 * HOUR).do({ type: "due" })).toBe("nothing");
    it.at(T + HOUR).do({ type: "due" });
    expect(it.said()).toHaveLength(said);
    const found = checkIn(it.state, { code }, false, it.at(T).now());
    expect(isRefusal(found) && found.refused).toBe("appointment.unknown");
  });
});

test("a quota set below what is booked loses nobody and sells nothing more", () => {
  const it = hall({}, 3).at(0);
  const booked = [it.book(T), it.book(T), it.book(T)];
  it.refold(rules({}, 1));
  expect(overbooked(it.state)).toEqual([{ queue: Z, slot: T, booked: 3, quota: 1 }]);
  expect(placesLeft(it.state, Z, T)).toBe(0);
  expect(it.book(T).said).toBe("appointment.full");
  for (const { code } of booked)
    expect(checkIn(it.state, { code }, false, it.at(T).now())).toHaveProperty("booking");
});

test("slots set a quarter of an hour later: who is booked into the old ones takes places in those across them", () => {
  const it = hall({}, 3).at(0);
  const booked = [it.book(T), it.book(T), it.book(T + HOUR)];
  const old = plan(3);
  const later = (s: Slot): Slot => ({ ...s, from: s.from + 15 * MINUTE, to: s.to + 15 * MINUTE });
  const slotsOn = (sector: QueueId, day: string) => old.slotsOn(sector, day).map(later);
  const slotAt = (sector: QueueId, from: number) =>
    slotsOn(sector, dayOf(from)).find((s) => s.from === from) ?? null;
  it.refold(rules({ plan: { ...old, slotsOn, slotAt } }));
  const left = (minutes: number) => placesLeft(it.state, Z, T + minutes * MINUTE);
  expect([left(15), left(45), left(75), left(105)]).toEqual([1, 2, 2, 3]);
  expect(left(0)).toBe(0);
  expect([it.book(T + 15 * MINUTE).said, it.book(T + 15 * MINUTE).said]).toEqual([
    "booking.made",
    "appointment.full",
  ]);
  it.cancel(booked[0]?.id ?? "", true);
  expect(left(15)).toBe(1);
  expect(overbooked(it.state)).toMatchObject([
    { slot: T, booked: 1 },
    { slot: T + HOUR, booked: 1 },
  ]);
});

test("a person the hall can't serve is booked on another day, held against nobody", () => {
  const it = hall({}, 1).at(NINE);
  const { id: _, ...wish } = it.wish(0, "p1");
  const rebook = (slot: number | null, id: string) =>
    it.do({
      ...wish,
      type: "rebook",
      id,
      codes: [id === "b-x" ? "30000000" : "40000000"],
      ticket: "t-1",
      slot,
    });
  expect(rebook(null, "b-x")).toBe("booking.made");
  expect(it.state.bookings.get("b-x")).toMatchObject({ slot: T, source: { channel: "hall" } });
  expect(it.said()).toEqual(["rebooked 1"]);
  expect(rebook(T, "b-y")).toBe("appointment.full");
  it.at(T + 45 * MINUTE).do({ type: "due" });
  expect(it.state.noShows).toEqual([]);
});
