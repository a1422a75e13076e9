import type { Arranged, Arrangement, ArrangeStep } from "../contract/arrange.ts";
import type { HallEvent } from "../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { WindowAnswer, WindowView } from "../contract/window.ts";
import type { Arrangeable, DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import { refusedAt } from "../dispatcher/today/arrange.ts";
import type { Asked, Done, HallService, WindowCommand } from "../http/hall-service.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { isRefusal, refuse, refuseField, usable } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { newPlanId, type Random } from "../kernel/random.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

export interface WindowNeeds {
  readonly staff: readonly { readonly id: StaffId }[];
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Pick<Calendar, "moment" | "clock" | "openPeriods">;
  readonly random: Random;
  readonly ticketView: (id: TicketId, now: number) => Ticket | null;
  readonly windowView: (id: WindowId) => WindowView | null;
}

export interface WindowService extends Pick<HallService, "window" | "arrange"> {
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
  const noSuchStaff = (id: string): Refusal => {
    const known = needs.staff.map((s) => s.id);
    return refuseField("staff.unknown", "staff", id, `没有工作人员${id}，${usable(known)}`);
  };
  /** One move of an arrangement as the dispatcher takes it. */
  const moveOf = (step: ArrangeStep, now: Moment): Arrangeable | Refusal => {
    if (!windowView(step.window)) return refuse("window.unknown", `没有窗口${step.window}`);
    if (step.do === "open" && !needs.staff.some((s) => s.id === step.staff)) return noSuchStaff(step.staff);
    return commandOf(wantedBy(step), needs, now) as Arrangeable | Refusal;
  };
  const allOf = ({ changes }: Arrangement, now: Moment): DispatcherCommand | Refusal => {
    const moves: Arrangeable[][] = [];
    for (const [i, { steps }] of changes.entries()) {
      const made = steps.map((step) => moveOf(step, now));
      const refusal = made.find(isRefusal);
      if (refusal) return { ...refusal, detail: refusedAt(i, refusal.detail, changes.length) };
      moves.push(made as Arrangeable[]);
    }
    return { type: "arrange", changes: moves };
  };
  return {
    arrange: (arrangement, asked) =>
      turns.submit<Arranged>({
        ...asked,
        decide: (now) => {
          const wanted = allOf(arrangement, now);
          return isRefusal(wanted) ? wanted : dispatcher.decide(memory.states.dispatcher, wanted, now);
        },
        answer: () => {
          const named = new Set(arrangement.changes.flatMap((c) => c.steps.map((s) => s.window)));
          return { windows: [...named].flatMap((id) => windowView(id) ?? []) };
        },
      }),
    window: (command, asked) => {
      if (command.verb === "open" && !needs.staff.some((s) => s.id === command.staff))
        return Promise.resolve(noSuchStaff(command.staff));
      return submit(command.window, (now) => commandOf(command, needs, now), asked);
    },
    press: (window, command, actor) => submit(window, () => command, { actor, key: null }),
  };
}

/** The command that does this move alone; a manager's, who may place people. */
function wantedBy(step: ArrangeStep): WindowCommand {
  switch (step.do) {
    case "open":
      return { verb: "open", window: step.window, staff: step.staff, placed: true };
    case "close":
      return { verb: "close", window: step.window };
    case "pause":
      return { verb: "pause", window: step.window, reason: step.reason ?? null };
    case "sectors":
      return { verb: "sectors", window: step.window, sectors: step.sectors, at: step.at ?? null };
    case "plan":
      return { verb: "plan", window: step.window, plan: step.plan };
  }
}

function ticketOf(facts: readonly HallEvent[]): TicketId | null {
  for (const { data } of facts) if ("ticket" in data) return data.ticket;
  return null;
}

function commandOf(
  command: WindowCommand,
  { calendar, random }: Pick<WindowNeeds, "calendar" | "random">,
  now: Moment,
): DispatcherCommand | Refusal {
  switch (command.verb) {
    case "sectors": {
      const { window, sectors, at } = command;
      const from = at === null ? null : calendar.moment(now.day, at);
      if (at !== null && from !== null && from < now.at)
        return refuseField("time.past", "at", at, `${at}已经过了；要马上改，请不写时间`);
      return { type: "set-sectors", window, sectors, from };
    }
    case "plan": {
      const { window, plan } = command;
      const pause = plan.kind === "pause" ? plan : null;
      const wanted = {
        id: newPlanId(random, now.at),
        kind: plan.kind,
        from: calendar.moment(now.day, plan.from),
        to: pause && calendar.moment(now.day, pause.to),
        reason: pause?.reason ?? null,
        closing: calendar.openPeriods(now.day).at(-1)?.to ?? null,
        clock: calendar.clock,
      };
      return { type: "plan", window, plan: wanted };
    }
    default: {
      const { verb, ...rest } = command;
      return { type: verb, ...rest } as DispatcherCommand;
    }
  }
}
