import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { SHORT_FIRST } from "./choose.ts";
import { serves, staffAt, willCall } from "./eligibility.ts";
import { KindTables } from "./kind-tables.ts";
import { factorOf, kindKey, meanServiceMs, type Prior, spreadOf } from "./learning.ts";
import { type DispatcherState, type WindowRule, windowRules } from "./state.ts";

// What a service takes, by whom; and how good each window is at each matter compared with the others.

const DEFAULT_SECTOR_MS = 480_000;

function priorOf(state: DispatcherState, matter: string | null): Prior | null {
  return matter === null ? null : (state.rules.known?.matters.get(matter) ?? null);
}

/** Mean service time of a kind over everybody, milliseconds. */
export function usualMs(state: DispatcherState, queue: QueueId, matter: string | null): number {
  const sector = state.rules.sectors.find((s) => s.id === queue)?.meanMs ?? DEFAULT_SECTOR_MS;
  return meanServiceMs(state.learned, queue, matter, priorOf(state, matter), sector);
}

/** Standard deviation of ln(service time) of a kind. */
export function spread(state: DispatcherState, queue: QueueId, matter: string | null): number {
  return spreadOf(state.learned, queue, matter, priorOf(state, matter));
}

/** How long this window takes for a kind, as a multiple of everybody's time; 1 where nobody sits. */
export function factorAt(
  state: DispatcherState,
  window: WindowId,
  staff: StaffId | null,
  queue: QueueId,
  matter: string | null,
): number {
  const known = matter === null ? undefined : state.rules.known?.factors.get(window)?.get(matter);
  if (known !== undefined) return known;
  return staff === null ? 1 : factorOf(state.learned, staff, kindKey(queue, matter));
}

/** One column of the table: a kind at every window. */
export interface KindSpeeds {
  readonly usualMs: number;
  readonly spread: number;
  /** Of the windows that costs are compared with. */
  readonly average: number;
  readonly factors: ReadonlyMap<WindowId, number>;
  /** `Candidate.cost`, by window. */
  readonly costs: ReadonlyMap<WindowId, number>;
}

/** By what has been learned. */
const tables = new KindTables<KindSpeeds>();

export function speedsOf(
  state: DispatcherState,
  queue: QueueId,
  matter: string | null,
  batch = false,
): KindSpeeds {
  const kinds = tables.of(state, state.learned.version);
  const usual = kindKey(queue, matter);
  const key = batch ? `${usual} batch` : usual;
  let kind = kinds.get(key);
  if (!kind) {
    kind = kindSpeeds(state, queue, matter, batch);
    kinds.set(key, kind);
  }
  return kind;
}

function kindSpeeds(
  state: DispatcherState,
  queue: QueueId,
  matter: string | null,
  batch: boolean,
): KindSpeeds {
  const mean = usualMs(state, queue, matter);
  const able = windowRules(state).filter((w) => serves(state, w, staffAt(state, w.id), queue, matter, batch));
  const factors = new Map(
    able.map((w) => [w.id, factorAt(state, w.id, staffAt(state, w.id), queue, matter)] as const),
  );
  const open = able.filter((w) => willCall(state, w.id));
  const compared = open.length > 1 ? open : able;
  let average = 1;
  if (compared.length > 0)
    average = compared.reduce((sum, w) => sum + (factors.get(w.id) as number), 0) / compared.length;
  const costs = new Map<WindowId, number>();
  for (const [id, factor] of factors) costs.set(id, costOf({ usualMs: mean, average }, factor));
  return { usualMs: mean, spread: spread(state, queue, matter), average, factors, costs };
}

/** `Candidate.cost` of a window that takes so many times everybody's time for the kind. */
export function costOf(
  { usualMs: mean, average }: Pick<KindSpeeds, "usualMs" | "average">,
  factor: number,
): number {
  return Math.log(factor / average) + SHORT_FIRST * Math.log(mean / 60_000);
}

/** Time this window is expected to take for `count` like cases of a kind, milliseconds. */
export function serviceMs(
  state: DispatcherState,
  window: WindowRule["id"],
  queue: QueueId,
  matter: string | null,
  count: number,
): number {
  const speeds = speedsOf(state, queue, matter);
  return speeds.usualMs * (speeds.factors.get(window) ?? 1) * count;
}
