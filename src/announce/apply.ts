import type { HallEvent, HallEventType } from "../contract/events.ts";
import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import type { ScreenCall } from "../contract/screen.ts";
import { batchZone } from "../kernel/place-names.ts";
import { type AnnounceState, type Known, MOST_CALLS } from "./state.ts";

/** Folds one fact into what the hall shows, in place. */
export function apply(state: AnnounceState, event: HallEvent): AnnounceState {
  const handler = HANDLERS[event.type] as ((state: AnnounceState, event: HallEvent) => void) | undefined;
  handler?.(state, event);
  return state;
}

type Handlers = { readonly [T in HallEventType]?: (state: AnnounceState, event: HallEvent<T>) => void };

const HANDLERS: Handlers = {
  "ticket.issued": (state, { data }) => {
    const queue = data.legs[0]?.queue;
    if (queue === undefined) return;
    const tail = data.contact ? `尾号${data.contact.mask.slice(-4)}` : null;
    const known: Known = {
      number: data.number,
      token: data.token,
      contact: data.contact?.id ?? null,
      tail,
      kiosk: data.kiosk,
      queue,
      waiting: false,
      bound: null,
      told: null,
      batch: null,
    };
    state.tickets.set(data.ticket, known);
    setWaiting(state, known, true);
  },
  "ticket.placed": (state, { data }) => {
    const known = state.tickets.get(data.ticket);
    if (!known) return;
    const names = (data.batch?.windows ?? []).flatMap((id) => nameOf(state, id) ?? []);
    known.batch = data.batch ? { count: data.batch.count, zone: batchZone(names) } : null;
  },
  "ticket.bound": (state, { data }) => {
    const known = state.tickets.get(data.ticket);
    if (!known) return;
    known.bound = data.window;
    known.told = data.window;
  },
  "ticket.promised": (state, { data }) => {
    const known = state.tickets.get(data.ticket);
    if (known) known.told = data.window;
  },
  "ticket.called": (state, { at, data }) => {
    const known = state.tickets.get(data.ticket);
    if (!known) return;
    setWaiting(state, known, false);
    state.missed = state.missed.filter((m) => m.ticket !== data.ticket);
    occupy(state, data.window, data.ticket);
    announce(state, data.ticket, known, data.window, at);
  },
  "ticket.recalled": (state, { at, data }) => {
    const known = state.tickets.get(data.ticket);
    if (known) announce(state, data.ticket, known, data.window, at);
  },
  "service.started": (state, { data }) => {
    const window = state.windows.get(data.window);
    if (window) window.state = "serving";
    mark(state, data.ticket, "serving");
  },
  "service.finished": (state, { data }) => {
    free(state, data.window, data.ticket);
    mark(state, data.ticket, "done");
    if (data.last) state.tickets.delete(data.ticket);
  },
  "ticket.missed": (state, { data }) => {
    free(state, data.window, data.ticket);
    mark(state, data.ticket, "missed");
    const known = state.tickets.get(data.ticket);
    if (known)
      state.missed = [{ ticket: data.ticket, number: known.number, queue: known.queue }, ...state.missed];
  },
  "ticket.reclassified": (state, { data }) => {
    if (!data.window) return;
    free(state, data.window, data.ticket);
    mark(state, data.ticket, "done");
    waitAgain(state, data.ticket, null);
  },
  "ticket.advanced": (state, { data }) => waitAgain(state, data.ticket, data.queue),
  "ticket.transferred": (state, { data }) => waitAgain(state, data.ticket, data.queue),
  "ticket.rejoined": (state, { data }) => waitAgain(state, data.ticket, data.queue),
  "ticket.returned": (state, { data }) => waitAgain(state, data.ticket, null),
  "ticket.cancelled": (state, { data }) => end(state, data.ticket),
  "ticket.expired": (state, { data }) => end(state, data.ticket),
  "window.opened": (state, { data }) => {
    const window = state.windows.get(data.window);
    if (!window) return;
    window.state = "idle";
    window.staff = data.staff;
  },
  "window.closed": (state, { data }) => {
    const window = state.windows.get(data.window);
    if (!window) return;
    window.state = "closed";
    window.ticket = null;
    window.staff = null;
  },
  "window.paused": (state, { data }) => {
    const window = state.windows.get(data.window);
    if (window) window.state = "paused";
  },
  "window.resumed": (state, { data }) => {
    const window = state.windows.get(data.window);
    if (window) window.state = "idle";
  },
  "clock.set-back": (state, { data }) => {
    state.calls = state.calls.map((c) => ({ ...c, at: c.at - data.by }));
  },
  "day.ended": (state) => {
    const busy = new Set([...state.windows.values()].flatMap((w) => w.ticket ?? []));
    state.calls = state.calls.filter((c) => busy.has(c.ticket));
  },
};

const nameOf = (state: AnnounceState, window: WindowId): string | null =>
  state.rules.windows.find((w) => w.id === window)?.name ?? null;

function setWaiting(state: AnnounceState, known: Known, waiting: boolean): void {
  if (known.waiting === waiting) return;
  known.waiting = waiting;
  state.waiting.set(known.queue, (state.waiting.get(known.queue) ?? 0) + (waiting ? 1 : -1));
}

function waitAgain(state: AnnounceState, id: TicketId, queue: QueueId | null): void {
  const known = state.tickets.get(id);
  if (!known) return;
  setWaiting(state, known, false);
  known.told = null;
  if (queue) known.queue = queue;
  setWaiting(state, known, true);
  state.missed = state.missed.filter((m) => m.ticket !== id);
}

function occupy(state: AnnounceState, id: WindowId, ticket: TicketId): void {
  const window = state.windows.get(id);
  if (!window) return;
  window.state = "calling";
  window.ticket = ticket;
}

function free(state: AnnounceState, id: WindowId, ticket: TicketId): void {
  const window = state.windows.get(id);
  if (window?.ticket !== ticket) return;
  window.state = "idle";
  window.ticket = null;
}

/** Puts the number on top of the recent calls; a number stands there once. */
function announce(state: AnnounceState, ticket: TicketId, known: Known, id: WindowId, at: number): void {
  const rule = state.rules.windows.find((w) => w.id === id);
  const window = state.windows.get(id);
  if (!rule || !window) return;
  window.occurrence++;
  state.announcements++;
  const others = state.calls.filter((c) => c.ticket !== ticket).slice(0, MOST_CALLS - 1);
  state.calls = [
    {
      ticket,
      at,
      number: known.number,
      queue: known.queue,
      window: { id: rule.id, name: rule.name },
      state: "calling",
      phone: known.tail,
      announcement: state.announcements,
    },
    ...others,
  ];
}

function mark(state: AnnounceState, ticket: TicketId, to: ScreenCall["state"]): void {
  const at = state.calls.findIndex((c) => c.ticket === ticket);
  const call = state.calls[at];
  if (call && call.state !== to) state.calls = state.calls.with(at, { ...call, state: to });
}

function end(state: AnnounceState, id: TicketId): void {
  const known = state.tickets.get(id);
  if (!known) return;
  setWaiting(state, known, false);
  for (const window of state.windows.keys()) free(state, window, id);
  state.missed = state.missed.filter((m) => m.ticket !== id);
  mark(state, id, "done");
  state.tickets.delete(id);
}
