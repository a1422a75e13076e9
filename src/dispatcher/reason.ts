import type { Candidate } from "./choose.ts";
import type { Place } from "./line.ts";
import { speedsOf } from "./speeds.ts";
import type { DispatcherState, WindowRule } from "./state.ts";

const MINUTE = 60_000;
/** A difference in speed below this is not worth telling. */
const NOTABLE = 0.02;

/** A person this window may call now, with what the policy weighs. */
export interface Contender extends Candidate {
  readonly place: Place;
  /** How many more wait in the same lane. */
  readonly behind: number;
}

/** Why this person and not another, one Chinese sentence; numbers are public, names are not in it. */
export function reasonFor(
  state: DispatcherState,
  window: WindowRule,
  chosen: Contender,
  contenders: readonly Contender[],
  now: number,
): string {
  const number = numberOf(state, chosen);
  const waited = minutesOf(now - (state.tickets.get(chosen.place.ticket)?.issuedAt ?? now));
  if (state.tickets.get(chosen.place.ticket)?.bound === window.id)
    return `${number}取号时已定在${window.name}，在该窗口等候的号中按规则排在最前，已等候${waited}分钟`;
  if (chosen.place.only === window.id) return `${number}指定在${window.name}办理，已等候${waited}分钟`;
  if (contenders.length === 1 && chosen.behind === 0)
    return `${number}是本窗口唯一可办的等候号，已等候${waited}分钟`;
  const eldest = contenders.reduce((a, b) =>
    b.age > a.age || (b.age === a.age && b.arrival < a.arrival) ? b : a,
  );
  if (eldest === chosen) return `${number}${standing(state, chosen, now, waited)}`;
  const speeds = speedsOf(state, chosen.place.queue, chosen.place.matter, chosen.place.batch);
  const usual = average([...speeds.factors.values()]);
  const own = speeds.factors.get(window.id) ?? usual;
  const behind = minutesOf(eldest.age - chosen.age);
  const than = `与排在最前的${numberOf(state, eldest)}相差${behind}分钟（允许${minutesOf(state.rules.policy.slackMs)}分钟）`;
  if (state.rules.policy.kind === "ratio")
    return `按${state.rules.policy.ratio}比1轮到${chosen.class === "walk" ? "普通号" : "优先号"}：${number}已等候${waited}分钟`;
  if (own < usual * (1 - NOTABLE))
    return `${number}已等候${waited}分钟，${window.name}办此类事项比平均快${Math.round((1 - own / usual) * 100)}%，${than}`;
  return `${number}已等候${waited}分钟，${window.name}此时办它最省时，${than}`;
}

function standing(
  state: DispatcherState,
  { class: is, place, age }: Contender,
  now: number,
  waited: number,
): string {
  const { kind, classes } = state.rules.policy;
  if (is === "green")
    return kind === "strict"
      ? `为绿色通道，优先于其他号，已等候${waited}分钟`
      : `为绿色通道，等候按${classes.green.rate}倍计，已等候${waited}分钟，折合${minutesOf(age)}分钟，排在最前`;
  if (is === "appointment" && place.slot !== null)
    return now >= place.slot - classes.appointment.slotLeadMs
      ? `为预约号，已到预约时段，已等候${waited}分钟，按规则优先，排在最前`
      : `为预约号，已等候${waited}分钟，排在最前`;
  return `在本窗口可办的号中等候最久（${waited}分钟）`;
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 1 : values.reduce((a, b) => a + b, 0) / values.length;

const minutesOf = (ms: number): number => Math.max(0, Math.round(ms / MINUTE));

function numberOf(state: DispatcherState, { place }: Contender): string {
  return state.tickets.get(place.ticket)?.number ?? "";
}
