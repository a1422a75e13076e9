import type { QueueId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { coolDown, identityKey, phoneKey } from "./no-shows.ts";
import { quotaNow, quotaText } from "./quota.ts";
import type { CheckinState, SectorRules } from "./state.ts";

/** What decides whether a number may be given, besides the hall's hours and the phone. */
export interface Asking {
  readonly queue: QueueId;
  /** Keyed hash of the identity's number. */
  readonly identity: string | null;
  /** Keyed hash of the phone, the same on every day. */
  readonly phone: string | null;
  /** An appointment was promised its turn: no quota and no forecast turn it away. */
  readonly promised: boolean;
  /** Null: nobody need ask, for the hall gives numbers all the same. */
  readonly service: ServiceNow | null;
  readonly lateness: Lateness | null;
}

/** Whether anybody serves the sector, as the windows stand and as the rota plans. */
export interface ServiceNow {
  readonly state: "open" | "away" | "none";
  /** With `away`: when calling goes on, where that is planned. */
  readonly resumesAt: number | null;
  /** Whether the hall wants no numbers given when nobody serves any more today. */
  readonly stops: boolean;
}

/** A number that would probably be called after closing. */
export interface Lateness {
  readonly closing: number;
  readonly expected: number;
  readonly stops: boolean;
  /** `16:40` */
  readonly clock: (at: number) => string;
}

/** Why no number is given for this sector now, told so that the person knows what to do; null: go ahead. */
export function limitOf(
  state: CheckinState,
  rules: SectorRules,
  asking: Asking,
  now: Moment,
): Refusal | null {
  return (
    identityLimit(state, rules, asking, now) ??
    (asking.promised
      ? null
      : (quotaLimit(state, rules, asking, now) ?? windowLimit(rules, asking) ?? closingLimit(rules, asking)))
  );
}

function identityLimit(
  state: CheckinState,
  rules: SectorRules,
  { queue, identity, phone }: Asking,
  now: Moment,
): Refusal | null {
  if (rules.realName === "required" && identity === null)
    return refuse(
      "identity.required",
      `${rules.name}实名取号：请在取号机上放身份证，或输入护照、港澳台居民居住证号码；用其他证件的，请到咨询台由工作人员取号`,
    );
  return (
    coolDownLimit(state, rules, { queue, identity, phone }, now) ??
    dayLimit(state, rules, { queue, identity }, now)
  );
}

function dayLimit(
  state: CheckinState,
  rules: SectorRules,
  { queue, identity }: Pick<Asking, "queue" | "identity">,
  now: Moment,
): Refusal | null {
  if (identity === null || rules.perIdPerDay === null) return null;
  const taken = state.day === now.day ? (state.perIdentity.get(perIdentity(identity, queue)) ?? 0) : 0;
  if (taken < rules.perIdPerDay) return null;
  return refuse(
    "identity.limit",
    `该证件今天在${rules.name}已取${taken}个号，每天最多${rules.perIdPerDay}个。请明天再来，急事请到咨询台`,
  );
}

/** Before the day's limit, which sends people home until tomorrow: they would come for nothing. */
function coolDownLimit(
  state: CheckinState,
  rules: SectorRules,
  { queue, identity, phone }: Pick<Asking, "queue" | "identity" | "phone">,
  now: Moment,
): Refusal | null {
  const keys = [
    ...(identity === null ? [] : [identityKey(identity)]),
    ...(phone === null ? [] : [phoneKey(phone)]),
  ];
  const cool = coolDown(state, queue, keys, now.at);
  if (!cool) return null;
  return {
    ...refuse(
      "identity.cool-down",
      `因${cool.times}次取号后没有来办，${state.rules.dateText(cool.until)}起才能再取${rules.name}的号。有特殊情况请到咨询台说明`,
    ),
    until: cool.until,
  };
}

export const perIdentity = (key: string, queue: QueueId): string => `${key} ${queue}`;

function quotaLimit(state: CheckinState, rules: SectorRules, { queue }: Asking, now: Moment): Refusal | null {
  const quota = quotaNow(state, queue, now);
  if (!quota || quota.left === null || quota.left > 0) return null;
  return {
    ...refuse("queue.full", quotaText(rules.name, quota)),
    nextOpening: quota.dayFull ? null : (quota.next?.from ?? null),
  };
}

function windowLimit(rules: SectorRules, { service }: Asking): Refusal | null {
  if (service?.state !== "none" || !service.stops) return null;
  return refuse("queue.no-window", `${rules.name}今天已没有窗口办理。请改日再来，急事请到咨询台`);
}

function closingLimit(rules: SectorRules, { lateness }: Asking): Refusal | null {
  if (!lateness?.stops) return null;
  const { clock, expected, closing } = lateness;
  return refuse(
    "queue.too-late",
    `按现在的进度，${rules.name}要到${clock(expected)}左右才轮到，今天${clock(closing)}下班前可能办不了。请改日再来，急事请到咨询台`,
  );
}
