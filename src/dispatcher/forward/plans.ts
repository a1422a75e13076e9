import type { QueueId, WindowId } from "../../contract/ids.ts";
import type { WindowRule } from "../state.ts";

export type BreaksOf = (window: WindowId, from: number) => readonly (readonly [from: number, to: number])[];

/** What is known beforehand of the windows: from the config's rota, and set by the manager for today. */
export interface Plans {
  /** Known breaks that end after `from`; for ever: whoever stands there leaves. */
  readonly breaksOf: BreaksOf;
  /** When a closed window is counted on to call, epoch ms; null: not today. */
  readonly opensAt: (window: WindowId) => number | null;
  /** Sectors it changes to, the soonest first (潮汐窗口). */
  readonly shiftsOf: (window: WindowRule) => readonly PlannedShift[];
}

export interface PlannedShift {
  readonly from: number;
  readonly sectors: readonly QueueId[];
}

/** Known breaks and nothing else. */
export const breaksOnly = (breaksOf: BreaksOf): Plans => ({
  breaksOf,
  opensAt: () => null,
  shiftsOf: () => [],
});
