import type { PlanId, WindowId } from "../../contract/ids.ts";
import type { ProblemCode, Refusal } from "../../contract/problem.ts";
import { refuse } from "../../kernel/errors.ts";
import { type Decision, event, type Moment } from "../../kernel/feature.ts";
import { staffAt } from "../eligibility.ts";
import type { Desk, DispatcherState, TodayPlan, WindowRule } from "../state.ts";
import { planWords } from "./breaks.ts";

/** What somebody wants of a window at a set time today. */
export interface WantedPlan {
  readonly id: PlanId;
  readonly kind: TodayPlan["kind"];
  /** Epoch ms; `to` null with `close`. */
  readonly from: number;
  readonly to: number | null;
  readonly reason: string | null;
  /** When the hall closes today; null: it is closed. */
  readonly closing: number | null;
  /** HH:MM of a moment, for what is said of it. */
  readonly clock: (at: number) => string;
}

/** A pause from–to, or the end from a time on; refused with the field, what it says and what is allowed. */
export function plan(state: DispatcherState, window: WindowRule, wanted: WantedPlan, now: Moment): Decision {
  const { id, kind, from, to, reason } = wanted;
  const bar = badTimes(wanted, now.at) ?? overlap(state, window, wanted, now);
  if (bar) return bar;
  return [
    event("window.planned", now.at, { window: window.id, plan: id, day: now.day, kind, from, to, reason }),
  ];
}

export function withdraw(
  state: DispatcherState,
  window: WindowRule,
  desk: Desk,
  id: PlanId,
  now: Moment,
): Decision {
  const found = state.plans.get(window.id)?.find((p) => p.id === id);
  if (!found) return refuse("plan.unknown", `plan：${window.name}今天没有计划${id}，或已撤销`);
  if (found.from <= now.at && (found.to ?? Number.POSITIVE_INFINITY) > now.at)
    return refuse("plan.begun", `${window.name}的计划已经开始，${wayBack(desk)}`);
  return [event("window.plan-withdrawn", now.at, { window: window.id, plan: id })];
}

function wayBack(desk: Desk): string {
  if (desk.state === "closed") return "要再办理请开窗";
  return desk.state === "paused" ? "要继续叫号请按恢复" : "要继续叫号请在窗口取消";
}

function badTimes({ kind, from, to, closing, clock }: WantedPlan, now: number): Refusal | null {
  const since = `现在${clock(now)}`;
  if (closing === null || now >= closing) return bad("plan.too-late", "from", clock(from), "今天大厅已下班");
  const span = `${since}，可填以后到${clock(closing)}下班前的时间`;
  if (from <= now)
    return bad("time.past", "from", clock(from), `已经过了；${span}，要马上办请直接按暂停或关窗`);
  if (from >= closing) return bad("plan.too-late", "from", clock(from), `大厅已下班；${span}`);
  if (kind === "close" || to === null) return null;
  if (to <= from)
    return bad(
      "request.invalid",
      "to",
      clock(to),
      `不晚于开始时间；须在${clock(from)}以后，到${clock(closing)}为止`,
    );
  if (to > closing)
    return bad("plan.too-late", "to", clock(to), `大厅已下班；最晚${clock(closing)}，不再回来请用“关窗”`);
  return null;
}

/** Plans of this window that it would meet, or a break of its rota; a window may end in a break, but not after its end. */
function overlap(
  state: DispatcherState,
  window: WindowRule,
  wanted: WantedPlan,
  now: Moment,
): Refusal | null {
  const { kind, from, clock } = wanted;
  const to = wanted.to ?? Number.POSITIVE_INFINITY;
  const meets = (b: { readonly from: number; readonly to: number | null }) =>
    b.from < to && from < (b.to ?? Number.POSITIVE_INFINITY);
  const set = state.plans.get(window.id)?.find((p) => meets(p) && (p.to === null || p.to > now.at));
  const says = (b: { readonly from: number; readonly to: number | null }, what: string) =>
    b.to === null ? `${clock(b.from)}起${what}` : `${clock(b.from)}–${clock(b.to)}${what}`;
  if (set)
    return met(wanted, `${window.name}已有计划：${says(set, planWords(set))}；请先撤销它，或改用别的时间`);
  const rest = state.rules.rota
    .plannedBreaks(window.id, now.day, staffAt(state, window.id))
    .find((b) => meets(b) && (kind === "pause" || (b.from <= from && b.to >= (wanted.closing ?? b.to))));
  return rest ? met(wanted, `${window.name}的排班里${says(rest, rest.reason)}；请改用别的时间`) : null;
}

function met({ from, to, clock }: WantedPlan, why: string): Refusal {
  return bad("plan.overlap", "from", to === null ? clock(from) : `${clock(from)}–${clock(to)}`, why);
}

const FIELD_WORDS = { from: "开始时间（from）", to: "结束时间（to）" } as const;

function bad(code: ProblemCode, path: "from" | "to", value: string, message: string): Refusal {
  const detail = `${FIELD_WORDS[path]}${value}：${message}`;
  return { ...refuse(code, detail), problems: [{ path, value, message }] };
}

/** What is planned at a window and not over, the soonest first. */
export function plansOf(state: DispatcherState, window: WindowId, at: number): readonly TodayPlan[] {
  return state.plans.get(window)?.filter((p) => p.to === null || p.to > at) ?? [];
}
