import type { HallEvent } from "../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { WindowAnswer, WindowView } from "../contract/window.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Asked, Done, HallService, WindowCommand } from "../http/hall-service.ts";
import { refuse } from "../kernel/errors.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

export interface WindowNeeds {
  readonly staff: readonly { readonly id: StaffId }[];
  readonly memory: HallMemory;
  readonly turns: Turns;
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
  const submit = (window: WindowId, command: DispatcherCommand, asked: Asked) =>
    turns.submit<WindowAnswer>({
      ...asked,
      decide: (now) => dispatcher.decide(memory.states.dispatcher, command, now),
      answer: (facts, now) => {
        const view = windowView(window) as WindowView;
        const moved = CALLS.has(command.type) ? view.ticket?.id : (ticketOf(facts) ?? view.ticket?.id);
        return { window: view, ticket: moved ? ticketView(moved, now.at) : null };
      },
    });
  return {
    window: (command, asked) => {
      if (command.verb === "open" && !needs.staff.some((s) => s.id === command.staff))
        return Promise.resolve(refuse("staff.unknown", `没有工作人员${command.staff}`));
      return submit(command.window, commandOf(command), asked);
    },
    press: (window, command, actor) => submit(window, command, { actor, key: null }),
  };
}

function ticketOf(facts: readonly HallEvent[]): TicketId | null {
  for (const { data } of facts) if ("ticket" in data) return data.ticket;
  return null;
}

function commandOf(command: WindowCommand): DispatcherCommand {
  const { verb, ...rest } = command;
  if (verb === "sectors") return { type: "set-sectors", ...rest } as DispatcherCommand;
  return { type: verb, ...rest } as DispatcherCommand;
}
