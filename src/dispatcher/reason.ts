import type { WindowId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import { before, type Candidate } from "./choose.ts";
import type { Place } from "./line.ts";
import { ageOf } from "./policy.ts";
import { advantageWords } from "./reason-speed.ts";
import { type DispatcherState, type QueueTicket, ruleOf, type WindowRule } from "./state.ts";

// Why this person and not another: one Chinese sentence for the clerk's page, the log and the replay. It names whoever
// was passed over and what weighed more, and claims nothing that did not decide (reason.test.ts tries it on random halls).

const MINUTE = 60_000;

/** A person this window may call now, with what the policy weighs. */
export interface Contender extends Candidate {
  readonly place: Place;
  /** Whoever stood in the same line first; another person only where an appointment's slot goes before. */
  readonly first: Place;
  /** How many more wait in the same line. */
  readonly behind: number;
}

/** Somebody announced to `holder` whom another window calls. */
export type TakenOver = { readonly ticket: QueueTicket; readonly holder: WindowId } & (
  | {
      readonly restsMs: null;
      /** Until the holder is free. */
      readonly leftMs: number;
      /** What it gains, as far as can be foreseen. */
      readonly gainMs: number;
    }
  /** So long the holder has been free without calling. */
  | { readonly restsMs: number }
);

/** Why the policy calls `chosen`, one of `contenders`. */
export function reasonFor(
  state: DispatcherState,
  window: WindowRule,
  chosen: Contender,
  contenders: readonly Contender[],
  now: number,
): string {
  const who = personOf(state, chosen.place, window.id, now);
  const callable = contenders.reduce((sum, c) => sum + c.behind + 1, 0);
  if (callable === 1) return `${who}是${window.name}现在唯一可办的等候号`;
  const turn = turnOf(state, window, chosen, contenders, now);
  if (turn) return turn;
  const front = foremost(contenders);
  if (front !== chosen) {
    const why = advantageWords(state, window, chosen.place, front.place);
    const whom = personOf(state, front.place, window.id, now);
    const gap = gapWords(front.age - chosen.age);
    return `先于排在最前的${whom}：${who}${why}，折算等候只少${gap}（最多可让${minutesOf(state.rules.policy.slackMs)}分钟）`;
  }
  const earliest = earliestOf(contenders);
  if (earliest.ticket === chosen.place.ticket)
    return `${who}在${window.name}可办的${callable}个等候号中排队最早`;
  return `${who}${overWords(state, chosen.place, earliest, window.id, now)}`;
}

/** Why somebody who was told to come is called; `contenders` are all whom the window could call. */
export function announcedReason(
  state: DispatcherState,
  window: WindowRule,
  ticket: QueueTicket,
  contenders: readonly Contender[],
): string {
  const told = `${ticket.number}已提前通知到${window.name}，按通知先叫`;
  const own = contenders.find((c) => c.place.ticket === ticket.id);
  const untold = contenders.filter((c) => !isTold(state, c.place));
  const front = untold.length === 0 ? null : foremost(untold);
  return own && front && before(front, own)
    ? `${told}，先于折算等候更久的${classOf(state, front.place)}${numberOf(state, front.place)}`
    : told;
}

/** Why somebody announced elsewhere is called here; `own`: whom the window would have called otherwise. */
export function takeOverReason(
  state: DispatcherState,
  { name }: WindowRule,
  taken: TakenOver,
  own: QueueTicket | null,
): string {
  const { ticket, holder } = taken;
  const told = `${ticket.number}原通知到${ruleOf(state, holder)?.name ?? holder}`;
  if (taken.restsMs !== null) {
    const over = own ? `，折算等候比${name}的下一位${own.number}更久` : "";
    return `${told}，那里空着约${minutesOf(taken.restsMs)}分钟没有叫号，改由${name}叫号${over}`;
  }
  const { leftMs, gainMs } = taken;
  const busy = leftMs < MINUTE / 2 ? "那里办得较慢" : `那里还要约${minutesOf(leftMs)}分钟才空`;
  const over = own ? `，折算等候比${name}的下一位${own.number}多5分钟以上` : "";
  return `${told}，${busy}，改到${name}预计早${minutesOf(gainMs)}分钟办完${over}`;
}

/** Why the clerk's word and not the order brought somebody here; `next`: whom the order would have called. */
export function pickedReason(
  window: WindowRule,
  { number, phase }: QueueTicket,
  next: QueueTicket | null,
): string {
  if (phase.state === "parked") return `${number}挂起后由${window.name}叫回接着办，不再排队`;
  if (phase.state === "missed") return `${number}过号后由${window.name}叫回，不再排队`;
  const order =
    next === null ? "" : next.number === number ? "，按规则也轮到它" : `，按规则下一位是${next.number}`;
  return `工作人员在${window.name}点名呼叫${number}${order}`;
}

/** With `ratio`, while both kinds wait: whose turn it was. */
function turnOf(
  state: DispatcherState,
  window: WindowRule,
  chosen: Contender,
  contenders: readonly Contender[],
  now: number,
): string | null {
  const { kind, ratio } = state.rules.policy;
  if (kind !== "ratio") return null;
  const walk = chosen.class === "walk";
  const others = contenders.filter((c) => (c.class === "walk") !== walk);
  if (others.length === 0) return null;
  const who = personOf(state, chosen.place, window.id, now);
  const whom = personOf(state, foremost(others).place, window.id, now);
  const called = `${window.name}已连叫${state.runs.get(window.id) ?? 0}个优先号`;
  return walk
    ? `${called}，按${ratio}比1轮到普通号${who}，先于${whom}`
    : `${called}，按${ratio}比1先叫优先号${who}，先于${whom}`;
}

/** Why somebody goes before one who stood in line earlier. */
function overWords(
  state: DispatcherState,
  chosen: Place,
  earlier: Place,
  window: WindowId,
  now: number,
): string {
  const { policy } = state.rules;
  const whom = personOf(state, earlier, window, now);
  if (policy.kind === "strict") return `按绿色通道、预约、普通的次序先于${whom}`;
  const [own, other] = [ageOf(policy, chosen, now), ageOf(policy, earlier, now)];
  if (own - other < MINUTE / 2) return `按规则折算等候${minutesOf(own)}分钟，略先于${whom}`;
  return `按规则折算等候${tenths(own)}分钟，多于${whom}的${tenths(other)}分钟`;
}

/** Number, class and what matters of the person's way here; never a name. */
function personOf(state: DispatcherState, place: Place, window: WindowId, now: number): string {
  const ticket = state.tickets.get(place.ticket);
  if (!ticket) return "";
  const minutes = minutesOf(now - ticket.issuedAt);
  const facts = [
    classOf(state, place),
    minutes === 0 ? "刚取号" : `${minutes}分钟前取号`,
    ...slotWords(state, place, now),
    ...wayWords(ticket, place, window),
    ...(place.batch ? [`同类${place.count}件`] : []),
  ];
  return `${ticket.number}（${facts.join("、")}）`;
}

const CLASS_WORDS: Readonly<Record<TicketClass, string>> = {
  walk: "普通号",
  appointment: "预约号",
  green: "绿色通道",
};

/** The person's own class, also where the place given after a missed call is a walk-in's. */
const classOf = ({ tickets }: DispatcherState, { ticket, class: is }: Place): string =>
  CLASS_WORDS[tickets.get(ticket)?.class ?? is];

function slotWords({ rules }: DispatcherState, { class: is, slot }: Place, now: number): string[] {
  const pace = rules.policy.classes[is];
  if (slot === null || pace.slotRate === 0) return [];
  return [now >= slot - pace.slotLeadMs ? "已到预约时段" : "未到预约时段"];
}

function wayWords(ticket: QueueTicket, { only }: Place, window: WindowId): string[] {
  const words: string[] = [];
  // Served here until this very press.
  const { state } = ticket.phase;
  switch (state === "called" || state === "serving" ? "advanced" : ticket.joined) {
    case "issued":
      break;
    case "advanced":
      words.push("接着办下一项");
      break;
    case "transferred":
      words.push(only === window ? "转到本窗口" : "转号");
      break;
    case "rejoined":
      words.push("过号后重排");
      break;
    case "returned":
      words.push(only === window ? "挂起后回本窗口" : "挂起后回来");
      break;
  }
  if (ticket.yielded) words.push("让过号");
  if (ticket.steady) words.push("按普通号计时");
  if (ticket.bound === window) words.push("已定在本窗口");
  return words;
}

const isTold = (state: DispatcherState, { ticket, only }: Place): boolean =>
  only !== null && state.tickets.get(ticket)?.promised === only;

function foremost(contenders: readonly Contender[]): Contender {
  return contenders.reduce((a, b) => (before(b, a) ? b : a));
}

function earliestOf(contenders: readonly Contender[]): Place {
  return contenders
    .map((c) => c.first)
    .reduce((a, b) => (b.origin < a.origin || (b.origin === a.origin && b.arrival < a.arrival) ? b : a));
}

const minutesOf = (ms: number): number => Math.max(0, Math.round(ms / MINUTE));

const tenths = (ms: number): string => String(Math.round(ms / (MINUTE / 10)) / 10);

function gapWords(ms: number): string {
  return ms < MINUTE / 2 ? "不到1分钟" : `${minutesOf(ms)}分钟`;
}

const numberOf = (state: DispatcherState, { ticket }: Place): string =>
  state.tickets.get(ticket)?.number ?? "";
