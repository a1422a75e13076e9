import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import type { CallPicture } from "../contract/picture.ts";
import type { WindowState } from "../contract/window.ts";

/** What announcing needs of the config. */
export interface AnnounceRules {
  readonly hall: string;
  readonly sectors: readonly {
    readonly id: QueueId;
    readonly name: string;
    readonly zone: string;
    /** Whether it takes appointments. */
    readonly booked: boolean;
  }[];
  readonly windows: readonly {
    readonly id: WindowId;
    readonly name: string;
    readonly sectors: readonly QueueId[];
  }[];
  /** Printer of each kiosk that has one. */
  readonly printers: ReadonlyMap<string, string>;
  readonly remindAhead: number;
  /** Whether the hall sends SMS at all. */
  readonly sms: boolean;
  readonly expiresMs: number;
  /** Link of a visit's phone page for SMS; null without a public address (SMS then carry no link). */
  readonly link: ((token: VisitToken) => string) | null;
}

export interface AnnounceWindow {
  state: WindowState;
  ticket: TicketId | null;
  occurrence: number;
  staff: StaffId | null;
}

/** What announce keeps of a ticket while it is alive. */
export interface Known {
  readonly number: string;
  readonly token: VisitToken;
  readonly contact: string | null;
  /** 尾号5678, for screens. */
  readonly tail: string | null;
  readonly kiosk: string | null;
  queue: QueueId;
  waiting: boolean;
  /** The window told as binding (`binding: atTicket`). */
  bound: WindowId | null;
  /** The window the person was last told for this leg, by announcement or with the number; null: none. */
  told: WindowId | null;
  /** Many like cases, and where they wait; null: as the sector's others. */
  batch: { readonly count: number; readonly zone: string } | null;
}

export interface AnnounceState {
  readonly rules: AnnounceRules;
  readonly windows: Map<WindowId, AnnounceWindow>;
  readonly tickets: Map<TicketId, Known>;
  readonly waiting: Map<QueueId, number>;
  /** Newest first. */
  calls: (Omit<CallPicture, "calledAt"> & { readonly ticket: TicketId; readonly at: number })[];
  missed: { readonly ticket: TicketId; readonly number: string; readonly queue: QueueId }[];
  /** Grows with every call and recall of the hall. */
  announcements: number;
}

export const MOST_CALLS = 60;

export function initial(rules: AnnounceRules): AnnounceState {
  return {
    rules,
    windows: new Map(
      rules.windows.map((w) => [w.id, { state: "closed", ticket: null, occurrence: 0, staff: null }]),
    ),
    tickets: new Map(),
    waiting: new Map(rules.sectors.map((s) => [s.id, 0])),
    calls: [],
    missed: [],
    announcements: 0,
  };
}
