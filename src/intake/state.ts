import type { CaseId, StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { CaseRecord } from "./case-state.ts";

/** A ticket at a window right now. */
export interface Service {
  readonly ticket: TicketId;
  readonly leg: number;
  readonly window: WindowId;
  readonly staff: StaffId;
}

export interface IntakeRules {
  /** The matters on offer. */
  readonly matters: readonly Matter[];
  /** Older snapshots that cases may still be pinned to. */
  readonly earlier: readonly Matter[];
  /** Printer of each window's receipts, and the one for windows without; null: nothing is printed. */
  readonly printers: {
    readonly byWindow: Readonly<Record<string, string>>;
    readonly otherwise: string | null;
  };
}

/** What intake remembers: the day's services and cases. */
export interface IntakeState {
  readonly offered: ReadonlyMap<string, Matter>;
  readonly snapshots: ReadonlyMap<string, Matter>;
  readonly printers: IntakeRules["printers"];
  readonly serving: Map<TicketId, Service>;
  readonly cases: Map<CaseId, CaseRecord>;
  readonly byTicket: Map<TicketId, CaseId[]>;
  /** Receipts asked for so far, by `ticket leg kind`: the next one's occurrence is one more. */
  readonly prints: Map<string, number>;
}

const snapshotKey = (matter: string, version: string): string => `${matter} ${version}`;

export function initialIntake(rules: IntakeRules): IntakeState {
  return {
    offered: new Map(rules.matters.map((m) => [m.id, m])),
    snapshots: new Map([...rules.earlier, ...rules.matters].map((m) => [snapshotKey(m.id, m.version), m])),
    printers: rules.printers,
    serving: new Map(),
    cases: new Map(),
    byTicket: new Map(),
    prints: new Map(),
  };
}

/** The matter as it was when the case was opened; null when that snapshot is not at hand. */
export function pinnedMatter(state: IntakeState, record: CaseRecord): Matter | null {
  return state.snapshots.get(snapshotKey(record.matter, record.matterVersion)) ?? null;
}

/** Takes in a case of an earlier day as {@link caseRecord} gave it; one already in memory is left as it is. */
export function restoreCase(state: IntakeState, record: CaseRecord): IntakeState {
  if (state.cases.has(record.id)) return state;
  state.cases.set(record.id, record);
  state.byTicket.set(record.ticket, [...(state.byTicket.get(record.ticket) ?? []), record.id]);
  return state;
}

/** The case as plain JSON for the store; null when it is not in memory. */
export function caseRecord(state: IntakeState, id: CaseId): CaseRecord | null {
  return state.cases.get(id) ?? null;
}

export const printKey = (ticket: TicketId, leg: number, kind: string): string => `${ticket} ${leg} ${kind}`;
