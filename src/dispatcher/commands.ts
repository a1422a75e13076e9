import type { PlanId, QueueId, StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";
import type { GreenReason } from "../contract/ticket.ts";
import type { Fate } from "./close-day.ts";
import type { LostLane } from "./stranded.ts";
import type { WantedPlan } from "./today/plan.ts";

/** The moves of windows that may be asked for together, too. */
export type Arrangeable =
  | { readonly type: "open"; readonly window: WindowId; readonly staff: StaffId; readonly placed: boolean }
  | { readonly type: "close"; readonly window: WindowId }
  | { readonly type: "pause"; readonly window: WindowId; readonly reason: string | null }
  /** What the window serves for the rest of the day; null: as its rota says. */
  | {
      readonly type: "set-sectors";
      readonly window: WindowId;
      readonly sectors: readonly QueueId[] | null;
      /** From that moment on; null: at once. */
      readonly from: number | null;
    }
  | { readonly type: "plan"; readonly window: WindowId; readonly plan: WantedPlan };

/** Everything a person, a key or the scheduler can ask of the dispatcher. */
export type DispatcherCommand =
  | Arrangeable
  | { readonly type: "resume"; readonly window: WindowId }
  | { readonly type: "pause-toggle"; readonly window: WindowId }
  | { readonly type: "call-next"; readonly window: WindowId }
  | { readonly type: "call"; readonly window: WindowId; readonly ticket: TicketId }
  | { readonly type: "call-parked"; readonly window: WindowId }
  | { readonly type: "recall"; readonly window: WindowId }
  | { readonly type: "start"; readonly window: WindowId }
  | { readonly type: "finish"; readonly window: WindowId }
  | { readonly type: "no-show"; readonly window: WindowId }
  | { readonly type: "park"; readonly window: WindowId; readonly reason: string | null }
  | {
      readonly type: "transfer";
      readonly window: WindowId;
      readonly to: { readonly queue: QueueId } | { readonly window: WindowId } | null;
    }
  | {
      readonly type: "rejoin";
      readonly ticket: TicketId /** Staff may exceed the times a citizen may. */;
      readonly byStaff: boolean;
    }
  | {
      readonly type: "holder" /** 本人 or not; not: the number is void. */;
      readonly ticket: TicketId;
      readonly match: boolean;
      readonly note: string | null;
      readonly by: Actor;
    }
  | {
      readonly type: "grant-green";
      readonly ticket: TicketId;
      readonly reason: GreenReason;
      readonly by: Actor;
    }
  | {
      readonly type: "withdraw-green";
      readonly ticket: TicketId;
      readonly reason: string;
      readonly by: Actor;
    }
  | { readonly type: "yield"; readonly ticket: TicketId }
  | {
      readonly type: "choose-leg" /** The leg to come next, or now for whoever waits; by its `legId`. */;
      readonly ticket: TicketId;
      readonly next: string;
      readonly by: Actor;
    }
  | { readonly type: "cancel"; readonly ticket: TicketId; readonly by: Actor; readonly reason: string }
  | {
      readonly type: "strand" /** Lanes whose last window has been gone for a while. */;
      readonly lost: readonly LostLane[];
    }
  | {
      readonly type: "due";
    }
  /** After a start with another config. */
  | { readonly type: "close-removed" }
  | {
      readonly type: "end-day";
      readonly day: string;
      readonly next: string /** Open around midnight: services go on. */;
      readonly continuous: boolean;
    }
  | {
      readonly type: "close-day";
      readonly fates: ReadonlyMap<TicketId, Fate>;
      /** Everybody not named. */
      readonly rest: "serve" | "expire";
      readonly by: Actor;
    }
  /** A set time of the rota, or of a plan, has come. */
  | { readonly type: "rota" }
  /** Several changes, each with its moves in order: all or none. */
  | { readonly type: "arrange"; readonly changes: readonly (readonly Arrangeable[])[] }
  | { readonly type: "withdraw-plan"; readonly window: WindowId; readonly plan: PlanId };

export type WindowCommandOf<T extends DispatcherCommand["type"]> = Extract<DispatcherCommand, { type: T }>;
