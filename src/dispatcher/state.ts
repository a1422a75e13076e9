import type { PlannedLeg } from "../contract/events.ts";
import type { PlanId, QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";
import type { GreenReason, TicketClass } from "../contract/ticket.ts";
import type { Rota } from "../kernel/rota.ts";
import type { Learned, Prior } from "./learning.ts";
import type { Lines } from "./line.ts";
import type { OrderPolicy } from "./policy.ts";

/** What the config says of sectors, windows and policy; never changes while the server runs. */
export interface DispatcherRules {
  readonly sectors: readonly SectorRule[];
  readonly windows: readonly WindowRule[];
  readonly policy: OrderPolicy;
  /** Who can do what; staff not named here can do everything. */
  readonly staff: ReadonlyMap<StaffId, StaffRule>;
  /** The level that a matter asks of whoever does it. */
  readonly levels: ReadonlyMap<string, number>;
  /** What a scenario says past days have taught; null in a hall, which learns by itself. */
  readonly known: KnownSpeeds | null;
  /** Walk to the window assumed for services whose start nobody pressed. */
  readonly walkMs: number;
  readonly rejoin: { readonly position: "after" | "end"; readonly after: number; readonly times: number };
  /** Whom a parked person returns to: their clerk, wherever that one sits, or the window. */
  readonly parked: "clerk" | "window";
  readonly remindAhead: number;
  /** With `atTicket`: a window that pauses longer loses its people to the others. */
  readonly rebindAfterMs: number;
  /** Known breaks, and what each window is planned to serve when. */
  readonly rota: Rota;
}

export interface StaffRule {
  /** Sectors and matters; null: all. */
  readonly skills: readonly string[] | null;
  readonly level: number;
}

export interface KnownSpeeds {
  readonly matters: ReadonlyMap<string, Prior>;
  /** By window and matter: time taken as a multiple of everybody's. */
  readonly factors: ReadonlyMap<WindowId, ReadonlyMap<string, number>>;
}

export interface SectorRule {
  readonly id: QueueId;
  readonly name: string;
  readonly meanMs: number;
  /** The window is announced some minutes ahead. */
  readonly announceAhead: boolean;
  /** When a person's window is settled: by the call, or with the number. */
  readonly binding: "atCall" | "atTicket";
  /** More like cases than this go to batch windows only; null: any number goes anywhere. */
  readonly batchAbove: number | null;
}

export interface WindowRule {
  readonly id: WindowId;
  readonly name: string;
  readonly sectors: readonly QueueId[];
  /** Matters it does; null: all of its sectors (1+X). */
  readonly matters: readonly string[] | null;
  /** Calls those with many like cases, too. */
  readonly batch: boolean;
  readonly transferTo: { readonly queue: QueueId } | { readonly window: WindowId } | null;
}

/** One visit: one person, one number, one or more legs. Which window, when and why stands in its phase. */
export interface QueueTicket {
  readonly id: TicketId;
  readonly token: VisitToken;
  readonly number: string;
  readonly day: string;
  class: TicketClass;
  /** What they are without the green channel. */
  otherwise: "walk" | "appointment";
  /** Why in the green channel, and who granted it. */
  green: { readonly reason: GreenReason; readonly grantedBy: Actor } | null;
  /** Whose document took the number, masked; null without one. `checked`: the clerk has seen that it is the holder. */
  holder: { readonly mask: string; readonly checked: boolean } | null;
  /** Begin of the appointment's slot, epoch ms. */
  readonly slot: number | null;
  readonly phone: string | null;
  /** The visit's legs: those done, the present one, and the rest in the order planned. */
  planned: readonly PlannedLeg[];
  /** Somebody chose the next leg: it is not planned anew. */
  legChosen: boolean;
  issuedAt: number;
  /** How many of `planned` have been served. */
  plannedDone: number;
  /** Grows at issue, transfer, rejoin and the next planned leg; SMS and slips are told apart by it. */
  leg: number;
  queue: QueueId;
  /** The moment the person's age counts from, epoch ms. Kept through transfers: nobody waits twice for one visit. */
  origin: number;
  /** Put behind others by a rejoin or by letting them go first: the age grows like a walk-in's, or a quick class would be before them again at once. */
  steady: boolean;
  /** Settles equal keys; grows each time someone joins a line. */
  arrival: number;
  calls: number;
  rejoins: number;
  /** Whether this leg's "about to be served" has been said, by the first SMS or by the second. */
  nearTold: boolean;
  /** The leg for which they were told that no window does any more what they wait for; null: none. */
  strandedLeg: number | null;
  /** The slot of the appointment that took this number's place at the day's close. */
  rebooked: { readonly from: number; readonly to: number } | null;
  /** How many messages of that kind this leg had. */
  nears: number;
  /** The window told ahead of the call, in sectors that announce it. */
  promised: WindowId | null;
  /** The window told as binding with the number, in sectors that bind so; kept while it is closed. */
  bound: WindowId | null;
  /** How it came into the line it stands or stood in. */
  joined: "issued" | "advanced" | "transferred" | "rejoined" | "returned";
  /** Has let others go first. */
  yielded: boolean;
  /** So many like cases that only a batch window calls; settled when it joins a line, so it leaves from where it stood. */
  batch: boolean;
  phase: Phase;
}

export type Phase =
  | {
      readonly state: "waiting";
      readonly since: number /** Only this window may call (transfer to a window, return to one's clerk). */;
      readonly only: WindowId | null;
    }
  | { readonly state: "called"; readonly window: WindowId; readonly staff: StaffId; readonly since: number }
  | {
      readonly state: "serving";
      readonly window: WindowId;
      readonly staff: StaffId;
      readonly calledAt: number;
      readonly since: number;
      readonly inferred: boolean;
    }
  | {
      readonly state: "parked";
      readonly window: WindowId;
      readonly staff: StaffId;
      readonly since: number;
      readonly reason: string | null;
    }
  | { readonly state: "missed"; readonly window: WindowId; readonly since: number }
  | {
      readonly state: "served";
      readonly window: WindowId;
      readonly calledAt: number;
      readonly startedAt: number;
      readonly since: number;
    }
  | { readonly state: "cancelled" | "expired"; readonly since: number; readonly reason: string };

export type Desk =
  | { readonly state: "closed"; readonly since: number }
  | { readonly state: "idle"; readonly staff: StaffId; readonly since: number }
  | {
      readonly state: "calling" | "serving";
      readonly staff: StaffId;
      readonly ticket: TicketId;
      readonly since: number;
      readonly next: DeskNext | null;
      /** Why this person was called and not another, as said then. */
      readonly why: string;
    }
  | {
      readonly state: "paused";
      readonly staff: StaffId;
      readonly reason: string | null;
      readonly since: number;
    };

export interface Arrival {
  readonly at: number;
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly class: TicketClass;
  readonly count: number;
  readonly slot: number | null;
}

/** What a busy window does when its present service ends. */
export interface DeskNext {
  readonly to: "closed" | "paused";
  readonly reason: string | null;
  /** The end of a planned pause; null: asked for by hand. */
  readonly until: number | null;
}

/** A pause, or the end, of a window at a set time today, beside its rota. Kept until it is withdrawn, undone or the day ends. */
export interface TodayPlan {
  readonly id: PlanId;
  readonly day: string;
  readonly kind: "pause" | "close";
  /** Epoch ms; `to` null: the window closes. */
  readonly from: number;
  readonly to: number | null;
  readonly reason: string | null;
}

export interface DispatcherState {
  readonly rules: DispatcherRules;
  readonly tickets: Map<TicketId, QueueTicket>;
  readonly tokens: Map<VisitToken, TicketId>;
  readonly lines: Lines;
  readonly desks: Map<WindowId, Desk>;
  /** Parked and missed tickets: few, asked for by every window's page. */
  readonly away: Set<TicketId>;
  readonly learned: Learned;
  /** Windows that serve something else than the config's sectors now: planned, or set by the manager. */
  readonly sectors: Map<WindowId, readonly QueueId[]>;
  /** What the manager set from a later moment on. */
  readonly later: Map<WindowId, { readonly from: number; readonly sectors: readonly QueueId[] }>;
  /** What the manager set for the rest of the day. */
  readonly assigned: Map<WindowId, readonly QueueId[]>;
  /** What is planned for windows today beside their rota, the soonest first. */
  readonly plans: Map<WindowId, readonly TodayPlan[]>;
  /** Who came in the last hour, oldest first: what may still come is guessed from them. */
  readonly recent: Arrival[];
  /** How many of the priority classes a window has called since its last walk-in. */
  readonly runs: Map<WindowId, number>;
  /** Grows when a window opens, closes or changes over: tables made from the state know when they are old. */
  manned: number;
  /** The last arrival number given. */
  arrivals: number;
}

/** A window with the sectors it serves now. */
export function ruleOf(state: DispatcherState, window: WindowId): WindowRule | undefined {
  const rule = state.rules.windows.find((w) => w.id === window);
  const sectors = state.sectors.get(window);
  return rule && sectors ? { ...rule, sectors } : rule;
}

/** All windows with the sectors they serve now. */
export function windowRules(state: DispatcherState): readonly WindowRule[] {
  if (state.sectors.size === 0) return state.rules.windows;
  return state.rules.windows.map((w) => ({ ...w, sectors: state.sectors.get(w.id) ?? w.sectors }));
}

/**
 * What is to be done next, as far as known: the first matter of the present leg. Whoever was transferred to another
 * sector comes there for something else: by the old matter no window that names its own could ever call them.
 */
export function matterOf({ planned, plannedDone, queue }: QueueTicket): string | null {
  const leg = planned[plannedDone];
  return leg?.queue === queue ? (leg.matters[0] ?? null) : null;
}

/** Whether so many like cases of a sector go to its batch windows. */
export function isBatch({ sectors }: DispatcherRules, queue: QueueId, count: number): boolean {
  if (count === 1) return false;
  const above = sectors.find((s) => s.id === queue)?.batchAbove ?? null;
  return above !== null && count > above;
}

export const FINAL_STATES: ReadonlySet<Phase["state"]> = new Set(["served", "cancelled", "expired"]);
