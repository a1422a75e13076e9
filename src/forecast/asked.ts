import type { QueueId, WindowId } from "../contract/ids.ts";
import { bindsAtTicket } from "../dispatcher/eligibility.ts";
import type { KindId } from "../dispatcher/forward/kinds.ts";
import { kindKey } from "../dispatcher/learning.ts";
import type { DispatcherState, WindowRule } from "../dispatcher/state.ts";
import { type PackedProbes, packColumns, put } from "./pack.ts";

// What newcomers are asked about: each sector and each matter met lately, and each window of a sector that binds with the
// number, by class.

export type Kind = KindId;

/** Appointments both at the beginning of their slot and well before it. */
const PROBES = [
  { name: "walk", class: "walk", slotAfterMs: null },
  { name: "green", class: "green", slotAfterMs: null },
  { name: "slot", class: "appointment", slotAfterMs: 0 },
  { name: "early", class: "appointment", slotAfterMs: 15 * 60_000 },
] as const;

export type ProbeName = (typeof PROBES)[number]["name"];

/** More kinds than this are not asked about: rare matters are told what their sector is told. */
const MOST_KINDS = 60;
/** Stands behind everybody who is there. */
const LAST = 1e12;

/** Who asks, and where each one's answers stand. */
export interface ProbePlan {
  /** By kind, then by window: index of the first of its probes. */
  readonly first: ReadonlyMap<string, number>;
  readonly asking: readonly { readonly kind: number; readonly only: number | null }[];
}

export const keyOf = ({ queue, matter, batch }: Kind): string =>
  batch ? `${kindKey(queue, matter)} batch` : kindKey(queue, matter);
const boundKey = (queue: QueueId, window: WindowId): string => `${queue} @${window}`;

/** Every sector without a matter, those of many like cases in it, and what was met lately. */
export function kindsToAsk({ rules }: DispatcherState, met: Iterable<Kind>): Kind[] {
  const kinds = new Map<string, Kind>();
  const add = (kind: Kind) => kinds.set(keyOf(kind), kind);
  for (const { id, batchAbove } of rules.sectors) {
    add({ queue: id, matter: null, batch: false });
    if (batchAbove !== null) add({ queue: id, matter: null, batch: true });
  }
  for (const kind of met) {
    if (kinds.size >= MOST_KINDS) break;
    add(kind);
  }
  return [...kinds.values()];
}

/** `asked` are the first kinds of the model. */
export function probePlan(
  state: DispatcherState,
  asked: readonly Kind[],
  windows: readonly WindowRule[],
): ProbePlan {
  const first = new Map<string, number>();
  const asking: { kind: number; only: number | null }[] = [];
  const ask = (key: string, kind: number, only: number | null) => {
    first.set(key, asking.length * PROBES.length);
    asking.push({ kind, only });
  };
  for (const [kind, one] of asked.entries()) ask(keyOf(one), kind, null);
  for (const [kind, { queue, matter, batch }] of asked.entries()) {
    if (matter !== null || batch || !bindsAtTicket(state, queue)) continue;
    for (const [w, { id, sectors }] of windows.entries())
      if (sectors.includes(queue)) ask(boundKey(queue, id), kind, w);
  }
  return { first, asking };
}

export function packedProbes({ asking }: ProbePlan, now: number): PackedProbes {
  const size = asking.length * PROBES.length;
  const columns = packColumns(size);
  const only = new Int16Array(size);
  for (const [a, { kind, only: window }] of asking.entries())
    for (const [p, probe] of PROBES.entries()) {
      const i = a * PROBES.length + p;
      const slot = probe.slotAfterMs === null ? null : now + probe.slotAfterMs;
      put(columns, i, { class: probe.class, count: 1, origin: now, slot, arrival: LAST }, kind);
      only[i] = window ?? -1;
    }
  return { ...columns, only };
}

/** Index of the probe; undefined: nobody asked that. */
export function probeAt({ first }: ProbePlan, kind: Kind, name: ProbeName): number | undefined {
  return offset(first.get(keyOf(kind)), name);
}

/** The same of whoever is bound to a window with the number. */
export function boundProbeAt(
  { first }: ProbePlan,
  queue: QueueId,
  window: WindowId,
  name: ProbeName,
): number | undefined {
  return offset(first.get(boundKey(queue, window)), name);
}

function offset(first: number | undefined, name: ProbeName): number | undefined {
  return first === undefined ? undefined : first + PROBES.findIndex((p) => p.name === name);
}
