import type { QueueId, WindowId } from "../contract/ids.ts";
import type { Estimate } from "../contract/ticket.ts";
import { waitingIn } from "./line.ts";
import { plainEstimate, plainWait } from "./plain-estimate.ts";
import { type DispatcherState, matterOf, type QueueTicket } from "./state.ts";

/** What is told of a wait, the window that will probably call, and what it was worked out by. */
export interface Told {
  readonly estimate: Estimate;
  readonly likely: WindowId | null;
  readonly by: "forecast" | "plain";
}

/**
 * Where waiting times come from. An input of the rules like the moment is: what was told stands in the journal
 * (`ticket.placed`), so that folding it never asks again. `ahead`: people whom the policy would call before.
 */
export interface Outlook {
  /** Somebody's leg begins; what is told now is kept until a forecast knows them. */
  place(state: DispatcherState, ticket: QueueTicket, ahead: number, now: number): Told | null;
  /** Somebody who waits. */
  ofTicket(state: DispatcherState, ticket: QueueTicket, ahead: number, now: number): Told | null;
  /** Whoever would take a number of this sector now. */
  ofQueue(state: DispatcherState, queue: QueueId, now: number): Estimate | null;
  /** Minutes that whoever takes a number now waits at least, where most would not be called as far as is looked ahead. */
  beyond(state: DispatcherState, queue: QueueId, now: number): number | null;
}

/** The bound that closing is measured by, minutes; null when nobody can say. */
export function boundOf(
  outlook: Outlook,
  state: DispatcherState,
  queue: QueueId,
  now: number,
): number | null {
  return outlook.ofQueue(state, queue, now)?.upTo ?? outlook.beyond(state, queue, now);
}

const plainly = (state: DispatcherState, ticket: QueueTicket, ahead: number, now: number): Told | null => {
  const { queue, batch, phase } = ticket;
  const only = phase.state === "waiting" ? phase.only : null;
  const others = waitingIn(state.lines, queue) - (phase.state === "waiting" ? 1 : 0);
  const told = plainEstimate(state, { queue, matter: matterOf(ticket), batch, only, ahead, others }, now);
  return told && { ...told, by: "plain" };
};

/** By the plain rule: where there is no forecast. */
export const plainOutlook: Outlook = {
  place: plainly,
  ofTicket: plainly,
  ofQueue: plainWait,
  beyond: () => null,
};
