import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import type { Estimate } from "../contract/ticket.ts";
import { serves, staffAt, willCall, windowsFor } from "../dispatcher/eligibility.ts";
import { waitingIn } from "../dispatcher/line.ts";
import { restingFor } from "../dispatcher/order.ts";
import { type Outlook, plainOutlook, type Told } from "../dispatcher/outlook.ts";
import { type DispatcherState, matterOf, type QueueTicket } from "../dispatcher/state.ts";
import { boundProbeAt, type Kind, keyOf, type ProbeName, probeAt } from "./asked.ts";
import { type Forecast, HORIZON_MINUTES } from "./everybody.ts";
import type { Snapshot } from "./snapshot.ts";

/** A forecast older than this is told to nobody any more. */
const MOST_AGE_MS = 60_000;
/** Kinds that somebody asked for and that the forecast did not know. */
const MOST_WANTED = 40;

/** Minutes from `at`, not yet rounded. */
interface Wait {
  readonly at: number;
  readonly minutes: number;
  readonly upTo: number;
  readonly window: WindowId | null;
}

interface Latest {
  readonly snapshot: Snapshot;
  readonly forecast: Forecast;
  readonly index: ReadonlyMap<TicketId, number>;
}

/**
 * Waiting times by the last forecast of the running hall. Whoever comes after it is told what a newcomer would have been,
 * moved by the people who came or went since: ticketing never waits for a forecast. Without one that still holds, the
 * plain rule.
 */
export class ForecastOutlook implements Outlook {
  #latest: Latest | null = null;
  /** Told since the last forecast, to people it does not have. */
  readonly #placed = new Map<TicketId, { readonly leg: number; readonly wait: Wait }>();
  readonly #wanted = new Map<string, Kind>();

  take(snapshot: Snapshot, index: ReadonlyMap<TicketId, number>, forecast: Forecast): void {
    this.#latest = { snapshot, forecast, index };
    for (const [ticket, { wait }] of this.#placed)
      if (index.has(ticket) || wait.at < snapshot.at - MOST_AGE_MS) this.#placed.delete(ticket);
  }

  /** Nobody is there to be told anything. */
  forget(): void {
    this.#latest = null;
    this.#placed.clear();
  }

  /** What the next forecast should be asked about besides the sectors. */
  met(): readonly Kind[] {
    return [...this.#wanted.values(), ...(this.#latest?.snapshot.kinds ?? [])];
  }

  /** When it was made, epoch ms, and by how many runs; null: there is none that holds. */
  standing(state: DispatcherState, now: number): { readonly at: number; readonly runs: number } | null {
    const latest = this.#holding(state, now);
    return latest && { at: latest.snapshot.at, runs: latest.forecast.runs };
  }

  place(state: DispatcherState, ticket: QueueTicket, ahead: number, now: number): Told | null {
    const resting = ahead === 0 ? restingFor(state, ticket) : null;
    if (resting) return { estimate: { minutes: 0, upTo: 0 }, likely: resting.id, by: "forecast" };
    const latest = this.#holding(state, now);
    const wait = latest && this.#newcomer(latest, state, ticket, now);
    if (wait === null) return plainOutlook.place(state, ticket, ahead, now);
    this.#placed.set(ticket.id, { leg: ticket.leg, wait });
    return told(wait, now);
  }

  ofTicket(state: DispatcherState, ticket: QueueTicket, ahead: number, now: number): Told | null {
    const latest = this.#holding(state, now);
    const placed = this.#placed.get(ticket.id);
    if (placed?.leg === ticket.leg) return told(placed.wait, now);
    const i = latest?.index.get(ticket.id);
    if (!latest || i === undefined || this.#movedOn(latest, i, ticket))
      return plainOutlook.ofTicket(state, ticket, ahead, now);
    return told(waitAt(latest, latest.forecast.people, i), now);
  }

  ofQueue(state: DispatcherState, queue: QueueId, now: number): Estimate | null {
    const latest = this.#holding(state, now);
    const i = latest && probeAt(latest.snapshot.probes, { queue, matter: null, batch: false }, "walk");
    if (!latest || i === undefined || i === null) return plainOutlook.ofQueue(state, queue, now);
    const more = waitingIn(state.lines, queue) - (latest.snapshot.waiting.get(queue) ?? 0);
    return told(moved(latest, i, more), now)?.estimate ?? null;
  }

  /** The sector's windows leave it or close before the line is done. */
  beyond(state: DispatcherState, queue: QueueId, now: number): number | null {
    const latest = this.#holding(state, now);
    const i = latest && probeAt(latest.snapshot.probes, { queue, matter: null, batch: false }, "walk");
    if (!latest || i === undefined || i === null) return null;
    const served = windowsFor(state, queue, null).some((w) => willCall(state, w.id));
    return served && Number.isNaN(latest.forecast.probes.minutes[i]) ? HORIZON_MINUTES : null;
  }

  /** Windows that opened or closed since have changed everything: for that second the plain rule knows more. */
  #holding(state: DispatcherState, now: number): Latest | null {
    const latest = this.#latest;
    if (!latest || latest.snapshot.manned !== state.manned) return null;
    return now - latest.snapshot.at > MOST_AGE_MS ? null : latest;
  }

  #movedOn({ snapshot }: Latest, i: number, ticket: QueueTicket): boolean {
    const kind = snapshot.kinds[snapshot.kindOf[i] as number];
    return kind?.queue !== ticket.queue || kind.matter !== matterOf(ticket) || kind.batch !== ticket.batch;
  }

  #newcomer(latest: Latest, state: DispatcherState, ticket: QueueTicket, now: number): Wait | null {
    const { probes, waiting, bound } = latest.snapshot;
    const { queue, batch } = ticket;
    const name = probeOf(ticket, now);
    const only = ticket.phase.state === "waiting" ? ticket.phase.only : null;
    if (only !== null) {
      const own = ticket.bound === only ? boundProbeAt(probes, queue, only, name) : undefined;
      const more = (state.lines.held.get(only)?.length ?? 0) - 1 - (bound.get(only) ?? 0);
      return own === undefined ? null : moved(latest, own, more);
    }
    const kind = { queue, matter: matterOf(ticket), batch };
    const own = probeAt(probes, kind, name);
    if (own === undefined && this.#wanted.size < MOST_WANTED) this.#wanted.set(keyOf(kind), kind);
    // A matter not asked about yet waits as its sector does, unless the windows that call there can't do it.
    const sector = { queue, matter: null, batch };
    const left = !isDone(state, kind) && isDone(state, sector);
    const like = left ? undefined : probeAt(probes, sector, name);
    const i = own ?? like;
    if (i === undefined) return null;
    return moved(latest, i, waitingIn(state.lines, queue) - 1 - (waiting.get(queue) ?? 0));
  }
}

/** Whether a window that calls does this, with whoever sits there. */
const isDone = (state: DispatcherState, { queue, matter, batch }: Kind): boolean =>
  windowsFor(state, queue, matter, batch).some(
    (w) => willCall(state, w.id) && serves(state, w, staffAt(state, w.id), queue, matter, batch),
  );

/** The probe that is most like this person. */
function probeOf(ticket: QueueTicket, now: number): ProbeName {
  if (ticket.class !== "appointment") return ticket.class;
  return ticket.slot !== null && ticket.slot - now > 8 * 60_000 ? "early" : "slot";
}

/** What a newcomer would be told, with so many `more` of the sector waiting than when that was worked out. */
function moved(latest: Latest, probe: number, more: number): Wait {
  const wait = waitAt(latest, latest.forecast.probes, probe);
  const by = more * (latest.forecast.probes.headway[probe] as number);
  return { ...wait, minutes: Math.max(0, wait.minutes + by), upTo: Math.max(0, wait.upTo + by) };
}

function waitAt({ snapshot, forecast }: Latest, columns: Forecast["people"], i: number): Wait {
  return {
    at: forecast.at,
    minutes: columns.minutes[i] as number,
    upTo: columns.upTo[i] as number,
    window: snapshot.windows[columns.window[i] as number] ?? null,
  };
}

/** Whole minutes: the median to the nearest, the bound upwards; null where no run came to the call. */
function told({ at, minutes, upTo, window }: Wait, now: number): Told | null {
  if (Number.isNaN(minutes)) return null;
  // A clock set back since has made nobody's wait longer.
  const gone = Math.max(0, now - at) / 60_000;
  const median = Math.round(Math.max(0, minutes - gone));
  const bound = Math.ceil(Math.max(0, upTo - gone));
  return {
    estimate: { minutes: median, upTo: Math.max(median, bound) },
    likely: window,
    by: "forecast",
  };
}
