import type { HallEvent } from "../../contract/events.ts";
import type { QueueId, TicketId, VisitToken } from "../../contract/ids.ts";
import { isRefusal } from "../../kernel/errors.ts";
import { event } from "../../kernel/feature.ts";
import type { Slot, SlotPlan } from "../../kernel/slot-plan.ts";
import { booking } from "../booking.ts";
import type { BookingCommand } from "../command.ts";
import { type BookingRules, initialBooking } from "../state.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const Z = "comprehensive" as QueueId;
export const NINE = 9 * HOUR;
export const dayOf = (at: number) => `2026-11-${String(23 + Math.floor(at / DAY)).padStart(2, "0")}`;

/** Half-hour slots from nine to twelve on every day; time 0 is the midnight before 2026-11-23. */
export function plan(quota: number): SlotPlan {
  const slotsOn = (sector: QueueId, day: string): Slot[] => {
    const begin = (Number(day.slice(8)) - 23) * DAY + NINE;
    return Array.from({ length: 6 }, (_, n) => ({
      sector,
      day,
      from: begin + n * 30 * MINUTE,
      to: begin + (n + 1) * 30 * MINUTE,
      quota,
    }));
  };
  return {
    slotsOn,
    slotAt: (sector, from) => slotsOn(sector, dayOf(from)).find((s) => s.from === from) ?? null,
    days: (today) => Array.from({ length: 5 }, (_, n) => `2026-11-${Number(today.slice(8)) + n}`),
  };
}

export const rules = (over: Partial<BookingRules> = {}, quota = 2): BookingRules => ({
  plan: plan(quota),
  leadMs: 30 * MINUTE,
  cancelUntilMs: HOUR,
  earlyMs: 20 * MINUTE,
  lateMs: 15 * MINUTE,
  late: "reduced",
  perPhone: 2,
  noShow: { times: 2, withinMs: 10 * DAY, until: (last) => last + 5 * DAY },
  remindersOf: (slot) => [slot - 15 * HOUR, slot - 2 * HOUR],
  sectorName: () => "综合受理",
  when: (from, to) => `${from / MINUTE}-${to / MINUTE}`,
  date: (at) => dayOf(at),
  clock: (at) => `${(at % DAY) / MINUTE}`,
  hall: "大厅",
  sms: true,
  ...over,
});

let count = 0;
export function hall(over: Partial<BookingRules> = {}, quota = 2) {
  let state = initialBooking(rules(over, quota));
  let now = 0;
  const facts: HallEvent[] = [];
  const take = (fact: HallEvent) => {
    booking.apply(state, fact);
    facts.push(fact);
    for (const more of booking.react?.(state, fact, { at: now, day: dayOf(now) }) ?? []) take(more);
  };
  const api = {
    facts,
    get state() {
      return state;
    },
    at: (time: number) => {
      now = time;
      return api;
    },
    now: () => ({ at: now, day: dayOf(now) }),
    do: (command: BookingCommand): string => {
      const decided = booking.decide(state, command, { at: now, day: dayOf(now) });
      if (isRefusal(decided)) return decided.refused;
      decided.forEach(take);
      return decided[0]?.type ?? "nothing";
    },
    take,
    wish: (slot: number, phone: string | null = null, more: object = {}) => ({
      type: "book" as const,
      id: `b-${++count}`,
      codes: [String(20_000_000 + count)],
      queue: Z,
      matters: [],
      slot,
      contact: phone === null ? null : { id: `${phone}@${dayOf(slot)}`, mask: "138****8000" },
      contacts: phone === null ? [] : Array.from({ length: 9 }, (_, n) => `${phone}@2026-11-${23 + n}`),
      source: { channel: "web", external: null, version: null },
      override: false,
      ...more,
    }),
    book: (slot: number, phone: string | null = null, more: object = {}) => {
      const wish = api.wish(slot, phone, more);
      return { id: wish.id, code: wish.codes[0] as string, said: api.do(wish) };
    },
    push: (version: number | null, slot: number, more: object = {}) =>
      api.do({
        ...api.wish(slot, "p1"),
        type: "push",
        by: { kind: "system" },
        source: { channel: "12345", external: "X1", version },
        ...more,
      }),
    cancel: (id: string, free = false, version: number | null = null) =>
      api.do({ type: "cancel", booking: id, version, by: { kind: "system" }, free }),
    move: (id: string, slot: number, more: object = {}) =>
      api.do({
        type: "change",
        booking: id,
        queue: Z,
        matters: [],
        slot,
        contact: state.bookings.get(id)?.contact ?? null,
        version: null,
        by: { kind: "system" },
        free: false,
        ...more,
      }),
    issue: (bookingId: string | null, contact: string | null = null) =>
      take(
        event("ticket.issued", now, {
          ticket: `t-${++count}` as TicketId,
          token: `token-${count}` as VisitToken,
          day: dayOf(now),
          prefix: "Z",
          sequence: count,
          number: `Z${count}`,
          legs: [{ queue: Z, matters: [], count: 1 }],
          class: bookingId ? "appointment" : "walk",
          booking: bookingId,
          green: null,
          contact: contact === null ? null : { id: contact, mask: "138****8000" },
          channel: "kiosk",
          kiosk: "k1",
          declaration: null,
        }),
      ),
    /** The same state folded anew from its facts, under today's rules. */
    refold: (next: BookingRules) => {
      state = initialBooking(next);
      for (const fact of facts) booking.apply(state, fact);
      return api;
    },
    said: () =>
      facts.flatMap((f) => (f.type === "booking.message" ? [`${f.data.kind} ${f.data.occurrence}`] : [])),
  };
  return api;
}
