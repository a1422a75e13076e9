import type { TicketId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { refuse } from "../kernel/errors.ts";
import type { Decision, Moment } from "../kernel/feature.ts";
import { handOverPaused } from "./binding.ts";
import { closeDay } from "./close-day.ts";
import type { DispatcherCommand } from "./commands.ts";
import { checkHolder, grantGreen, withdrawGreen } from "./decide-person.ts";
import * as service from "./decide-service.ts";
import { cancel, chooseLeg, endDay, rejoin, yieldTurn } from "./decide-ticket.ts";
import * as windows from "./decide-window.ts";
import { announceWindows } from "./promise.ts";
import { closeRemoved } from "./removed.ts";
import { changesOfFreeWindows, setSectors } from "./rota.ts";
import { type Desk, type DispatcherState, type QueueTicket, ruleOf, type WindowRule } from "./state.ts";
import { strand } from "./stranded.ts";
import { arrange } from "./today/arrange.ts";
import { beginPlans } from "./today/begin.ts";
import { plan, withdraw } from "./today/plan.ts";

/** Every move has its guard: facts, or a refusal with a code (design §5). */
export function decide(state: DispatcherState, command: DispatcherCommand, now: Moment): Decision {
  switch (command.type) {
    case "rejoin":
    case "yield":
    case "cancel":
    case "holder":
    case "grant-green":
    case "withdraw-green":
    case "choose-leg":
      return decideTicket(state, command, now);
    case "end-day":
      return endDay(state, command, now);
    case "close-day":
      return closeDay(state, command, now);
    case "strand":
      return strand(state, command.lost, now);
    case "rota":
      return [...changesOfFreeWindows(state, now), ...beginPlans(state, now)];
    case "close-removed":
      return closeRemoved(state, now.at);
    case "arrange":
      return arrange(state, command.changes, now, decideWindow);
    case "due":
      return firstOf(
        () => handOverPaused(state, now),
        () => announceWindows(state, now),
      );
    default:
      return decideWindow(state, command, now);
  }
}

/** What is due one after the other: the scheduler asks again while something comes of it. */
function firstOf(...due: readonly (() => Decision)[]): Decision {
  for (const one of due) {
    const decided = one();
    if ("refused" in decided || decided.length > 0) return decided;
  }
  return [];
}

type TicketCommand = Extract<
  DispatcherCommand,
  { type: "rejoin" | "yield" | "cancel" | "holder" | "grant-green" | "withdraw-green" | "choose-leg" }
>;
type WindowCommand = Exclude<
  DispatcherCommand,
  TicketCommand | { type: "end-day" | "close-day" | "strand" | "rota" | "due" | "close-removed" | "arrange" }
>;

function decideTicket(state: DispatcherState, command: TicketCommand, now: Moment): Decision {
  const ticket = findTicket(state, command.ticket);
  if ("refused" in ticket) return ticket;
  switch (command.type) {
    case "rejoin":
      return rejoin(state, ticket, command.byStaff, now);
    case "yield":
      return yieldTurn(state, ticket, now);
    case "cancel":
      return cancel(state, ticket, command, now);
    case "holder":
      return checkHolder(state, ticket, command, now);
    case "grant-green":
      return grantGreen(ticket, command, now);
    case "withdraw-green":
      return withdrawGreen(state, ticket, command, now);
    case "choose-leg":
      return chooseLeg(ticket, command, now);
  }
}

function decideWindow(state: DispatcherState, command: WindowCommand, now: Moment): Decision {
  const found = findWindow(state, command.window);
  if ("refused" in found) return found;
  const { window, desk, ticket } = found;
  switch (command.type) {
    case "open":
      return windows.open(state, window, desk, command, now);
    case "close":
      return windows.close(window, desk, now);
    case "pause":
      return windows.pause(window, desk, command.reason, now);
    case "resume":
      return windows.resume(window, desk, now);
    case "pause-toggle":
      return windows.pauseToggle(window, desk, now);
    case "call-next":
      return service.callNext(state, window, desk, now);
    case "call": {
      const chosen = findTicket(state, command.ticket);
      return "refused" in chosen ? chosen : service.callTicket(state, window, desk, chosen, now);
    }
    case "call-parked":
      return service.callParked(state, window, desk, now);
    case "recall":
      return service.recall(window, desk, ticket, now);
    case "start":
      return service.start(window, desk, ticket, now);
    case "finish":
      return service.finish(state, window, desk, now);
    case "no-show":
      return service.noShow(state, window, desk, ticket, now);
    case "park":
      return service.park(state, window, desk, command.reason, now);
    case "transfer":
      return service.transfer(state, window, desk, command.to, now);
    case "plan":
      return plan(state, window, command.plan, now);
    case "withdraw-plan":
      return withdraw(state, window, desk, command.plan, now);
    case "set-sectors":
      return setSectors(state, window, command.sectors, command.from, now);
  }
}

function findWindow(
  state: DispatcherState,
  id: WindowId,
): { readonly window: WindowRule; readonly desk: Desk; readonly ticket: QueueTicket | null } | Refusal {
  const window = ruleOf(state, id);
  const desk = state.desks.get(id);
  if (!window || !desk) return refuse("window.unknown", `没有窗口${id}`);
  const ticket =
    desk.state === "calling" || desk.state === "serving" ? state.tickets.get(desk.ticket) : undefined;
  return { window, desk, ticket: ticket ?? null };
}

function findTicket(state: DispatcherState, id: TicketId): QueueTicket | Refusal {
  return state.tickets.get(id) ?? refuse("ticket.unknown", `没有票号${id}，或不是当天的号`);
}
