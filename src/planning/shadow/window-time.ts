import type { StaffId, WindowId } from "../../contract/ids.ts";
import type { PlannedBreak } from "../../kernel/rota.ts";
import type { Service, Session, Span } from "./recorded.ts";

const MINUTE = 60_000;

/** What became of a window's time beside its services. */
export interface WindowTime {
  /** Breaks that were planned and taken, as long as they were taken. */
  readonly known: readonly Span[];
  /** Pauses, people called back, and gaps in which somebody waited whom it then called. */
  readonly pauses: readonly Span[];
  /** Minutes that a service held the window beyond its end: the clerk's own work until the next call. */
  readonly after: ReadonlyMap<Service, number>;
  /** When it was closed for good; null: it was not. */
  readonly closedAt: number | null;
}

/** What held the window, in order, with the moment since which whoever was called had waited in the line; null: called back. */
export type Services = readonly { readonly service: Service; readonly waitingSince: number | null }[];

/** A longer gap was a pause for which nobody pressed the key. */
const LONGEST_AFTERWORK_MS = 3 * MINUTE;
const SHORTEST_GAP_MS = 3_000;

export function timeOf(
  session: Session,
  services: Services,
  needs: { readonly plannedBreaks: (window: WindowId, staff: StaffId) => readonly PlannedBreak[] },
): WindowTime {
  const end = session.to ?? Number.POSITIVE_INFINITY;
  const finite = session.pauses
    .map((p) => ({ from: p.from, to: Math.min(p.to, end) }))
    .filter((p) => Number.isFinite(p.to) && p.to > p.from);
  const planned = needs.plannedBreaks(session.window, session.staff);
  const known = finite.filter((p) => planned.some((b) => 2 * overlap(p, b) >= b.to - b.from));
  const { lost, after } = lostBetween(session, services, finite);
  const pauses = joined([...finite.filter((p) => !known.includes(p)), ...lost]);
  const asked = (at: number) => at - sinceAsked(services, at);
  return {
    // A known break lasts at least three quarters of its length: begun as late as it was, it must end when it did.
    known: known.map((p) => ({ from: Math.max(asked(p.from), p.to - (p.to - p.from) / 0.75), to: p.to })),
    pauses: pauses.map((p) => ({ from: asked(p.from), to: asked(p.from) + (p.to - p.from) })),
    after,
    closedAt: session.to === null ? null : asked(session.to),
  };
}

/**
 * What begins when a service ends was asked for while it went on. Under other rules that service ends at another moment
 * and must not let one more person in between, so it counts as asked for in the service's middle.
 */
function sinceAsked(services: Services, at: number): number {
  const before = services.find(
    ({ service }) => service.endedAt !== null && Math.abs(service.endedAt - at) < SAME_MS,
  );
  return before ? (at - before.service.calledAt) / 2 : 0;
}

const SAME_MS = 1_000;

/** Time in which the window served nobody of the line though somebody stood there. */
function lostBetween(
  session: Session,
  services: Services,
  pauses: readonly Span[],
): { readonly lost: readonly Span[]; readonly after: ReadonlyMap<Service, number> } {
  const lost: Span[] = [];
  const after = new Map<Service, number>();
  let free = session.from;
  /** Whoever was served directly before. */
  let last: Service | null = null;
  for (const { service, waitingSince } of services) {
    const { calledAt, endedAt } = service;
    const freeAgain = free;
    const rested = pauses.findLast((p) => p.to <= calledAt && p.to > freeAgain);
    if (waitingSince === null) lost.push({ from: calledAt, to: endedAt ?? calledAt });
    else {
      const gap = calledAt - Math.max(rested?.to ?? free, waitingSince);
      if (gap > SHORTEST_GAP_MS && last && !rested && gap <= LONGEST_AFTERWORK_MS)
        after.set(last, gap / MINUTE);
      else if (gap > SHORTEST_GAP_MS) lost.push({ from: calledAt - gap, to: calledAt });
    }
    free = endedAt ?? Number.POSITIVE_INFINITY;
    last = waitingSince === null ? null : service;
  }
  return { lost: lost.filter((s) => s.to > s.from), after };
}

const overlap = (a: Span, b: PlannedBreak): number =>
  Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));

/** Overlapping spans as one, in order. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const next of [...spans].sort((a, b) => a.from - b.from)) {
    const before = all.at(-1);
    if (before && next.from <= before.to) before.to = Math.max(before.to, next.to);
    else all.push({ ...next });
  }
  return all;
}
