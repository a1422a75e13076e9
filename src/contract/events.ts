import type { BookingEvents } from "./booking-events.ts";
import type { Contact } from "./contact.ts";
import type { CaseId, PlanId, QueueId, StaffId, TicketId, VisitToken, WindowId } from "./ids.ts";
import type { Actor } from "./session.ts";
import type { Channel, Estimate, GreenReason, MessageKind, TicketClass } from "./ticket.ts";

/**
 * The one map of what can happen in the hall: facts, in the past tense. They are what the journal keeps, so a
 * field never changes its meaning; a changed event gets a higher version in EVENT_VERSIONS and an upcaster in store.
 * Times are epoch milliseconds. No event carries a phone number, a name or an identity number: those stay in the
 * store's vault and are purged there; events carry the vault's id and the mask.
 */
export interface HallEvents extends BookingEvents {
  "ticket.issued": {
    readonly ticket: TicketId;
    readonly token: VisitToken;
    readonly day: string;
    readonly prefix: string;
    readonly sequence: number;
    readonly number: string;
    readonly legs: readonly PlannedLeg[];
    readonly class: TicketClass;
    /** What they are should the green channel be withdrawn; absent for a walk-in, and in journals of before. */
    readonly otherwise?: "appointment";
    /** Begin of the appointment's slot, and the booking it comes from; absent in journals of before. */
    readonly slot?: number | null;
    readonly booking?: string | null;
    readonly green: { readonly reason: GreenReason; readonly grantedBy: Actor } | null;
    readonly contact: Contact | null;
    /** Whose identity document was read or typed (实名取号); absent in journals of before. */
    readonly identity?: Identity | null;
    /** The limit that staff went past, and why. */
    readonly overridden?: { readonly code: string; readonly reason: string };
    readonly channel: Channel;
    readonly kiosk: string | null;
    readonly declaration: string | null;
  };
  /** What was told at ticketing or when a leg began; a promise, so it is recorded. */
  "ticket.placed": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly queue: QueueId;
    readonly ahead: number;
    readonly estimate: Estimate | null;
    readonly likelyWindow: WindowId | null;
    /** What it was worked out by; absent in journals of before. */
    readonly by?: "forecast" | "plain" | null;
    /** How long the first of the sector's line had waited then, minutes: the predictor that ours is measured by. */
    readonly headOfLine?: number;
    /** That window is told as binding (`binding: atTicket`); absent in journals of before. */
    readonly bound?: boolean;
    /** They are told in this very message that it is their turn soon; absent in journals of before: by `ahead`. */
    readonly near?: boolean;
    /** So many like cases that these windows call; absent otherwise, and in journals of before. */
    readonly batch?: { readonly count: number; readonly windows: readonly WindowId[] };
  };
  /** The window announced ahead, in sectors that do so; `from`: the one told before. */
  "ticket.promised": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly from: WindowId | null;
    /** Which of the leg's "about to be served" messages says it. */
    readonly occurrence: number;
  };
  /**
   * What announcing windows ahead costs a sector, weighed by the forecast with the same draws: mean wait of those in line
   * as it is, and if they were told at the call.
   */
  "forecast.announcing-weighed": {
    readonly queue: QueueId;
    readonly people: number;
    readonly withMinutes: number;
    readonly withoutMinutes: number;
  };
  /**
   * `binding: atTicket`: the one window that is to call this person; `from`: the one told before. `window` null: none can
   * any more, whichever can first will call. `occurrence`: which of the leg's "about to be served" messages says it; 0: the
   * number itself did, or nothing changed.
   */
  "ticket.bound": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId | null;
    readonly from: WindowId | null;
    readonly occurrence: number;
    /** begun: the leg begins; again: back in line; the window closed, paused too long, can't do it, or is open again. */
    readonly why: "begun" | "again" | "closed" | "paused" | "unable" | "reopened";
  };
  "ticket.near": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly ahead: number;
    /** Absent in journals of before: the first. */
    readonly occurrence?: number;
  };
  "ticket.called": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly occurrence: number;
    readonly from: "waiting" | "parked" | "missed";
    readonly reason: string;
  };
  "ticket.recalled": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly occurrence: number;
  };
  "ticket.missed": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId | null;
  };
  "ticket.rejoined": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly queue: QueueId;
    readonly key: number;
    /** From here on the age grows like a walk-in's, whatever the class; absent in journals of before: like the class's. */
    readonly steady?: boolean;
  };
  "ticket.yielded": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly key: number;
    readonly steady?: boolean;
  };
  "ticket.parked": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly reason: string | null;
  };
  "ticket.returned": { readonly ticket: TicketId; readonly leg: number; readonly window: WindowId | null };
  "ticket.transferred": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly from: WindowId;
    readonly queue: QueueId;
    readonly window: WindowId | null;
    readonly staff: StaffId;
  };
  /** The next leg of the visit begins; `legs`: it and those after it, as planned now; absent in journals of before. */
  "ticket.advanced": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly queue: QueueId;
    readonly legs?: readonly PlannedLeg[];
  };
  /** A clerk or the person chose which leg comes after the present one; `legs`: the present one and those after it. */
  "ticket.legs-chosen": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly legs: readonly PlannedLeg[];
    readonly by: Actor;
  };
  /**
   * Into the green channel by staff, or out of it: then the person stands where the arrival puts a walk-in. `window`:
   * the window that had called and lets the person go back into the line.
   */
  "ticket.reclassified": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly class: TicketClass;
    readonly green: { readonly reason: GreenReason; readonly grantedBy: Actor } | null;
    readonly by: Actor;
    readonly reason: string | null;
    readonly window: WindowId | null;
  };
  /** 本人 or not: what the clerk saw when the document was compared with the person. */
  "ticket.holder-checked": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly match: boolean;
    readonly note: string | null;
  };
  "ticket.cancelled": { readonly ticket: TicketId; readonly by: Actor; readonly reason: string };
  /** At the day's close the person got an appointment instead of being served today; the number ends with it. */
  "ticket.rebooked": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly booking: string;
    readonly from: number;
    readonly to: number;
    readonly by: Actor;
  };
  /** The last window for what they wait for is gone; told once a leg. */
  "ticket.stranded": {
    readonly ticket: TicketId;
    readonly leg: number;
    /** The matter, or what is waited for, as people call it. */
    readonly what: string;
    /** Not today any more; else only at present. */
    readonly today: boolean;
    /** When a window is planned to do it again: `11月24日（周二）9:00`. */
    readonly next: string | null;
  };
  /** At the day's close the person was told that the number ends without service. */
  "ticket.dismissed": { readonly ticket: TicketId; readonly leg: number; readonly by: Actor };
  "ticket.expired": { readonly ticket: TicketId; readonly reason: "day-ended" | "closed-by-manager" };
  "service.started": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly startedAt: number;
    readonly inferred: boolean;
  };
  "service.finished": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly startedAt: number;
    readonly outcome: "served" | "unconcluded" | "parked" | "transferred";
    readonly learnable: boolean;
    readonly last: boolean;
  };
  "window.opened": { readonly window: WindowId; readonly staff: StaffId };
  "window.closed": { readonly window: WindowId; readonly staff: StaffId | null };
  "window.paused": { readonly window: WindowId; readonly reason: string | null };
  "window.resumed": { readonly window: WindowId };
  /** Asked for while busy: takes effect when the present service ends; `null` takes it back. */
  "window.next-set": {
    readonly window: WindowId;
    readonly next: "closed" | "paused" | null;
    readonly reason: string | null;
    /** A planned pause: whoever is still served then does not pause any more. Absent: asked for by hand. */
    readonly until?: number;
  };
  /** What a window shall serve for the rest of the day by the manager's word; null: as its rota says. */
  "window.sectors-set": {
    readonly window: WindowId;
    readonly sectors: readonly QueueId[] | null;
    /** From that moment on; absent: at once. */
    readonly from?: number;
  };
  /** From now on the window serves these: planned (潮汐窗口) or set, after the service that was going on. */
  "window.sectors-changed": { readonly window: WindowId; readonly sectors: readonly QueueId[] };
  /** A pause, or the end, of a window at a set time of that day; it comes about by itself, after the service then going on. */
  "window.planned": {
    readonly window: WindowId;
    readonly plan: PlanId;
    readonly day: string;
    readonly kind: "pause" | "close";
    readonly from: number;
    /** Null with `close`. */
    readonly to: number | null;
    readonly reason: string | null;
  };
  "window.plan-withdrawn": { readonly window: WindowId; readonly plan: PlanId };
  /** No numbers any more on that day, by the manager's word; and again. */
  "day.stopped": { readonly day: string; readonly by: Actor };
  "day.reopened": { readonly day: string; readonly by: Actor };
  "day.ended": { readonly day: string; readonly next: string };
  /**
   * The machine's clock was set back by so many milliseconds. Who waits, is called or served has stood there as long as a
   * moment before: what is kept since when is moved with the clock. Slots and hours are the wall clock's and stay.
   */
  "clock.set-back": { readonly by: number };

  "rating.asked": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly until: number;
  };
  "rating.given": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly staff: StaffId;
    readonly score: 1 | 2 | 3 | 4 | 5;
    readonly reasons: readonly string[];
    readonly comment: string | null;
    readonly via: "rater" | "touch" | "phone" | "staff";
  };
  "rating.lapsed": { readonly ticket: TicketId; readonly leg: number; readonly window: WindowId };

  "case.opened": {
    readonly case: CaseId;
    readonly number: string;
    readonly matter: string;
    readonly matterVersion: string;
    readonly ticket: TicketId;
    readonly leg: number;
    readonly window: WindowId;
    readonly firstHandler: StaffId;
    /** Id of the applicant in the vault. */
    readonly applicant: string;
    readonly applicantKind: "person" | "enterprise" | "organisation";
    readonly materials: readonly CaseMaterial[];
  };
  "case.supplemented": { readonly case: CaseId; readonly materials: readonly CaseMaterial[] };
  "case.accepted": {
    readonly case: CaseId;
    readonly by: Actor;
    readonly promisedBy: string | null;
    readonly deferred: readonly { readonly id: string; readonly dueOn: string }[];
  };
  "case.correction-notified": {
    readonly case: CaseId;
    readonly by: Actor;
    readonly missing: readonly string[];
    readonly note: string | null;
  };
  "case.refused": { readonly case: CaseId; readonly by: Actor; readonly reasons: readonly string[] };
  "case.rated": { readonly case: CaseId; readonly ticket: TicketId; readonly score: number };

  "message.requested": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly kind: MessageKind;
    readonly occurrence: number;
    readonly contact: string;
    readonly text: string;
    readonly expiresAt: number;
  };
  "print.requested": {
    readonly ticket: TicketId;
    readonly leg: number;
    readonly kind: PrintKind;
    readonly occurrence: number;
    readonly printer: string;
    readonly case: CaseId | null;
    readonly slip: SlipFacts | null;
  };
}

export type PrintKind = "slip" | "acceptance" | "correction" | "refusal";

export interface PlannedLeg {
  readonly queue: QueueId;
  readonly matters: readonly string[];
  readonly count: number;
}

/** Somebody's identity as facts carry it: the vault's id, a mask (张* 3301**********1234), a keyed hash of the number. */
export interface Identity {
  readonly id: string;
  readonly mask: string;
  readonly key: string;
}

export interface CaseMaterial {
  readonly id: string;
  readonly state: "present" | "deferred" | "missing";
}

/** What the slip said when it was asked for. */
export interface SlipFacts {
  readonly ahead: number;
  readonly estimate: Estimate | null;
  readonly likelyWindow: WindowId | null;
  /** Binding, not likely; absent in slips of before. */
  readonly bound?: boolean;
  /** 批量: how many cases, and where they wait; absent otherwise. */
  readonly batch?: { readonly count: number; readonly zone: string };
}

export type HallEventType = keyof HallEvents;

/** One event as features see it: what, when, and the facts. */
export type HallEvent<T extends HallEventType = HallEventType> = {
  readonly [K in T]: { readonly type: K; readonly at: number; readonly data: HallEvents[K] };
}[T];
