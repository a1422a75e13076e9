import type { PlannedLeg } from "../contract/events.ts";
import { serves, staffAt, willCall, windowsFor } from "./eligibility.ts";
import { waitingIn } from "./line.ts";
import { usualMs } from "./speeds.ts";
import { type DispatcherState, isBatch } from "./state.ts";

// 一号多事: in which order one visit's legs are worked off (docs/decisions/0018-legs.md).

interface Outlook {
  readonly leg: PlannedLeg;
  /** Open windows that can do all of it. */
  readonly windows: number;
  /** What waits before these windows, divided among them. */
  readonly waitMs: number;
}

/**
 * The legs in the order to take them now: the scarce window first (the fewest open windows that can do it, then the
 * longer wait), so that what can be done anywhere is left for the end of the day; what nobody can do now comes last.
 * Equals stay as asked for.
 */
export function plannedOrder(state: DispatcherState, legs: readonly PlannedLeg[]): readonly PlannedLeg[] {
  if (legs.length < 2) return legs;
  return legs
    .map((leg) => outlook(state, leg))
    .sort((a, b) => scarcity(a) - scarcity(b) || b.waitMs - a.waitMs)
    .map(({ leg }) => leg);
}

const scarcity = ({ windows }: Outlook): number => (windows === 0 ? Number.MAX_SAFE_INTEGER : windows);

function outlook(state: DispatcherState, leg: PlannedLeg): Outlook {
  const [first = null] = leg.matters;
  const open = windowsFor(state, leg.queue, first, isBatch(state.rules, leg.queue, leg.count)).filter(
    (w) => willCall(state, w.id) && doesAll(state, leg, w, staffAt(state, w.id)),
  );
  const lines = new Set(open.flatMap((w) => w.sectors));
  const work = [...lines].reduce(
    (sum, queue) => sum + waitingIn(state.lines, queue) * usualMs(state, queue, null),
    0,
  );
  return { leg, windows: open.length, waitMs: open.length === 0 ? 0 : work / open.length };
}

function doesAll(
  state: DispatcherState,
  { queue, matters, count }: PlannedLeg,
  window: Parameters<typeof serves>[1],
  staff: Parameters<typeof serves>[2],
): boolean {
  const batch = isBatch(state.rules, queue, count);
  return matters.every((matter) => serves(state, window, staff, queue, matter, batch));
}

/** How a leg is named to those who choose one: its sector, and its first matter. */
export const legId = ({ queue, matters }: PlannedLeg): string =>
  matters[0] === undefined ? queue : `${queue}:${matters[0]}`;

/**
 * The legs that matters asked for make: those of one sector that exactly the same windows and people can do are one
 * service, the others wait for windows of their own.
 */
export function legsOf(
  state: DispatcherState,
  asked: readonly { readonly queue: PlannedLeg["queue"]; readonly matter: string }[],
  count: number,
): readonly PlannedLeg[] {
  const groups = new Map<string, { queue: PlannedLeg["queue"]; matters: string[]; count: number }>();
  for (const { queue, matter } of asked) {
    const key = `${queue} ${asked.length > 1 ? whoCan(state, matter) : ""}`;
    const group = groups.get(key) ?? { queue, matters: [], count };
    if (!group.matters.includes(matter)) group.matters.push(matter);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Windows that name their matters and staff with limits, as far as this matter is concerned. */
function whoCan({ rules }: DispatcherState, matter: string): string {
  const windows = rules.windows.filter((w) => w.matters !== null && !w.matters.includes(matter));
  const level = rules.levels.get(matter) ?? 0;
  const staff = [...rules.staff].filter(([, s]) => s.skills?.includes(matter)).map(([id]) => id);
  return [...windows.map((w) => w.id), level, ...staff].join(" ");
}
