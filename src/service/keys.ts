import type { KeyAction, KeyPressed } from "../contract/device.ts";
import type { TicketId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { type DispatcherState, ruleOf } from "../dispatcher/state.ts";
import { refuse } from "../kernel/errors.ts";

/** What a press asks of its window, or why it can't be told. */
export function pressCommand(
  state: DispatcherState,
  window: WindowId,
  pressed: KeyPressed,
): DispatcherCommand | Refusal {
  if (typeof pressed === "string") return keyCommand(window, pressed);
  const ticket = ticketByDigits(state, window, pressed.call);
  return typeof ticket === "string" ? { type: "call", window, ticket } : ticket;
}

/**
 * The one ticket that a keypad's digits mean at this window: a number has a prefix that no keypad can type, so its
 * digits are compared as a count (7, 07 and 007 are Z007). Several sectors may have the same count: then it is refused,
 * never guessed.
 */
function ticketByDigits(state: DispatcherState, window: WindowId, digits: string): TicketId | Refusal {
  const sectors = ruleOf(state, window)?.sectors ?? [];
  const count = digits.replace(/^0+/, "");
  const found = [...state.tickets.values()].filter(({ number, queue, phase }) => {
    if (phase.state !== "waiting" && phase.state !== "parked" && phase.state !== "missed") return false;
    return sectors.includes(queue) && number.replace(/\D/g, "").replace(/^0+/, "") === count;
  });
  const [first, second] = found;
  if (!first) return refuse("ticket.unknown", `没有可呼叫的${digits}号`);
  if (second) {
    const numbers = found.map((t) => t.number).join("、");
    return refuse("ticket.ambiguous", `${digits}可能是${numbers}，请在窗口页面上选择`);
  }
  return first.id;
}

/** What a keypad's key asks of its window. The evaluate key ends the service, which is when the rater asks. */
export function keyCommand(window: WindowId, action: KeyAction): DispatcherCommand {
  switch (action) {
    case "call-next":
    case "recall":
    case "pause-toggle":
    case "no-show":
    case "call-parked":
      return { type: action, window };
    case "park":
      return { type: "park", window, reason: null };
    case "transfer":
      return { type: "transfer", window, to: null };
    case "evaluate":
      return { type: "finish", window };
  }
}
