import { freeSlots, isOpen } from "../booking/free.ts";
import { type BookingState, overbooked, placesLeft } from "../booking/state.ts";
import type { Appointment, AppointmentDay, AppointmentOffer, SlotView } from "../contract/appointment.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Slot } from "../kernel/slot-plan.ts";
import type { BookingRow } from "../store/bookings.ts";
import type { Messages } from "../store/messages.ts";

export interface AppointmentReads {
  readonly config: HallConfig;
  readonly booking: BookingState;
  readonly calendar: Calendar;
  readonly messages: Pick<Messages, "ofBooking">;
}

const OWN_SOURCES: Readonly<Record<string, string>> = {
  web: "网页预约",
  staff: "人工预约",
  hall: "大厅改约",
};

export function appointmentView(
  { config, booking, calendar, messages }: AppointmentReads,
  row: BookingRow,
  now: number,
): Appointment {
  const { rules } = booking;
  return {
    id: row.id,
    code: row.code,
    state: row.state,
    sector: row.queue,
    sectorName: rules.sectorName(row.queue),
    matters: JSON.parse(row.matters) as string[],
    day: row.day,
    slot: calendar.iso(row.slot),
    until: calendar.iso(row.until),
    phone: row.phone,
    source: row.source,
    sourceName:
      config.appointments?.sources.find((s) => s.id === row.source)?.name ??
      OWN_SOURCES[row.source] ??
      row.source,
    externalId: row.external,
    version: row.version,
    ticket: row.ticket && row.number ? { id: row.ticket, number: row.number } : null,
    canChange: row.state === "booked" && now < row.slot - rules.cancelUntilMs,
    messages: messages.ofBooking(row.id).map((m) => ({
      kind: m.kind,
      state: m.state === "sending" ? "pending" : m.state,
      occurrence: m.occurrence,
      at: calendar.iso(m.at),
    })),
    madeAt: calendar.iso(row.madeAt),
  };
}

export function slotView({ booking, calendar }: AppointmentReads, slot: Slot, now: number): SlotView {
  const open =
    isOpen(booking, slot, { at: now, day: calendar.day(now) }) &&
    booking.rules.plan.days(calendar.day(now)).includes(slot.day);
  return {
    sector: slot.sector,
    slot: calendar.iso(slot.from),
    until: calendar.iso(slot.to),
    quota: slot.quota,
    free: open ? placesLeft(booking, slot.sector, slot.from) : 0,
    open,
  };
}

/** Sectors, days and free places to begin with. `off`: why nobody can book on the page; null: they can. */
export function appointmentOffer(reads: AppointmentReads, off: string | null, now: number): AppointmentOffer {
  const { config, booking, calendar } = reads;
  const { appointments: rules } = config;
  const moment = { at: now, day: calendar.day(now) };
  const planned = new Set<QueueId>(rules?.bands.map((b) => b.sector) ?? []);
  const sectors = config.sectors.filter((s) => planned.has(s.id));
  const free = new Map<string, number>();
  for (const { id } of sectors)
    for (const slot of freeSlots(booking, id, moment, Number.POSITIVE_INFINITY)) {
      const key = `${id} ${slot.day}`;
      free.set(key, (free.get(key) ?? 0) + placesLeft(booking, id, slot.from));
    }
  return {
    hall: config.hall.name,
    taken: rules !== undefined,
    online: rules !== undefined && off === null,
    reason: rules === undefined ? "本大厅暂不接受预约，请现场取号" : off,
    sectors: sectors.map(({ id, name }) => ({ id, name })),
    days: booking.rules.plan.days(moment.day).map((day) => ({
      day,
      open: calendar.openPeriods(day).length > 0,
      free: Object.fromEntries(sectors.map(({ id }) => [id, free.get(`${id} ${day}`) ?? 0])),
    })),
    perPhone: rules?.perPhone ?? 0,
    earlyMinutes: rules?.earlyMinutes ?? 0,
    lateMinutes: rules?.lateMinutes ?? 0,
    cancelUntilMinutes: rules?.cancelUntilMinutes ?? 0,
    at: calendar.iso(now),
  };
}

/** The manager's day: who comes when, by which way, and what became of it. */
export function appointmentDay(
  reads: AppointmentReads,
  rows: readonly BookingRow[],
  { day, sector }: { readonly day: string; readonly sector: QueueId | null },
  now: number,
): AppointmentDay {
  const { config, booking, calendar } = reads;
  const shown = rows.filter((r) => sector === null || r.queue === sector);
  const count = (state: BookingRow["state"]) => shown.filter((r) => r.state === state).length;
  return {
    day,
    open: calendar.openPeriods(day).length > 0,
    counts: {
      booked: count("booked"),
      arrived: count("arrived"),
      lapsed: count("lapsed"),
      cancelled: count("cancelled"),
    },
    slots: config.sectors
      .filter((s) => sector === null || s.id === sector)
      .flatMap((s) => booking.rules.plan.slotsOn(s.id, day))
      .map((s) => slotView(reads, s, now)),
    appointments: shown.map((r) => appointmentView(reads, r, now)),
    overbooked: overbooked(booking).map((o) => ({
      sector: o.queue,
      slot: calendar.iso(o.slot),
      booked: o.booked,
      quota: o.quota,
    })),
  };
}
