import type { Contact } from "../contract/contact.ts";
import type { Identity, PlannedLeg } from "../contract/events.ts";
import type { QueueId, TicketId, VisitToken } from "../contract/ids.ts";
import type { ProblemCode, Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import { type Channel, GREEN_WORDS, type GreenReason, type TicketClass } from "../contract/ticket.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import { type Decision, event, type Feature, type Moment } from "../kernel/feature.ts";
import { apply } from "./apply.ts";
import { type Asking, type Lateness, limitOf, type ServiceNow } from "./limits.ts";
import { identityKey } from "./no-shows.ts";
import { alreadyWaiting, type CheckinState, queuesOf, type SectorRules, sequenceKey } from "./state.ts";

/** 取号 (guide 三（二）3 (1)): who gets which number. */
export interface IssueCommand {
  readonly type: "issue";
  readonly ticket: TicketId;
  readonly token: VisitToken;
  /** The visit's planned legs, first one first; their queues exist. */
  readonly legs: readonly PlannedLeg[];
  readonly contact: Contact | null;
  /** Whose document was read or typed. */
  readonly identity: Identity | null;
  readonly green: { readonly reason: GreenReason; readonly grantedBy: Actor } | null;
  /** The booking that is kept with this number; its own number however many the phone holds. */
  readonly appointment: {
    readonly booking: string;
    readonly slot: number | null;
    readonly class: "appointment" | "walk";
  } | null;
  readonly channel: Channel;
  readonly kiosk: string | null;
  readonly declaration: string | null;
  /** 为他人取号: one more ticket on this phone, up to the configured number. */
  readonly forOther: boolean;
  /** Staff may issue whatever the phone already holds, and against a limit when they say why. */
  readonly override: boolean;
  readonly overrideReason: string | null;
  readonly open: boolean;
  readonly nextOpening: number | null;
  readonly service: ServiceNow | null;
  readonly lateness: Lateness | null;
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
  const rules = first && state.rules.sectors.get(first.queue);
  if (!first || !rules) return refuse("queue.unknown", `没有板块${first?.queue ?? "（空）"}`);
  const green = greenBar(state, command);
  if (green) return green;
  const held = heldAlready(state, command, first.queue, now);
  if (held) return held === "again" ? [] : held;
  const overridden = passed(state, rules, command, now);
  if (overridden === "again") return [];
  if (isRefusal(overridden)) return overridden;
  const sequence = nextSequence(state, rules.prefix, now.day);
  return [
    event("ticket.issued", now.at, {
      ticket: command.ticket,
      token: command.token,
      day: now.day,
      prefix: rules.prefix,
      sequence,
      number: formatNumber(rules.prefix, sequence),
      legs: command.legs,
      class: classOf(command),
      ...otherwiseOf(command),
      slot: command.appointment?.slot ?? null,
      booking: command.appointment?.booking ?? null,
      green: command.green,
      contact: command.contact,
      identity: command.identity,
      channel: command.channel,
      kiosk: command.kiosk,
      declaration: command.declaration,
      ...(overridden ? { overridden } : {}),
    }),
  ];
}

/** The tickets that the same card or phone already waits with in that sector, the newest first. */
export function heldBy(
  state: CheckinState,
  { contact, identity }: Pick<IssueCommand, "contact" | "identity">,
  queue: QueueId,
): readonly TicketId[] {
  const document = identity ? alreadyWaiting(state, identityKey(identity.key), queue) : [];
  return document.length > 0 || !contact ? document : alreadyWaiting(state, contact.id, queue);
}

/** The limit gone past by staff, null for none, what stops this number, or that this card already waits. */
function passed(
  state: CheckinState,
  rules: SectorRules,
  command: IssueCommand,
  now: Moment,
): ReturnType<typeof limitsPassed> | "again" {
  const overridden = limitsPassed(state, rules, command, now);
  const bySector = !isRefusal(overridden) || overridden.refused.startsWith("queue.");
  return bySector && cardWaits(state, rules, command) ? "again" : overridden;
}

/**
 * Whether the same card already waits in that sector and is shown its number again. Where the hall limits numbers by
 * document that limit speaks, and a cool-down does always; a full or closing sector is no reason to hide a number.
 */
function cardWaits(
  state: CheckinState,
  rules: SectorRules,
  { identity, override, forOther, appointment, legs }: IssueCommand,
): boolean {
  const queue = legs[0]?.queue;
  if (!identity || !queue || override || forOther || appointment || rules.perIdPerDay !== null) return false;
  return alreadyWaiting(state, identityKey(identity.key), queue).length > 0;
}

/** What the phone holds in that sector already: shown again, or as many as it may. */
function heldAlready(
  state: CheckinState,
  { contact, override, forOther, appointment }: IssueCommand,
  queue: QueueId,
  now: Moment,
): Refusal | "again" | null {
  if (override || appointment) return null;
  if (!contact) return null;
  const held = alreadyWaiting(state, contact.id, queue).length;
  if (held > 0 && !forOther) return "again";
  const most = state.rules.plans.ticketsPerPhone(now.day);
  return held >= most ? refuse("phone.limit", `该手机号在此板块已取${held}个号，最多${most}个`) : null;
}

/** The green channel is for who is named, and at the kiosk only where the hall lets people declare it themselves. */
function greenBar(state: CheckinState, { green, channel }: IssueCommand): Refusal | null {
  if (!green) return null;
  const { kiosk, reasons } = state.rules.green;
  if (!reasons.includes(green.reason))
    return refuse(
      "green.off",
      `绿色通道不含${GREEN_WORDS[green.reason]}，可用：${reasons.map((r) => GREEN_WORDS[r]).join("、")}`,
    );
  const self = channel === "kiosk" && green.grantedBy.kind === "device";
  if (!self || kiosk === "allow") return null;
  return refuse("green.off", "绿色通道由工作人员核实后办理：请先普通取号，再拿号到咨询台说明");
}

interface Overridden {
  readonly code: ProblemCode;
  readonly reason: string;
}

/** Null: no limit stands in the way. Staff go past one with a reason, which the journal keeps. */
function limitsPassed(
  state: CheckinState,
  rules: SectorRules,
  command: IssueCommand,
  now: Moment,
): Overridden | Refusal | null {
  const asking = {
    queue: command.legs[0]?.queue as QueueId,
    identity: command.identity?.key ?? null,
    phone: command.contact?.key ?? null,
    promised: command.appointment !== null,
    service: command.service,
    lateness: command.lateness,
  };
  const limit = limitOf(state, rules, asking, now) ?? laterLimit(state, command, asking, now);
  if (!limit || !command.override) return limit;
  const reason = command.overrideReason?.trim();
  if (reason) return { code: limit.refused, reason };
  return {
    ...refuse("override.reason-required", `${limit.detail}。人工放行须写明原因`),
    problems: [{ path: "overrideReason", message: "写明放行原因（say why）" }],
  };
}

/** A sector's document and quota rules hold for every leg of a visit, or a second matter would be the way around them. */
function laterLimit(
  state: CheckinState,
  { legs }: IssueCommand,
  asking: Asking,
  now: Moment,
): Refusal | null {
  for (const queue of queuesOf(legs)) {
    const rules = queue === asking.queue ? undefined : state.rules.sectors.get(queue);
    // An appointment is in the first sector only.
    const there = { ...asking, queue, promised: false, service: null, lateness: null };
    const limit = rules && limitOf(state, rules, there, now);
    if (limit) return limit;
  }
  return null;
}

/** The green channel hides an appointment; should it be withdrawn, that is left. */
const otherwiseOf = ({ green, appointment }: IssueCommand): { readonly otherwise?: "appointment" } =>
  green && appointment?.class === "appointment" ? { otherwise: "appointment" } : {};

function classOf({ green, appointment }: IssueCommand): TicketClass {
  return green ? "green" : (appointment?.class ?? "walk");
}

function nextSequence(state: CheckinState, prefix: string, day: string): number {
  let sequence = (state.sequences.get(sequenceKey(day, prefix)) ?? 0) + 1;
  while (state.held.has(formatNumber(prefix, sequence))) sequence++;
  return sequence;
}

export const checkin: Feature<CheckinState, IssueCommand> = { decide, apply, nextDue: () => null };
