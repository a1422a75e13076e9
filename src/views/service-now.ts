import type { QueueId, WindowId } from "../contract/ids.ts";
import { skilled } from "../dispatcher/eligibility.ts";
import { type DispatcherState, ruleOf, type WindowRule } from "../dispatcher/state.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Rota } from "../kernel/rota.ts";

/** 窗口—事项: whether anybody serves a sector now, and if not, when that is planned. */
export interface ServiceNow {
  /** `away`: nobody calls now, somebody is to today. `none`: no window is planned to serve it any more today. */
  readonly state: "open" | "away" | "none";
  /** With `away`: when calling goes on, where that is planned. */
  readonly resumesAt: number | null;
  /** With `resumesAt`: why nobody calls, 午休. */
  readonly reason: string | null;
}

export interface ServiceReads {
  readonly dispatcher: DispatcherState;
  readonly calendar: Pick<Calendar, "day" | "dayEnd" | "isOpen" | "openPeriods">;
  readonly rota: Rota;
}

/**
 * `matter` null: anything of the sector; else whether that matter can be done, by the windows' and the staff's skills.
 * `batch`: by batch windows only.
 */
export function serviceNow(
  reads: ServiceReads,
  queue: QueueId,
  now: number,
  matter: string | null = null,
  batch = false,
): ServiceNow {
  const windows = ableWindows(reads.dispatcher, queue, matter, batch);
  if (windows.some((id) => callsNow(reads.dispatcher, id, queue, matter)))
    return { state: "open", resumesAt: null, reason: null };
  const returns = windows.flatMap((id) => returnOf(reads, id, queue, now) ?? []);
  if (returns.length === 0) return { state: "none", resumesAt: null, reason: null };
  const known = returns.flatMap((r) => (r.at === null ? [] : [{ at: r.at, reason: r.reason }]));
  const first = known.sort((a, b) => a.at - b.at)[0];
  return { state: "away", resumesAt: first?.at ?? null, reason: first?.reason ?? null };
}

const ableWindows = (state: DispatcherState, queue: QueueId, matter: string | null, batch: boolean) =>
  state.rules.windows
    .filter((w) => (!batch || w.batch) && ableEver(state, w, queue, matter))
    .map((w) => w.id);

/** How far a kiosk looks ahead for somebody who can't be served today, days. */
const DAYS_AHEAD = 7;

/** The first moment of the coming days at which a window is planned to do it; null: none within a week. */
export function nextServiceDay(
  reads: ServiceReads,
  queue: QueueId,
  now: number,
  matter: string | null,
  batch = false,
): number | null {
  const windows = ableWindows(reads.dispatcher, queue, matter, batch);
  let begin = reads.calendar.dayEnd(now);
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead++) {
    const day = reads.calendar.day(begin);
    const times = windows.flatMap((id) => firstPlanned(reads, id, queue, day) ?? []);
    if (times.length > 0) return Math.min(...times);
    begin = reads.calendar.dayEnd(begin);
  }
  return null;
}

/** When on that day the window is planned to serve the sector first, outside its breaks. */
function firstPlanned(
  { calendar, rota }: ServiceReads,
  window: WindowId,
  queue: QueueId,
  day: string,
): number | null {
  const breaks = rota.plannedBreaks(window, day, null);
  for (const period of calendar.openPeriods(day)) {
    let at = period.from;
    while (at < period.to) {
      const inBreak = breaks.find((b) => b.from <= at && at < b.to);
      if (inBreak) at = inBreak.to;
      else if (rota.sectorsAt(window, at).includes(queue)) return at;
      else at = rota.nextChange(at);
    }
  }
  return null;
}

/** Whether the window, and somebody of the staff, could do the matter at all. */
function ableEver(
  { rules }: DispatcherState,
  window: WindowRule,
  queue: QueueId,
  matter: string | null,
): boolean {
  if (matter === null) return true;
  if (window.matters !== null && !window.matters.includes(matter)) return false;
  return rules.staff.size === 0 || [...rules.staff.keys()].some((id) => skilled(rules, id, queue, matter));
}

function callsNow(state: DispatcherState, window: WindowId, queue: QueueId, matter: string | null): boolean {
  const desk = state.desks.get(window);
  if (!desk || desk.state === "closed" || desk.state === "paused") return false;
  if (desk.state !== "idle" && desk.next !== null) return false;
  if (matter !== null && !skilled(state.rules, desk.staff, queue, matter)) return false;
  return ruleOf(state, window)?.sectors.includes(queue) ?? false;
}

/** When this window is planned to serve the sector; `at` null: it should now, but nobody is there; null: not today. */
function returnOf(
  reads: ServiceReads,
  window: WindowId,
  queue: QueueId,
  now: number,
): { readonly at: number | null; readonly reason: string } | null {
  const { calendar, dispatcher, rota } = reads;
  const day = calendar.day(now);
  const closing = calendar.openPeriods(day).at(-1)?.to ?? now;
  const begins = firstServing(reads, window, queue, now);
  if (begins === null) return null;
  const desk = dispatcher.desks.get(window);
  const staff = desk && desk.state !== "closed" ? desk.staff : null;
  // Who stands there after closing time (延时服务) comes back from a pause; a closed window does not open any more.
  if (now >= closing) return staff === null ? null : { at: null, reason: "" };
  const breaks = rota.plannedBreaks(window, day, staff);
  const opening = calendar.openPeriods(day).find((p) => p.to > begins);
  const from = Math.max(begins, opening?.from ?? begins);
  const inBreak = breaks.find((b) => b.from <= from && from < b.to);
  const at = inBreak ? inBreak.to : from;
  if (at >= closing) return null;
  if (at <= now) return { at: null, reason: "" };
  const present = breaks.find((b) => b.from <= now && now < b.to);
  return { at, reason: present?.reason ?? "未到办理时间" };
}

/** From when on today the window is planned to serve the sector; now, if it does already. */
function firstServing(
  { calendar, dispatcher, rota }: ServiceReads,
  window: WindowId,
  queue: QueueId,
  now: number,
): number | null {
  const assigned = dispatcher.assigned.get(window);
  const later = dispatcher.later.get(window);
  const then = later?.sectors.includes(queue) ? Math.max(now, later.from) : null;
  if (later && later.from <= now) return then;
  if (assigned) return assigned.includes(queue) ? now : then;
  const end = calendar.dayEnd(now);
  for (let at = now; at < end; at = rota.nextChange(at)) {
    if (later && at >= later.from) return then;
    if (rota.sectorsAt(window, at).includes(queue)) return at;
  }
  return then;
}

/** When the hall stops for today; null when it does not, because it is open around midnight. */
export function closingToday(
  calendar: Pick<Calendar, "day" | "dayEnd" | "isOpen" | "openPeriods">,
  now: number,
): number | null {
  const last = calendar.openPeriods(calendar.day(now)).at(-1);
  if (!last || last.to <= now) return null;
  const around = last.to >= calendar.dayEnd(now) && calendar.isOpen(last.to);
  return around ? null : last.to;
}
