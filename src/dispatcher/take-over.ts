import type { WindowId } from "../contract/ids.ts";
import { serves, staffAt } from "./eligibility.ts";
import type { Place } from "./line.ts";
import { lineFor, placeOf, waitingFor } from "./order.ts";
import { ageOf } from "./policy.ts";
import { leftAt, serviceOf } from "./promise.ts";
import type { TakenOver } from "./reason.ts";
import type { DispatcherState, QueueTicket, WindowRule } from "./state.ts";

// When another window calls somebody who was told a window ahead (promise.ts): only when that clearly helps, or when
// nobody calls at theirs.

/** A window takes over rather than rest when that saves the person so much … */
const GAIN_MS = 240_000;
/** … and before its own line when the person is older by this much and gains a quarter more. */
const OLDER_MS = 300_000;
/** A window that rests so long beside somebody announced to it is not calling: the clerk is away, and others may. */
const NOT_CALLING_MS = 120_000;

/**
 * Someone announced to another window whom this free one should call now: rather than rest (`own` null), or rather
 * than its own `own` where that person is much older. Null: it clearly helps nobody.
 */
export function takeOver(
  state: DispatcherState,
  window: WindowRule,
  own: QueueTicket | null,
  now: number,
): TakenOver | null {
  const staff = staffAt(state, window.id);
  const others = [...state.lines.held].flatMap(([holder, places]) =>
    holder === window.id
      ? []
      : places.flatMap((place) => {
          const ticket = state.tickets.get(place.ticket);
          const may = ticket?.promised === holder;
          return may && serves(state, window, staff, place.queue, place.matter, place.batch)
            ? [{ holder, place, ticket, olderMs: own ? olderBy(state, place, placeOf(own), now) : null }]
            : [];
        }),
  );
  let best: TakenOver | null = null;
  let most = own ? 1.25 * GAIN_MS : GAIN_MS;
  for (const { holder, place, ticket, olderMs } of others) {
    if (olderMs !== null && olderMs < OLDER_MS) continue;
    const leftMs = leftAt(state, holder, now);
    const gainMs = leftMs + serviceOf(state, holder, place) - serviceOf(state, window.id, place);
    if (gainMs <= most) continue;
    most = gainMs;
    best = { ticket, holder, restsMs: null, leftMs, gainMs };
  }
  if (best) return best;
  let eldest = 0;
  for (const { holder, place, ticket, olderMs } of others) {
    const restsMs = restsSince(state, holder, now);
    const age = ageOf(state.rules.policy, place, now);
    if (restsMs < NOT_CALLING_MS || (olderMs !== null && olderMs <= 0) || (best && age <= eldest)) continue;
    eldest = age;
    best = { ticket, holder, restsMs };
  }
  return best;
}

/** How many people the window could call now; one that rests may have somebody to take over, and its clerk must see it. */
export function callableAt(state: DispatcherState, window: WindowRule, now: number): number {
  return waitingFor(state, window) || (takenAtRest(state, window, now) ? 1 : 0);
}

/** The first `most` of them. */
export function lineAt(
  state: DispatcherState,
  window: WindowRule,
  most: number,
  now: number,
): readonly QueueTicket[] {
  const line = lineFor(state, window, most, now);
  const taken = line.length === 0 ? takenAtRest(state, window, now) : null;
  return taken ? [taken.ticket] : line;
}

const takenAtRest = (state: DispatcherState, window: WindowRule, now: number): TakenOver | null =>
  state.desks.get(window.id)?.state === "idle" ? takeOver(state, window, null, now) : null;

const olderBy = (state: DispatcherState, place: Place, own: Place, now: number): number =>
  ageOf(state.rules.policy, place, now) - ageOf(state.rules.policy, own, now);

/** How long a window has been free without calling. */
function restsSince(state: DispatcherState, id: WindowId, now: number): number {
  const desk = state.desks.get(id);
  return desk?.state === "idle" ? now - desk.since : 0;
}
