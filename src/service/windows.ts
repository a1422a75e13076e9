import type { HallEvent } from "../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { WindowAnswer, WindowView } from "../contract/window.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Asked, Done, HallService, WindowCommand } from "../http/hall-service.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

export interface WindowNeeds {
  readonly staff: readonly { readonly id: StaffId }[];
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Pick<Calendar, "moment">;
  readonly ticketView: (id: TicketId, now: number) => Ticket | null;
  readonly windowView: (id: WindowId) => WindowView | null;
}

export interface WindowService extends Pick<HallService, "window"> {
  /** A key of a window's keypad: the same commands by the same way. */
  press(window: WindowId, command: DispatcherCommand, actor: Actor): Promise<Done<WindowAnswer> | Refusal>;
}

/** Commands after which the answer's ticket is the one now at the window, not the one that left it. */
const CALLS: ReadonlySet<DispatcherCommand["type"]> = new Set<DispatcherCommand["type"]>([
  "call-next",
  "call",
  "call-parked",
]);

export function createWindowService(needs: WindowNeeds): WindowService {
  const { memory, turns, ticketView, windowView } = needs;
  const { moment } = needs.calendar;
  type Command = (now: Moment) => DispatcherCommand | Refusal;
  const submit = (window: WindowId, command: Command, asked: Asked) => {
    let calls = false;
    return turns.submit<WindowAnswer>({
      ...asked,
      decide: (now) => {
        const wanted = command(now);
        if (isRefusal(wanted)) return wanted;
        calls = CALLS.has(wanted.type);
        return dispatcher.decide(memory.states.dispatcher, wanted, now);
      },
      answer: (facts, now) => {
        const view = windowView(window) as WindowView;
        const moved = calls ? view.ticket?.id : (ticketOf(facts) ?? view.ticket?.id);
        return { window: view, ticket: moved ? ticketView(moved, now.at) : null };
      },
    });
  };
  return {
    window: (command, asked) => {
      if (command.verb === "open" && !needs.staff.some((s) => s.id === command.staff))
        return Promise.resolve(refuse("staff.unknown", `没有工作人员${command.staff}`));
      return submit(command.window, (now) => commandOf(command, moment, now), asked);
    },
    press: (window, command, actor) => submit(window, () => command, { actor, key: null }),
  };
}

function ticketOf(facts: readonly HallEvent[]): TicketId | null {
  for (const { data } of facts) if ("ticket" in data) return data.ticket;
  return null;
}

function commandOf(
  command: WindowCommand,
  moment: Calendar["moment"],
  now: Moment,
): DispatcherCommand | Refusal {
  const { verb, ...rest } = command;
  if (command.verb !== "sectors") return { type: verb, ...rest } as DispatcherCommand;
  const { window, sectors, at } = command;
  const from = at === null ? null : moment(now.day, at);
  if (from !== null && from < now.at) return refuse("time.past", `${at}已经过了；要马上改，请不写时间`);
  return { type: "set-sectors", window, sectors, from };
}
