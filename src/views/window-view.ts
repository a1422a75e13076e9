import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import type { WaitingLine, WindowView } from "../contract/window.ts";
import { awayAt } from "../dispatcher/away.ts";
import {
  type Desk,
  type DispatcherState,
  type QueueTicket,
  ruleOf,
  type WindowRule,
} from "../dispatcher/state.ts";
import { callableAt, lineAt } from "../dispatcher/take-over.ts";
import { plansOf } from "../dispatcher/today/plan.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Rota } from "../kernel/rota.ts";

export interface WindowReads {
  readonly dispatcher: DispatcherState;
  readonly kindOf: (window: WindowId) => WindowView["kind"];
  readonly staffName: (staff: StaffId) => string;
  readonly iso: (at: number) => string;
  readonly rota: Rota;
  readonly calendar: Pick<Calendar, "day" | "dayEnd">;
  readonly reminderMs: number;
  readonly now: () => number;
}

export function windowView(reads: WindowReads, id: WindowId): WindowView | null {
  const { dispatcher, iso } = reads;
  const rule = ruleOf(dispatcher, id);
  const desk = dispatcher.desks.get(id);
  if (!rule || !desk) return null;
  const busy = desk.state === "calling" || desk.state === "serving" ? desk : null;
  const ticket = busy && dispatcher.tickets.get(busy.ticket);
  const { parked, missed } = awayAt(dispatcher, rule);
  return {
    id: rule.id,
    name: rule.name,
    kind: reads.kindOf(rule.id),
    sectors: [...rule.sectors],
    assigned: dispatcher.assigned.has(rule.id) || dispatcher.later.has(rule.id),
    state: desk.state,
    staff: desk.state === "closed" ? null : { id: desk.staff, name: reads.staffName(desk.staff) },
    ticket: ticket ? { id: ticket.id, number: ticket.number } : null,
    why: busy?.why ?? null,
    waiting: callableAt(dispatcher, rule, reads.now()),
    parked: parked.map((t) => ({
      id: t.id,
      number: t.number,
      reason: t.phase.state === "parked" ? t.phase.reason : null,
      since: iso(t.phase.since),
      from:
        t.phase.state === "parked" && t.phase.window !== rule.id
          ? (ruleOf(dispatcher, t.phase.window)?.name ?? t.phase.window)
          : null,
    })),
    missed: missed.map((t) => ({ id: t.id, number: t.number, since: iso(t.phase.since) })),
    next: busy?.next?.to ?? null,
    pauseReason: desk.state === "paused" ? desk.reason : (busy?.next?.reason ?? null),
    ...planned(reads, rule, desk),
    plans: plansOf(dispatcher, rule.id, reads.now()).map((p) => ({
      id: p.id,
      kind: p.kind,
      from: iso(p.from),
      to: p.to === null ? null : iso(p.to),
      reason: p.reason,
      begun: p.from <= reads.now(),
    })),
    since: iso(desk.since),
  };
}

/** What the clerk should know of the day's plan: the break that is near or goes on, and the next sectors. */
function planned(
  { rota, calendar, reminderMs, now, iso, dispatcher }: WindowReads,
  rule: WindowRule,
  desk: Desk,
): Pick<WindowView, "nextBreak" | "breakSoon" | "nextSectors"> {
  const at = now();
  const staff = desk.state === "closed" ? null : desk.staff;
  const next = rota.plannedBreaks(rule.id, calendar.day(at), staff).find((b) => b.to > at);
  const set = dispatcher.later.get(rule.id);
  const waiting = set && (set.from > at || set.sectors.join() !== rule.sectors.join());
  const change = waiting
    ? { at: set.from, sectors: set.sectors }
    : set || dispatcher.assigned.has(rule.id)
      ? null
      : nextSectors(rota, calendar, rule, at);
  const working = desk.state !== "closed" && desk.state !== "paused";
  return {
    // A planned end lasts as long as the day.
    nextBreak: next
      ? { from: iso(next.from), to: iso(Math.min(next.to, calendar.dayEnd(at))), reason: next.reason }
      : null,
    breakSoon: working && next !== undefined && next.from - reminderMs <= at,
    nextSectors: change && {
      at: iso(change.at),
      sectors: [...change.sectors],
      names: change.sectors.map((q) => dispatcher.rules.sectors.find((s) => s.id === q)?.name ?? q),
    },
  };
}

function nextSectors(
  rota: Rota,
  calendar: WindowReads["calendar"],
  rule: WindowRule,
  now: number,
): { readonly at: number; readonly sectors: readonly QueueId[] } | null {
  const present = rota.sectorsAt(rule.id, now).join();
  const end = calendar.dayEnd(now);
  for (let at = rota.nextChange(now); at < end; at = rota.nextChange(at)) {
    const sectors = rota.sectorsAt(rule.id, at);
    if (sectors.join() !== present) return { at, sectors };
  }
  return null;
}

/** Who this window could call, in the order the policy would, at most `most`. */
export function waitingLine(
  reads: WindowReads,
  id: WindowId,
  most: number,
  now: number,
): readonly WaitingLine[] | null {
  const rule = ruleOf(reads.dispatcher, id);
  if (!rule) return null;
  return lineAt(reads.dispatcher, rule, most, now).map((t) => lineOf(t, reads.iso));
}

function lineOf(ticket: QueueTicket, iso: (at: number) => string): WaitingLine {
  const { state } = ticket.phase;
  return {
    id: ticket.id,
    number: ticket.number,
    queue: ticket.queue,
    class: ticket.class,
    phone: ticket.phone,
    since: iso(ticket.issuedAt),
    state: state === "parked" || state === "missed" ? state : "waiting",
  };
}
