import type { HallEvent, HallEvents } from "../contract/events.ts";
import type { WindowId } from "../contract/ids.ts";
import { SOON_MINUTES } from "../contract/soon.ts";
import type { MessageKind } from "../contract/ticket.ts";
import { event, type Moment } from "../kernel/feature.ts";
import type { AnnounceState, Known } from "./state.ts";
import {
  boundText,
  calledText,
  endedText,
  issuedText,
  nearText,
  promisedText,
  strandedText,
} from "./texts.ts";

/**
 * The slip and the three SMS: asked for here, sent by the outbox after the commit. Whoever is moved to an appointment is
 * told once, by the booking, with its time and code.
 */
export function react(state: AnnounceState, fact: HallEvent, now: Moment): readonly HallEvent[] {
  switch (fact.type) {
    case "ticket.placed":
      return fact.data.leg === 1 ? [...slip(state, fact.data, now), ...issued(state, fact.data, now)] : [];
    case "ticket.near": {
      const known = state.tickets.get(fact.data.ticket);
      if (!known) return [];
      const zone = (known.bound && nameOf(state, known.bound)) ?? zoneOf(state, known);
      const text = nearText({ number: known.number, ahead: fact.data.ahead, zone });
      const occurrence = fact.data.occurrence ?? 1;
      return message(state, known, { ...fact.data, kind: "near", occurrence, text }, now);
    }
    case "ticket.bound":
      return bound(state, fact.data, now);
    case "ticket.promised":
      return promised(state, fact.data, now);
    case "ticket.called": {
      const known = state.tickets.get(fact.data.ticket);
      const window = nameOf(state, fact.data.window);
      if (!known || !window) return [];
      const changed = known.told !== null && known.told !== fact.data.window;
      const text = calledText({ number: known.number, window, changed });
      return message(state, known, { ...fact.data, kind: "called", text }, now);
    }
    case "ticket.stranded":
      return stranded(state, fact.data, now);
    case "ticket.dismissed": {
      const known = state.tickets.get(fact.data.ticket);
      if (!known) return [];
      const text = endedText({
        number: known.number,
        sector: sectorName(state, known.queue),
        booked: isBooked(state, known.queue),
      });
      return message(state, known, { ...fact.data, kind: "ended", occurrence: 1, text }, now);
    }
    default:
      return [];
  }
}

function stranded(state: AnnounceState, said: HallEvents["ticket.stranded"], now: Moment): HallEvent[] {
  const known = state.tickets.get(said.ticket);
  if (!known) return [];
  const text = strandedText({ number: known.number, ...said, booked: isBooked(state, known.queue) });
  return message(state, known, { ...said, kind: "no-window", occurrence: 1, text }, now);
}

function promised(state: AnnounceState, said: HallEvents["ticket.promised"], now: Moment): HallEvent[] {
  const known = state.tickets.get(said.ticket);
  const window = nameOf(state, said.window);
  if (!known || !window) return [];
  // Told the same window again, after a pause: they know it.
  if (said.from === said.window) return [];
  const changed = said.from !== null;
  const text = promisedText({ number: known.number, window, changed });
  return message(state, known, { ...said, kind: "near", text }, now);
}

function bound(state: AnnounceState, said: HallEvents["ticket.bound"], now: Moment): HallEvent[] {
  const known = state.tickets.get(said.ticket);
  if (!known || said.occurrence === 0) return [];
  const window = said.window && nameOf(state, said.window);
  const from = said.from && said.from !== said.window ? (nameOf(state, said.from) ?? said.from) : null;
  const text = boundText({ number: known.number, window, from });
  return message(state, known, { ...said, kind: "near", text }, now);
}

const sectorName = (state: AnnounceState, queue: Known["queue"]): string =>
  state.rules.sectors.find((s) => s.id === queue)?.name ?? queue;

const isBooked = (state: AnnounceState, queue: Known["queue"]): boolean =>
  state.rules.sectors.find((s) => s.id === queue)?.booked ?? false;

function slip(state: AnnounceState, placed: HallEvents["ticket.placed"], now: Moment): HallEvent[] {
  const known = state.tickets.get(placed.ticket);
  const printer = known?.kiosk ? state.rules.printers.get(known.kiosk) : undefined;
  if (!printer) return [];
  const facts = {
    ahead: placed.ahead,
    estimate: placed.estimate,
    likelyWindow: placed.likelyWindow,
    bound: placed.bound ?? false,
    ...(known?.batch ? { batch: known.batch } : {}),
  };
  return [
    event("print.requested", now.at, {
      ticket: placed.ticket,
      leg: placed.leg,
      kind: "slip",
      occurrence: 1,
      printer,
      case: null,
      slip: facts,
    }),
  ];
}

function issued(state: AnnounceState, placed: HallEvents["ticket.placed"], now: Moment): HallEvent[] {
  const known = state.tickets.get(placed.ticket);
  // No text for nobody: every number comes by here.
  if (!known || !reachable(state, known)) return [];
  const text = issuedText({
    number: known.number,
    sector: sectorName(state, placed.queue),
    batch: known.batch?.count ?? null,
    zone: zoneOf(state, known),
    likely: placed.likelyWindow ? nameOf(state, placed.likelyWindow) : null,
    bound: placed.bound ?? false,
    ahead: placed.ahead,
    estimate: placed.estimate,
    soon: isSoon(state, placed),
    link: state.rules.link?.(known.token) ?? null,
  });
  return message(state, known, { ...placed, kind: "issued", occurrence: 1, text }, now);
}

/** Where nobody calls now, or nobody can do it, the head of the line is no sooner there. */
const isSoon = (state: AnnounceState, { near, ahead, estimate }: HallEvents["ticket.placed"]): boolean =>
  (near ?? ahead <= state.rules.remindAhead) && estimate !== null && estimate.minutes <= SOON_MINUTES;

const LASTING_MS = 12 * 3_600_000;

interface Said {
  readonly ticket: HallEvents["message.requested"]["ticket"];
  readonly leg: number;
  readonly kind: MessageKind;
  readonly occurrence: number;
  readonly text: string;
}

const reachable = (state: AnnounceState, known: Known): known is Known & { readonly contact: string } =>
  known.contact !== null && state.rules.sms;

function message(state: AnnounceState, known: Known, said: Said, now: Moment): HallEvent[] {
  if (!reachable(state, known)) return [];
  const { ticket, leg, kind, occurrence, text } = said;
  // The end of a number is worth knowing hours later; a call is not.
  const lasting = kind === "ended";
  const expiresAt = now.at + Math.max(state.rules.expiresMs, lasting ? LASTING_MS : 0);
  return [
    event("message.requested", now.at, {
      ticket,
      leg,
      kind,
      occurrence,
      contact: known.contact,
      text,
      expiresAt,
    }),
  ];
}

function zoneOf(state: AnnounceState, known: Known): string {
  return known.batch?.zone ?? state.rules.sectors.find((s) => s.id === known.queue)?.zone ?? "大厅";
}

function nameOf(state: AnnounceState, window: WindowId): string | null {
  return state.rules.windows.find((w) => w.id === window)?.name ?? null;
}
