import type { Scenario } from "../scenario.ts";

// One line, first come first served, the window known at the call: written a second time, without the dispatcher, as a
// yardstick for its figures and as a check of what the simulation says of windows, walks and breaks.

interface Desk {
  readonly window: Scenario["windows"][number];
  readonly rests: readonly { readonly from: number; readonly to: number; readonly known: boolean }[];
  nextRest: number;
  /** When it is free again; null: it rests since `since`. */
  free: number | null;
  since: number;
}

type Ticket = Scenario["tickets"][number];

/** The moment each ticket is called, minutes, by index of the scenario's tickets; null: no window can serve it. */
export function oneLine(day: Scenario): (number | null)[] {
  const sectorOf = new Map(day.matters.map((m) => [m.id, m.sector]));
  const can = ({ window }: Desk, t: Ticket) =>
    window.sector === null || window.sector === sectorOf.get(t.matter);
  const desks = day.windows.map(deskOf);
  const arrivals = [...day.tickets].sort((a, b) => a.at - b.at);
  const waiting: Ticket[] = [];
  const called = new Map<string, number>();

  const call = (desk: Desk, at: number): void => {
    const rest = desk.rests[desk.nextRest];
    if (rest && rest.from <= at) {
      desk.nextRest++;
      const length = rest.to - rest.from;
      desk.free = rest.known ? Math.max(rest.to, at + 0.75 * length) : at + length;
      return;
    }
    const first = waiting.findIndex((t) => can(desk, t));
    const [ticket] = first < 0 ? [] : waiting.splice(first, 1);
    if (desk.free !== null) desk.since = at;
    desk.free = ticket ? at + holdOf(day, desk, ticket) : null;
    if (ticket) called.set(ticket.id, at);
  };

  for (let i = 0; ; ) {
    const next = nextDesk(desks);
    const arrival = arrivals[i];
    if (!next && !arrival) break;
    if (arrival && (!next || arrival.at < next.at || (arrival.at === next.at && next.desk.free !== null))) {
      i++;
      waiting.push(arrival);
      const resting = desks.filter((d) => d.free === null && can(d, arrival));
      const longest = resting.reduce<Desk | null>((a, b) => (a && a.since <= b.since ? a : b), null);
      if (longest) call(longest, arrival.at);
    } else if (next) call(next.desk, next.at);
  }
  return day.tickets.map((t) => called.get(t.id) ?? null);
}

function deskOf(window: Scenario["windows"][number]): Desk {
  const rests = [
    ...window.known.map(([from, to]) => ({ from, to, known: true })),
    ...window.pauses.map(([from, to]) => ({ from, to, known: false })),
  ].sort((a, b) => a.from - b.from);
  return { window, rests, nextRest: 0, free: window.openAt, since: 0 };
}

/** The window that is free next, or whose break begins while it rests; null: none has anything more to do. */
function nextDesk(desks: readonly Desk[]): { readonly desk: Desk; readonly at: number } | null {
  let best: { desk: Desk; at: number } | null = null;
  for (const desk of desks) {
    const at = desk.free ?? desk.rests[desk.nextRest]?.from;
    if (at !== undefined && (!best || at < best.at)) best = { desk, at };
  }
  return best;
}

function holdOf(day: Scenario, { window }: Desk, ticket: Ticket): number {
  return ticket.noShow ? ticket.noShowCost : day.walk + ticket.work * (window.factor[ticket.matter] ?? 1);
}
