import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { SHORT_FIRST } from "./choose.ts";
import { serves, staffAt, willCall } from "./eligibility.ts";
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
interface KindSpeeds {
  readonly usualMs: number;
  readonly spread: number;
  readonly factors: ReadonlyMap<WindowId, number>;
  /** `Candidate.cost`, by window. */
  readonly costs: ReadonlyMap<WindowId, number>;
}

interface Table {
  readonly learned: number;
  readonly manned: number;
  readonly kinds: Map<string, KindSpeeds>;
}

/** Made from the state and thrown away when it has learned or the windows' staff have changed: no state of its own. */
const tables = new WeakMap<DispatcherState, Table>();

export function speedsOf(
  state: DispatcherState,
  queue: QueueId,
  matter: string | null,
  batch = false,
): KindSpeeds {
  let table = tables.get(state);
  if (!table || table.learned !== state.learned.version || table.manned !== state.manned) {
    table = { learned: state.learned.version, manned: state.manned, kinds: new Map() };
    tables.set(state, table);
  }
  const usual = kindKey(queue, matter);
  const key = batch ? `${usual} batch` : usual;
  let kind = table.kinds.get(key);
  if (!kind) {
    kind = kindSpeeds(state, queue, matter, batch);
    table.kinds.set(key, kind);
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
  const average =
    compared.reduce((sum, w) => sum + (factors.get(w.id) as number), 0) / Math.max(1, compared.length);
  const costs = new Map(
    [...factors].map(
      ([id, factor]) => [id, Math.log(factor / average) + SHORT_FIRST * Math.log(mean / 60_000)] as const,
    ),
  );
  return { usualMs: mean, spread: spread(state, queue, matter), factors, costs };
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
