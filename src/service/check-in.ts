import { type CheckInBy, checkIn } from "../booking/check-in.ts";
import type { Booking } from "../booking/state.ts";
import type { IssueCommand } from "../checkin/checkin.ts";
import { alreadyWaiting } from "../checkin/state.ts";
import type { Contact } from "../contract/contact.ts";
import type { HallEvent, PlannedLeg } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { IssueTicket } from "../contract/ticket.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import { legsOf } from "../dispatcher/legs.ts";
import { FINAL_STATES, type QueueTicket } from "../dispatcher/state.ts";
import type { Asked } from "../http/asked.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import type { Vault } from "../store/vault.ts";
import type { HallMemory } from "./memory.ts";
import { tooMany } from "./nobody-does.ts";
import type { TicketNeeds } from "./ticket-needs.ts";

interface CheckInNeeds extends Pick<TicketNeeds, "likeCases"> {
  readonly config: HallConfig;
  readonly memory: HallMemory;
  readonly vault: Vault;
}

interface Asking {
  readonly request: IssueTicket & { readonly phone?: string };
  readonly contact: Contact | null;
  /** What a walk-in would get. */
  readonly legs: readonly PlannedLeg[];
  readonly asked: Asked;
}

type Kept = Pick<IssueCommand, "legs" | "contact" | "appointment">;

/** In place of a code: the appointment that was booked on the phone given with it. */
const BY_PHONE = "phone";

/**
 * The appointment that a request for a number keeps: the one it names, or today's of its phone in the sector it asks
 * for, so that nobody loses a slot by pressing the wrong button. Null: a walk-in.
 */
export function appointmentOf(
  needs: CheckInNeeds,
  { request, contact, legs, asked }: Asking,
  now: Moment,
): Kept | { readonly again: TicketId } | Refusal | null {
  const { memory, vault } = needs;
  // A hall without bookings asks nothing of the vault: every ticket pays for this.
  const contacts =
    request.phone && memory.states.booking.bookings.size > 0 ? vault.contactsOf(request.phone) : [];
  if (request.appointment === undefined) return unasked(needs, { request, contact, legs, contacts }, now);
  if (request.appointment === BY_PHONE && contacts.length === 0)
    return refuse("appointment.unknown", "请输入预约时用的手机号");
  const by: CheckInBy = request.appointment === BY_PHONE ? { contacts } : { code: request.appointment };
  const byStaff = request.override === true && asked.actor.kind !== "device";
  const found = checkIn(memory.states.booking, by, byStaff, now);
  if (isRefusal(found)) return found;
  if ("again" in found) return stillLive(needs, found.again);
  const elsewhere = notHere(needs.config, request.kiosk, found.booking);
  return elsewhere ?? keep(needs, found, { contact, count: request.count ?? 1, asked: null, later: [] }, now);
}

/**
 * A walk-in by a phone that is expected now in one of the sectors asked for keeps its appointment: that leg comes first,
 * the visit's others after it.
 */
function unasked(
  needs: CheckInNeeds,
  { request, contact, legs, contacts }: Omit<Asking, "asked"> & { readonly contacts: readonly string[] },
  now: Moment,
): Kept | { readonly again: TicketId } | null {
  if (contacts.length === 0 || request.forOther || request.override) return null;
  const found = checkIn(needs.memory.states.booking, { contacts }, false, now);
  if (!("booking" in found)) return null;
  const count = request.count ?? 1;
  const mine = withBooked(needs, found.booking, legs, count);
  const meant = mine.find((leg) => leg.queue === found.booking.queue && isFor(leg, found.booking.matters));
  if (!meant) return null;
  const later = mine.filter((leg) => leg !== meant);
  return keep(needs, found, { contact, count, asked: meant, later }, now);
}

/** The legs with what was booked among them, where its sector was asked for: for something else in it, too, both are done. */
function withBooked(
  { memory }: CheckInNeeds,
  { queue, matters }: Booking,
  legs: readonly PlannedLeg[],
  count: number,
): readonly PlannedLeg[] {
  const there = legs.filter((leg) => leg.queue === queue);
  if (there.length === 0 || there.some((leg) => isFor(leg, matters))) return legs;
  const wished = there.flatMap((leg) => leg.matters).filter((matter) => !matters.includes(matter));
  const booked = { queue, matters, count };
  const together = legsOf(
    memory.states.dispatcher,
    [...matters, ...wished].map((matter) => ({ queue, matter })),
    count,
  );
  const inSector = together.some((leg) => isFor(leg, matters))
    ? together
    : [booked, ...(wished.length > 0 ? [{ queue, matters: wished, count }] : [])];
  return [...inSector, ...legs.filter((leg) => leg.queue !== queue)];
}

const isFor = (leg: PlannedLeg, matters: readonly string[]): boolean =>
  matters.every((matter) => leg.matters.includes(matter));

function stillLive({ memory }: CheckInNeeds, ticket: TicketId): { readonly again: TicketId } | Refusal {
  const phase = memory.states.dispatcher.tickets.get(ticket)?.phase;
  return phase && !FINAL_STATES.has(phase.state)
    ? { again: ticket }
    : refuse("appointment.wrong-state", "该预约已取过号。还要办别的，请取普通号");
}

function keep(
  needs: CheckInNeeds,
  found: { readonly booking: Booking; readonly class: "appointment" | "walk"; readonly slot: number | null },
  said: {
    readonly contact: Contact | null;
    readonly count: number;
    /** The leg that was asked for in that sector; null: the appointment alone was. */
    readonly asked: PlannedLeg | null;
    readonly later: readonly PlannedLeg[];
  },
  now: Moment,
): Kept | { readonly again: TicketId } {
  const { booking } = found;
  const booked =
    booking.contact && (needs.vault.moveContact(booking.contact.id, now.day, now.at) ?? booking.contact);
  const contact = booked ?? said.contact;
  // Who waits through the green channel already stands better; a second number would only confuse.
  const green = held(needs, contact, booking).find((t) => t.class === "green");
  if (green) return { again: green.id };
  const matters = said.asked?.matters ?? booking.matters;
  const leg = { queue: booking.queue, matters, count: said.count };
  // An appointment is kept in any case: without a batch window it is as many cases as any window takes.
  const most = tooMany(needs, leg, now) && needs.config.sectors.find((s) => s.id === leg.queue)?.batchAbove;
  return {
    legs: [{ ...leg, count: most ?? leg.count }, ...said.later],
    contact,
    appointment: { booking: booking.id, slot: found.slot, class: found.class },
  };
}

function notHere(config: HallConfig, id: string | undefined, { queue }: Booking): Refusal | null {
  const kiosk = config.kiosks.find((k) => k.id === id);
  if (!kiosk || kiosk.sectors.includes(queue)) return null;
  const others = config.kiosks.filter((k) => k.sectors.includes(queue)).map((k) => k.name);
  const where = others.length > 0 ? `请到${others.join("或")}取号` : "请到咨询台取号";
  return refuse("queue.not-at-kiosk", `${kiosk.name}不办理您预约的板块，${where}`);
}

const held = (
  { memory }: CheckInNeeds,
  contact: Contact | null,
  { queue }: Booking,
): readonly QueueTicket[] =>
  contact === null
    ? []
    : alreadyWaiting(memory.states.checkin, contact.id, queue).flatMap(
        (id) => memory.states.dispatcher.tickets.get(id) ?? [],
      );

/** One person, one number: the walk-in number that the same phone took before its slot is given up for this one. */
export function givenUp(needs: CheckInNeeds, kept: Kept, asked: Asked, now: Moment): readonly HallEvent[] {
  const { booking: bookings, dispatcher: state } = needs.memory.states;
  const booking = kept.appointment && bookings.bookings.get(kept.appointment.booking);
  if (!booking) return [];
  return held(needs, kept.contact, booking)
    .filter((t) => t.class === "walk" && t.slot === null)
    .slice(0, 1)
    .flatMap((t) => {
      const ended = dispatcher.decide(
        state,
        { type: "cancel", ticket: t.id, by: asked.actor, reason: "appointment" },
        now,
      );
      return isRefusal(ended) ? [] : ended;
    });
}
