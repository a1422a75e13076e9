import type { Contact, HallEvent, PlannedLeg } from "../contract/events.ts";
import type { QueueId, TicketId, VisitToken } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";
import type { Channel, GreenReason } from "../contract/ticket.ts";
import { refuse } from "../kernel/errors.ts";
import { type Decision, event, type Feature, type Moment } from "../kernel/feature.ts";

/** 取号 (guide 三（二）3 (1)): who gets which number. */
export interface IssueCommand {
  readonly type: "issue";
  readonly ticket: TicketId;
  readonly token: VisitToken;
  /** The visit's planned legs, first one first; their queues exist. */
  readonly legs: readonly PlannedLeg[];
  readonly contact: Contact | null;
  readonly green: { readonly reason: GreenReason; readonly grantedBy: Actor } | null;
  readonly channel: Channel;
  readonly kiosk: string | null;
  readonly declaration: string | null;
  /** 为他人取号: one more ticket on this phone, up to the configured number. */
  readonly forOther: boolean;
  /** Staff may issue whatever the phone already holds. */
  readonly override: boolean;
  readonly open: boolean;
  readonly nextOpening: number | null;
}

export interface CheckinRules {
  readonly prefixes: ReadonlyMap<QueueId, string>;
  readonly ticketsPerPhone: number;
}

export interface CheckinState {
  readonly rules: CheckinRules;
  day: string;
  /** Last sequence given today, by prefix. */
  readonly sequences: Map<string, number>;
  /** Numbers still held by a person, so that a new day gives none of them to someone else. */
  readonly held: Map<string, number>;
  readonly live: Map<TicketId, LiveTicket>;
  /** Tickets of a contact that still wait. */
  readonly waiting: Map<string, TicketId[]>;
}

interface LiveTicket {
  readonly number: string;
  readonly contact: string | null;
  queue: QueueId;
}

export function initial(rules: CheckinRules): CheckinState {
  return { rules, day: "", sequences: new Map(), held: new Map(), live: new Map(), waiting: new Map() };
}

/** The ticket with which this contact already waits in the queue, the newest first. */
export function alreadyWaiting(state: CheckinState, contact: string, queue: QueueId): readonly TicketId[] {
  return (state.waiting.get(contact) ?? []).filter((id) => state.live.get(id)?.queue === queue).reverse();
}

function formatNumber(prefix: string, sequence: number): string {
  return `${prefix}${String(sequence).padStart(3, "0")}`;
}

/** An issued ticket, nothing (the phone already waits in that sector: shown again), or why not. */
function decide(state: CheckinState, command: IssueCommand, now: Moment): Decision {
  if (!command.open) {
    return { ...refuse("hall.closed", "现在不在取号时间"), nextOpening: command.nextOpening };
  }
  const first = command.legs[0];
  const prefix = first && state.rules.prefixes.get(first.queue);
  if (!first || prefix === undefined) return refuse("queue.unknown", `没有板块${first?.queue ?? "（空）"}`);
  if (command.contact && !command.override) {
    const held = alreadyWaiting(state, command.contact.id, first.queue).length;
    if (held > 0 && !command.forOther) return [];
    if (held >= state.rules.ticketsPerPhone) {
      return refuse("phone.limit", `该手机号在此板块已取${held}个号，最多${state.rules.ticketsPerPhone}个`);
    }
  }
  const sequence = nextSequence(state, prefix, now.day);
  return [
    event("ticket.issued", now.at, {
      ticket: command.ticket,
      token: command.token,
      day: now.day,
      prefix,
      sequence,
      number: formatNumber(prefix, sequence),
      legs: command.legs,
      class: command.green ? "green" : "walk",
      green: command.green,
      contact: command.contact,
      channel: command.channel,
      kiosk: command.kiosk,
      declaration: command.declaration,
    }),
  ];
}

function nextSequence(state: CheckinState, prefix: string, day: string): number {
  let sequence = (state.day === day ? (state.sequences.get(prefix) ?? 0) : 0) + 1;
  while (state.held.has(formatNumber(prefix, sequence))) sequence++;
  return sequence;
}

function apply(state: CheckinState, { type, data }: HallEvent): CheckinState {
  switch (type) {
    case "ticket.issued": {
      if (state.day !== data.day) state.sequences.clear();
      state.day = data.day;
      state.sequences.set(data.prefix, data.sequence);
      state.held.set(data.number, (state.held.get(data.number) ?? 0) + 1);
      const queue = data.legs[0]?.queue;
      if (queue === undefined) return state;
      state.live.set(data.ticket, { number: data.number, contact: data.contact?.id ?? null, queue });
      waits(state, data.ticket);
      return state;
    }
    case "ticket.advanced":
    case "ticket.transferred":
    case "ticket.rejoined": {
      const ticket = state.live.get(data.ticket);
      if (ticket) ticket.queue = data.queue;
      waits(state, data.ticket);
      return state;
    }
    case "ticket.returned":
      waits(state, data.ticket);
      return state;
    case "ticket.called":
      waitsNoMore(state, data.ticket);
      return state;
    case "service.finished":
      if (data.last) letGo(state, data.ticket);
      return state;
    case "ticket.cancelled":
    case "ticket.expired":
      letGo(state, data.ticket);
      return state;
    case "day.ended":
      state.sequences.clear();
      state.day = data.next;
      return state;
    default:
      return state;
  }
}

function waits(state: CheckinState, id: TicketId): void {
  const contact = state.live.get(id)?.contact;
  if (!contact) return;
  const tickets = state.waiting.get(contact) ?? [];
  if (!tickets.includes(id)) state.waiting.set(contact, [...tickets, id]);
}

function waitsNoMore(state: CheckinState, id: TicketId): void {
  const contact = state.live.get(id)?.contact;
  if (!contact) return;
  const left = (state.waiting.get(contact) ?? []).filter((t) => t !== id);
  if (left.length > 0) state.waiting.set(contact, left);
  else state.waiting.delete(contact);
}

function letGo(state: CheckinState, id: TicketId): void {
  waitsNoMore(state, id);
  const ticket = state.live.get(id);
  if (!ticket) return;
  state.live.delete(id);
  const holders = (state.held.get(ticket.number) ?? 1) - 1;
  if (holders > 0) state.held.set(ticket.number, holders);
  else state.held.delete(ticket.number);
}

export const checkin: Feature<CheckinState, IssueCommand> = { decide, apply, nextDue: () => null };
