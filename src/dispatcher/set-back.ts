import type { Place } from "./line.ts";
import type { Desk, DispatcherState, Phase } from "./state.ts";

/**
 * The clock was set back: whoever waits has waited as long as before, or newcomers would stand before them all. Everybody
 * is moved alike, so that no order changes.
 */
export function setBack(state: DispatcherState, by: number): void {
  for (const ticket of state.tickets.values()) {
    ticket.issuedAt -= by;
    ticket.origin -= by;
    ticket.phase = moved(ticket.phase, by);
  }
  for (const { places } of state.lines.lanes.values()) move(places, by);
  for (const places of state.lines.held.values()) move(places, by);
  for (const [window, desk] of state.desks)
    state.desks.set(window, { ...desk, since: desk.since - by } as Desk);
  for (const [i, arrival] of state.recent.entries()) state.recent[i] = { ...arrival, at: arrival.at - by };
}

function move(places: Place[], by: number): void {
  for (const [i, place] of places.entries()) places[i] = { ...place, origin: place.origin - by };
}

function moved(phase: Phase, by: number): Phase {
  const since = phase.since - by;
  if (phase.state === "serving") return { ...phase, since, calledAt: phase.calledAt - by };
  if (phase.state === "served")
    return { ...phase, since, calledAt: phase.calledAt - by, startedAt: phase.startedAt - by };
  return { ...phase, since };
}
