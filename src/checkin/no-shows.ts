import type { QueueId, TicketId } from "../contract/ids.ts";
import type { NoShowCoolDown } from "../contract/plan-config.ts";
import type { CheckinState, NoShow } from "./state.ts";

// 黄牛: whoever takes numbers again and again and does not come gets none for some days. A missed call is made good
// by being served after all: late is not the same as never.

/** Longest time that any config may look back. */
const KEPT_MS = 366 * 86_400_000;
const DAY = 86_400_000;

export function missed(state: CheckinState, ticket: TicketId, at: number): void {
  for (const key of state.live.get(ticket)?.keys ?? []) {
    const others = (state.noShows.get(key) ?? []).filter((n) => n.ticket !== ticket);
    state.noShows.set(key, [...others, { ticket, at }]);
  }
}

export function madeGood(state: CheckinState, ticket: TicketId): void {
  for (const key of state.live.get(ticket)?.keys ?? []) {
    keep(
      state,
      key,
      (state.noShows.get(key) ?? []).filter((n) => n.ticket !== ticket),
    );
  }
}

export function forgetOld(state: CheckinState, at: number): void {
  for (const [key, list] of [...state.noShows]) {
    keep(
      state,
      key,
      list.filter((n) => at - n.at < KEPT_MS),
    );
  }
}

/** A clock that ran ahead keeps nobody away for longer. */
export function notLater(state: CheckinState, now: number): void {
  for (const [key, list] of state.noShows)
    state.noShows.set(
      key,
      list.map((n) => ({ ...n, at: Math.min(n.at, now) })),
    );
}

function keep(state: CheckinState, key: string, list: NoShow[]): void {
  if (list.length > 0) state.noShows.set(key, list);
  else state.noShows.delete(key);
}

export interface CoolDown {
  readonly times: number;
  /** The first moment at which a number is given again. */
  readonly until: number;
}

/** Whether this identity or phone must stay away from the sector now; the later end counts. */
export function coolDown(
  state: CheckinState,
  queue: QueueId,
  keys: readonly string[],
  at: number,
): CoolDown | null {
  const rule = state.rules.sectors.get(queue)?.coolDown;
  if (!rule) return null;
  const found = keys
    .filter((key) => rule.phone || !key.startsWith(PHONE))
    .flatMap((key) => coolDownOf(state, rule, key, at) ?? []);
  return found.sort((a, b) => b.until - a.until)[0] ?? null;
}

function coolDownOf(state: CheckinState, rule: NoShowCoolDown, key: string, at: number): CoolDown | null {
  // Looked back from the last one, not from now: the day that was told does not come earlier as the first ones grow old.
  const all = state.noShows.get(key) ?? [];
  const last = all.at(-1);
  if (!last) return null;
  const recent = all.filter((n) => last.at - n.at < rule.withinDays * DAY);
  if (recent.length < rule.times) return null;
  const until = state.rules.dayAfter(last.at, rule.days);
  return at < until ? { times: recent.length, until } : null;
}

const PHONE = "phone:";
export const phoneKey = (key: string): string => `${PHONE}${key}`;
export const identityKey = (key: string): string => `id:${key}`;
