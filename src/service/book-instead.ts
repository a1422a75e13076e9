import { booking } from "../booking/booking.ts";
import { freeSlots } from "../booking/free.ts";
import { placesLeft, slotKey } from "../booking/state.ts";
import type { DaySlot } from "../contract/day.ts";
import type { HallEvent } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { QueueTicket } from "../dispatcher/state.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { newBookingCodes, newBookingId, type Random } from "../kernel/random.ts";
import type { Vault } from "../store/vault.ts";
import type { Rebooker } from "./day.ts";
import type { HallMemory } from "./memory.ts";

interface Needs {
  readonly memory: HallMemory;
  readonly calendar: Calendar;
  readonly random: Random;
  readonly vault: Vault;
}

/** Codes tried for one booking: the chance that all are held is nothing. */
const CODES = 8;

export const newBooking = (random: Random, now: Moment) => ({
  id: newBookingId(random, now.at),
  codes: newBookingCodes(random, CODES),
});

/** A slot for whoever can't be served today; null: the first free one of another day. */
export function bookInstead(
  { memory, calendar, random, vault }: Needs,
  ticket: QueueTicket,
  slot: number | null,
  now: Moment,
): readonly HallEvent[] | Refusal {
  const contact = memory.states.checkin.live.get(ticket.id)?.contact ?? null;
  const command = {
    type: "rebook",
    ...newBooking(random, now),
    ticket: ticket.id,
    queue: ticket.queue,
    matters: ticket.planned.slice(ticket.plannedDone).flatMap((l) => l.matters),
    slot,
    contacts: contact === null ? [] : vault.contactsOfContact(contact),
  } as const;
  const found = booking.decide(memory.states.booking, { ...command, contact: null }, now);
  if (isRefusal(found) || contact === null) return found;
  const made = found.find((f) => f.type === "booking.made");
  if (made?.type !== "booking.made") return found;
  // The phone is kept for the day that was found.
  const moved = vault.moveContact(contact, calendar.day(made.data.slot), now.at);
  return booking.decide(memory.states.booking, { ...command, contact: moved }, now);
}

/** How many slots are offered for one sector. */
const OFFERED = 40;
/** Between sector and begin in a slot's id. */
const AT = "@";

/** Where those go who can't be served any more when the day is closed. */
export function createRebooker(needs: Needs & { readonly config: HallConfig }): Rebooker {
  const { config, memory, calendar } = needs;
  /** Several are booked in one turn, before any of it is folded: what this turn took is counted beside the state. */
  const taken = new WeakMap<Moment, Map<string, number>>();
  const slots = (at: number): readonly DaySlot[] => {
    const now = { at, day: calendar.day(at) };
    const state = memory.states.booking;
    return config.sectors
      .flatMap(({ id }) => freeSlots(state, id, now, OFFERED))
      .filter((s) => s.day > now.day)
      .sort((a, b) => a.from - b.from)
      .map((s) => ({
        id: `${s.sector}${AT}${s.from}`,
        queue: s.sector,
        from: calendar.iso(s.from),
        to: calendar.iso(s.to),
        left: placesLeft(state, s.sector, s.from),
      }));
  };
  return {
    slots,
    rebook: (ticket, id, _asked, now) => {
      const [queue = "", from = ""] = id.split(AT);
      if (queue !== ticket.queue || !/^\d{1,15}$/.test(from))
        return refuse("appointment.unknown", `没有可改约的时段${id.slice(0, 60)}`);
      const key = slotKey(queue as QueueId, Number(from));
      const turn = taken.get(now) ?? new Map<string, number>();
      const before = turn.get(key) ?? 0;
      if (before > 0 && placesLeft(memory.states.booking, queue as QueueId, Number(from)) <= before)
        return refuse("appointment.full", "该时段的名额已分给前面的人，请另选时段");
      const facts = bookInstead(needs, ticket, Number(from), now);
      if (isRefusal(facts)) return facts;
      const made = facts.find((f) => f.type === "booking.made");
      if (made?.type !== "booking.made") return refuse("appointment.no-slot", "没有可改约的时段");
      taken.set(now, turn.set(key, before + 1));
      const { booking: booked, slot, until } = made.data;
      return { facts, booking: booked, from: slot, to: until };
    },
  };
}
