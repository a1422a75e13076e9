import { booking } from "../booking/booking.ts";
import type { BookingCommand } from "../booking/command.ts";
import { externalKey } from "../booking/state.ts";
import type { Appointment, WithdrawnAppointment } from "../contract/appointment.ts";
import type { Contact } from "../contract/contact.ts";
import type { HallEvent } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { AppointmentService, Booked } from "../http/appointment-service.ts";
import type { Asked, Done } from "../http/hall-service.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Clock } from "../kernel/clock.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import type { Decision, Moment } from "../kernel/feature.ts";
import type { Random } from "../kernel/random.ts";
import type { Turns } from "../kernel/turn.ts";
import type { BookingRow, Bookings } from "../store/bookings.ts";
import type { Messages } from "../store/messages.ts";
import type { Vault } from "../store/vault.ts";
import {
  type AppointmentReads,
  appointmentDay,
  appointmentOffer,
  appointmentView,
  slotView,
} from "../views/appointment-view.ts";
import { bookInstead, newBooking } from "./book-instead.ts";
import type { HallMemory } from "./memory.ts";

export interface AppointmentNeeds {
  readonly config: HallConfig;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly bookings: Bookings;
  readonly messages: Messages;
  /** Why no SMS goes out; null: they do. */
  readonly smsOff: () => string | null;
  /** An outbox row is wanted again without a fact that says so. */
  readonly outboxChanged: () => void;
}

/** Appointments: ids, codes, phones and the outside systems' names for things are the shell's, the rules booking's. */
export function createAppointmentService(needs: AppointmentNeeds): AppointmentService {
  const { config, memory, turns, calendar, clock, random, vault, bookings } = needs;
  const state = () => memory.states.booking;
  const reads = (): AppointmentReads => ({ ...needs, booking: state() });
  const view = (row: BookingRow | null, now: number): Appointment | null =>
    row && appointmentView(reads(), row, now);
  const rowOf = (id: string): BookingRow | null => {
    const own = bookings.byId(id);
    const colon = id.indexOf(":");
    return own ?? (colon > 0 ? bookings.byExternal(id.slice(0, colon), id.slice(colon + 1)) : null);
  };
  const shown = (id: string, now: number) => view(bookings.byId(id), now) as Appointment;
  const sectorTrouble = (sector: QueueId): Refusal | null => {
    if (config.appointments === undefined) return refuse("appointment.off", "本大厅暂不接受预约，请现场取号");
    return config.sectors.some((s) => s.id === sector) ? null : refuse("queue.unknown", `没有板块${sector}`);
  };
  const matterTrouble = (matters: readonly string[]): Refusal | null => {
    const unknown = matters.find((m) => !memory.states.intake.offered.has(m));
    return unknown === undefined ? null : refuse("matter.unknown", `matters：没有事项${unknown}`);
  };
  const submit = <T>(
    asked: Asked,
    decide: (now: Moment) => Decision,
    answer: (facts: readonly HallEvent[], now: Moment) => T,
  ) => turns.submit<T>({ ...asked, decide, answer });
  /** One command about a booking that is there; the answer is how it stands then. */
  const act = (
    id: string,
    asked: Asked,
    command: (row: BookingRow, now: Moment) => BookingCommand,
  ): Promise<Done<Appointment> | Refusal> => {
    const row = rowOf(id);
    if (!row) return Promise.resolve(refuse("appointment.unknown", "没有这个预约"));
    return submit(
      asked,
      (now) => (state().bookings.has(row.id) ? booking.decide(state(), command(row, now), now) : over(row)),
      (_, now) => shown(row.id, now.at),
    );
  };
  /** Another phone when one is said; else the same, kept for the day of the slot. */
  const contactThen = (
    { phone, slot }: { readonly phone: string | null; readonly slot: number },
    { contact }: BookingRow,
    now: Moment,
  ): Contact | null => {
    if (phone !== null) return contactFor(needs, phone, slot, now);
    return contact === null ? null : vault.moveContact(contact, calendar.day(slot), now.at);
  };
  /** Of a day that is over: only the tables know it still. */
  const over = ({ state: stands }: BookingRow): Decision =>
    stands === "cancelled" ? [] : refuse("appointment.wrong-state", "该预约的日期已过，不能再改");

  return {
    offer: () => appointmentOffer(reads(), needs.smsOff(), clock.now()),
    slots: (sector, day) =>
      sectorTrouble(sector) ??
      state()
        .rules.plan.slotsOn(sector, day)
        .map((s) => slotView(reads(), s, clock.now())),
    book: (request, asked) => {
      const trouble = sectorTrouble(request.sector) ?? matterTrouble(request.matters);
      if (trouble) return Promise.resolve(trouble);
      const { channel, external } = request.source;
      return submit<Booked>(
        asked,
        (now) => {
          const wish = {
            ...newBooking(random, now),
            queue: request.sector,
            matters: request.matters,
            slot: request.slot,
            contact: request.phone === null ? null : contactFor(needs, request.phone, request.slot, now),
            contacts: request.phone === null ? [] : vault.contactsOf(request.phone),
            source: request.source,
            override: request.override,
          };
          const command: BookingCommand =
            external === null ? { type: "book", ...wish } : { type: "push", by: asked.actor, ...wish };
          return booking.decide(state(), command, now);
        },
        (facts, now) => {
          const made = facts.find((f) => f.type === "booking.made");
          if (made?.type === "booking.made")
            return { created: true, appointment: shown(made.data.booking, now.at) };
          const known = state().externals.get(externalKey(channel, external ?? ""))?.booking;
          if (known) return { created: false, appointment: shown(known, now.at) };
          // Withdrawn before it came: there is nothing to show but that.
          return { created: false, appointment: goneView(needs, request, now.at) };
        },
      );
    },
    change: (id, wanted, asked) => {
      const trouble =
        (wanted.sector === null ? null : sectorTrouble(wanted.sector)) ?? matterTrouble(wanted.matters ?? []);
      if (trouble) return Promise.resolve(trouble);
      return act(id, asked, (row, now) => ({
        type: "change",
        booking: row.id,
        queue: wanted.sector ?? row.queue,
        matters: wanted.matters ?? (JSON.parse(row.matters) as string[]),
        slot: wanted.slot,
        contact: contactThen(wanted, row, now),
        version: wanted.version,
        by: asked.actor,
        free: wanted.free,
      }));
    },
    cancel: (id, { version, free }, asked) =>
      act(id, asked, (row) => ({ type: "cancel", booking: row.id, version, by: asked.actor, free })),
    withdraw: (channel, external, version, asked) =>
      submit<WithdrawnAppointment>(
        asked,
        (now) =>
          booking.decide(
            state(),
            { type: "withdraw", source: { channel, external, version }, by: asked.actor },
            now,
          ),
        () => ({ source: channel, externalId: external, version, state: "cancelled" }),
      ),
    resend: async (id, asked) => {
      const row = rowOf(id);
      if (!row) return refuse("appointment.unknown", "没有这个预约");
      const done = await submit(
        asked,
        (now) => {
          const expiresAt = Math.max(row.slot, now.at + config.sms.expiresMinutes * 60_000);
          const again = needs.messages.resendBooking(row.id, now.at, expiresAt);
          return again > 0 ? [] : refuse("appointment.wrong-state", "该预约没有发送失败的短信");
        },
        (_, now) => shown(row.id, now.at),
      );
      if (!isRefusal(done)) needs.outboxChanged();
      return done;
    },
    rebook: (ticket, slot, asked) =>
      submit(
        asked,
        (now) => rebook(needs, { ticket, slot, actor: asked.actor }, now),
        (facts, now) => {
          const made = facts.find((f) => f.type === "booking.made");
          return shown(made?.type === "booking.made" ? made.data.booking : "", now.at);
        },
      ),
    get: (id) => view(rowOf(id), clock.now()),
    ofPhone: (phone) => {
      const now = clock.now();
      return bookings.ofPhone(phone, calendar.day(now)).map((r) => appointmentView(reads(), r, now));
    },
    isOf: (id, phone) => {
      const contact = rowOf(id)?.contact;
      return contact != null && vault.contactsOf(phone).includes(contact);
    },
    day: (day, sector) => {
      const now = clock.now();
      const asked = day ?? calendar.day(now);
      return appointmentDay(reads(), bookings.ofDay(asked), { day: asked, sector }, now);
    },
    sources: () => config.appointments?.sources ?? [],
  };
}

/** Kept for the day of the slot: purging by days must not take the phone before its appointment. */
function contactFor(
  { vault, calendar }: AppointmentNeeds,
  phone: string,
  slot: number,
  now: Moment,
): Contact {
  return vault.contact(phone, { at: now.at, day: calendar.day(slot) });
}

/** The ticket ends and its person is booked: both or neither. */
function rebook(
  needs: AppointmentNeeds,
  { ticket, slot, actor }: { readonly ticket: TicketId; readonly slot: number | null; readonly actor: Actor },
  now: Moment,
): Decision {
  const { dispatcher: state } = needs.memory.states;
  const live = state.tickets.get(ticket);
  if (!live) return refuse("ticket.unknown", `没有票号${ticket}`);
  const ended = dispatcher.decide(state, { type: "cancel", ticket, by: actor, reason: "rebooked" }, now);
  if (isRefusal(ended)) return ended;
  const booked = bookInstead(needs, live, slot, now);
  return isRefusal(booked) ? booked : [...ended, ...booked];
}

function goneView(
  needs: AppointmentNeeds,
  request: Parameters<AppointmentService["book"]>[0],
  now: number,
): Appointment {
  const { calendar, config } = needs;
  return {
    id: "",
    code: "",
    state: "cancelled",
    sector: request.sector,
    sectorName: config.sectors.find((s) => s.id === request.sector)?.name ?? request.sector,
    matters: [...request.matters],
    day: calendar.day(request.slot),
    slot: calendar.iso(request.slot),
    until: calendar.iso(request.slot),
    phone: null,
    source: request.source.channel,
    sourceName: config.appointments?.sources.find((s) => s.id === request.source.channel)?.name ?? "",
    externalId: request.source.external,
    version: request.source.version,
    ticket: null,
    canChange: false,
    messages: [],
    madeAt: calendar.iso(now),
  };
}
