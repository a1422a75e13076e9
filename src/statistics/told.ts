import type { HallEvent, HallEvents } from "../contract/events.ts";
import type { TicketId } from "../contract/ids.ts";
import { calibrate } from "../kernel/calibration.ts";
import { type OpenTold, sumsOf, type ToldState } from "./told-state.ts";

const MINUTE = 60_000;
const LONG_MS = 5 * MINUTE;
const EARLY_MS = 3 * MINUTE;
/** Called within this of being told "at once" was at once: a clerk's hand needs a moment. */
const AT_ONCE = 0.5;

/** Takes down what people are told and measures it when they are called. */
export function applyTold(state: ToldState, event: HallEvent): void {
  switch (event.type) {
    case "ticket.issued":
      issued(state, event.data, event.at);
      break;
    case "ticket.placed":
      placed(state, event.data, event.at);
      break;
    case "ticket.promised":
      promised(state, event.data, event.at);
      break;
    case "ticket.called":
      called(state, event.data, event.at);
      break;
    // Who lets others go first or changes class waits another time than was told.
    case "ticket.yielded":
    case "ticket.reclassified":
    case "ticket.transferred":
      dropped(state, event.data.ticket, null);
      break;
    case "ticket.cancelled":
    case "ticket.expired":
      dropped(state, event.data.ticket, event.at);
      delete state.visits[event.data.ticket];
      break;
    case "forecast.announcing-weighed": {
      const { queue, people, withMinutes, withoutMinutes } = event.data;
      const { cost } = sumsOf(state, queue);
      cost.looks++;
      cost.people += people;
      cost.withMinutes += people * withMinutes;
      cost.withoutMinutes += people * withoutMinutes;
      break;
    }
    case "clock.set-back":
      setBack(state, event.data.by);
      break;
    case "day.ended":
      state.day = event.data.next;
      state.calls = {};
      break;
    default:
  }
}

/** The clock was set back: who was told waits as long as before. Who passed whom is not told over such a break. */
function setBack(state: ToldState, by: number): void {
  for (const [id, open] of Object.entries(state.open)) state.open[id] = { ...open, at: open.at - by };
  for (const [id, visit] of Object.entries(state.visits)) {
    const promised = visit.promised && { ...visit.promised, at: visit.promised.at - by };
    state.visits[id] = { ...visit, issuedAt: visit.issuedAt - by, promised };
  }
  state.calls = {};
}

function issued(state: ToldState, data: HallEvents["ticket.issued"], at: number): void {
  state.day = data.day;
  const leg = data.legs[0];
  if (!leg) return;
  const like = `${leg.queue} ${leg.matters[0] ?? ""} ${data.class}`;
  state.visits[data.ticket] = { queue: leg.queue, issuedAt: at, like, promised: null, changed: false };
}

function placed(state: ToldState, data: HallEvents["ticket.placed"], at: number): void {
  const { queue, estimate, by = null, headOfLine = null } = data;
  const { minutes = null, upTo = null } = estimate ?? {};
  state.open[data.ticket] = { queue, at, minutes, upTo, by, head: headOfLine };
}

function promised(state: ToldState, data: HallEvents["ticket.promised"], at: number): void {
  const visit = state.visits[data.ticket];
  if (!visit) return;
  const sums = sumsOf(state, visit.queue);
  if (visit.promised === null) sums.announced++;
  else if (visit.promised.window !== data.window) visit.changed = true;
  visit.promised = { window: data.window, at };
}

function called(state: ToldState, data: HallEvents["ticket.called"], at: number): void {
  if (data.from !== "waiting") return;
  const told = state.open[data.ticket];
  delete state.open[data.ticket];
  if (told) measure(state, told, at);
  firstCall(state, data, at);
}

/** A person's first call of the visit closes the account of what was announced and of who passed whom. */
function firstCall(state: ToldState, data: HallEvents["ticket.called"], at: number): void {
  const visit = state.visits[data.ticket];
  if (!visit) return;
  delete state.visits[data.ticket];
  const sums = sumsOf(state, visit.queue);
  sums.called++;
  if (visit.changed || (visit.promised !== null && visit.promised.window !== data.window)) sums.changed++;
  if (at - visit.issuedAt > LONG_MS) {
    sums.long++;
    if (visit.promised?.window === data.window && at - visit.promised.at >= EARLY_MS) sums.longEarly++;
  }
  const calls = state.calls[visit.like] ?? { recent: [], settled: 0 };
  state.calls[visit.like] = calls;
  while (calls.recent[0] && calls.recent[0].at < at - LONG_MS) {
    calls.settled = Math.max(calls.settled, calls.recent[0].issuedAt);
    calls.recent.shift();
  }
  if (calls.settled > visit.issuedAt) sums.overtaken++;
  calls.recent.push({ at, issuedAt: visit.issuedAt });
}

function measure(state: ToldState, told: OpenTold, at: number): void {
  const sums = sumsOf(state, told.queue);
  const { minutes, upTo, head, by } = told;
  if (minutes === null || upTo === null) {
    sums.untold++;
    return;
  }
  const waited = Math.max(0, at - told.at) / MINUTE;
  const error = Math.abs(waited - minutes);
  sums.told++;
  sums.error += error;
  if (error <= 5) sums.within5++;
  sums.bounds++;
  const atOnce = toldAtOnce(told) && waited <= AT_ONCE;
  if (waited <= upTo || atOnce) sums.held++;
  if (by === "plain") sums.plain++;
  if (head !== null) {
    sums.head++;
    sums.headError += Math.abs(waited - head);
    sums.headOurs += error;
  }
  // Only the forecast's own word moves its quantiles: past days correct it, and a slow day while it lasts.
  if (by === "forecast")
    state.calibration = calibrate(state.calibration, atOnce ? 0 : waited, { minutes, upTo });
}

/** Not called after what was told; `leftAt`: went away then. A bound that had passed by then did not hold. */
function dropped(state: ToldState, ticket: TicketId, leftAt: number | null): void {
  const told = state.open[ticket];
  if (!told) return;
  delete state.open[ticket];
  const sums = sumsOf(state, told.queue);
  sums.left++;
  if (leftAt === null || told.upTo === null) return;
  const most = toldAtOnce(told) ? AT_ONCE : told.upTo;
  if ((leftAt - told.at) / MINUTE > most) sums.bounds++;
}

const toldAtOnce = ({ minutes, upTo }: OpenTold): boolean => minutes === 0 && upTo === 0;
