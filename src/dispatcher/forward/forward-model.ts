import type { QueueId, TicketId, WindowId } from "../../contract/ids.ts";
import type { Claim, OrderPolicy } from "../policy.ts";

// The hall at one moment as plain data, so that it can be run forward many times, also in another thread.

export interface ForwardKind {
  readonly queue: QueueId;
  readonly matter: string | null;
  /** Many like cases: only batch windows call them. */
  readonly batch: boolean;
  /** Whoever comes is bound to one window at once (`binding: atTicket`). */
  readonly binds: boolean;
  /** Mean of everybody, today's pace in it, milliseconds. */
  readonly meanMs: number;
  /** Standard deviation of ln(service time). */
  readonly spread: number;
}

export interface ForwardWindow {
  readonly id: WindowId;
  /** By kind: its time as a multiple of everybody's; 0 where it can't. */
  readonly factors: readonly number[];
  /** By kind: `Candidate.cost`. */
  readonly costs: readonly number[];
  readonly flexible: boolean;
  readonly run: number;
  readonly now:
    | { readonly state: "idle" }
    /** Called or serving: `since` the call; `kind` and `count` of the service. */
    | {
        readonly state: "busy";
        readonly since: number;
        readonly kind: number;
        readonly count: number;
        readonly started: number | null;
        /** Pauses after this service. */
        readonly rests: boolean;
      }
    /** A pause of unknown length, a known break, or closed until it is counted on to open. */
    | { readonly state: "away"; readonly since: number; readonly until: number | null };
  /** Known breaks still to come, epoch ms. */
  readonly breaks: readonly (readonly [from: number, to: number])[];
  /** Announced to it, called before all others, in order: indexes of `people`. */
  readonly held: readonly number[];
  /** Only this window may call them, by their age among all others it can call: indexes of `people`. */
  readonly bound: readonly number[];
  /** What it will serve from then on, after the service going on; not given: the same. */
  readonly then?: ForwardShift;
}

export interface ForwardShift extends Pick<ForwardWindow, "factors" | "costs" | "flexible" | "then"> {
  readonly from: number;
}

export interface ForwardPerson extends Claim {
  readonly ticket: TicketId | null;
  readonly kind: number;
  readonly count: number;
  readonly arrival: number;
}

export interface ForwardModel {
  readonly now: number;
  readonly policy: OrderPolicy;
  readonly kinds: readonly ForwardKind[];
  readonly windows: readonly ForwardWindow[];
  /** All who wait, by lane (kind and class) and within it by origin. */
  readonly people: readonly ForwardPerson[];
  /** Indexes of `people` of each lane, in the order they will be called in. */
  readonly lanes: readonly (readonly number[])[];
  /** Who came in the last while: what may still come is drawn from them. */
  readonly recent: { readonly spanMs: number; readonly arrivals: readonly Recent[] };
  /** Who comes from now on, by spans in order, where past days have shown it; not given: as in the last while. */
  readonly coming?: readonly ComingSpan[];
  readonly walkMs: number;
  readonly noShow: { readonly share: number; readonly holdMs: number };
  readonly pause: { readonly share: number; readonly meanMs: number };
  /** A window that is away longer loses those bound to it to the others. */
  readonly rebindAfterMs: number;
}

/** Somebody who only asks when they would be called. */
export interface ForwardProbe extends ForwardPerson {
  /** Index of the window that alone may call them; null: any, or whichever they would be bound to. */
  readonly only: number | null;
}

export interface Recent {
  readonly kind: number;
  readonly class: Claim["class"];
  readonly count: number;
  /** Slot less arrival, ms. */
  readonly slotAfter: number | null;
}

/** People that come between two moments, each kind so many on average. */
export interface ComingSpan {
  readonly from: number;
  readonly to: number;
  readonly each: readonly (Recent & { readonly mean: number })[];
}
