import { TICKET_STATE_WORDS } from "../contract/ticket.ts";
import { refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import type { WindowCommandOf } from "./commands.ts";
import { type BusyDesk, conclude, leftAtCall, thenClosedOrPaused } from "./conclude.ts";
import type { DispatcherState, QueueTicket } from "./state.ts";

// Who the person is and what they may claim: the document's holder, and the green channel.

/**
 * 本人核验 at the window. Somebody else's document voids the number: it was taken for another person (黄牛), and the
 * window is free for the next.
 */
export function checkHolder(
  state: DispatcherState,
  ticket: QueueTicket,
  command: WindowCommandOf<"holder">,
  now: Moment,
): Decision {
  const { phase } = ticket;
  if (!ticket.holder) return refuse("identity.none", `${ticket.number}不是用证件取的号，无须核对本人`);
  if (phase.state !== "called" && phase.state !== "serving")
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[phase.state]}”，人到窗口后才能核对本人`,
    );
  const { window, staff } = phase;
  const who = { ticket: ticket.id, leg: ticket.leg, window };
  const checked = event("ticket.holder-checked", now.at, {
    ...who,
    staff,
    match: command.match,
    note: command.note,
  });
  if (command.match) return ticket.holder.checked ? [] : [checked];
  const desk = state.desks.get(window) as BusyDesk;
  const served = phase.state === "serving" ? conclude(state, window, desk, "unconcluded", now.at) : [];
  return [
    checked,
    ...served,
    event("ticket.cancelled", now.at, { ticket: ticket.id, by: command.by, reason: HOLDER_MISMATCH }),
    ...thenClosedOrPaused(state, window, desk, now.at),
  ];
}

const HOLDER_MISMATCH = "holder-mismatch";

/** By staff who have seen the reason; the kiosk's own declaration comes with the number. */
export function grantGreen(
  ticket: QueueTicket,
  { reason, by }: WindowCommandOf<"grant-green">,
  now: Moment,
): Decision {
  if (ticket.phase.state !== "waiting")
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[ticket.phase.state]}”，只有等候中的号可转绿色通道`,
    );
  if (ticket.class === "green" && ticket.green?.reason === reason && ticket.green.grantedBy.kind !== "device")
    return [];
  const facts = { ticket: ticket.id, leg: ticket.leg, by, reason: null, window: null };
  return [
    event("ticket.reclassified", now.at, { ...facts, class: "green", green: { reason, grantedBy: by } }),
  ];
}

/** The reason did not hold: a walk-in again, or one with an appointment, at the place that the arrival gives. */
export function withdrawGreen(
  state: DispatcherState,
  ticket: QueueTicket,
  { reason, by }: WindowCommandOf<"withdraw-green">,
  now: Moment,
): Decision {
  const { phase } = ticket;
  if (ticket.class !== "green") return refuse("green.none", `${ticket.number}不是绿色通道的号`);
  if (phase.state !== "waiting" && phase.state !== "called" && phase.state !== "parked")
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[phase.state]}”，已不能取消绿色通道`,
    );
  const window = phase.state === "called" ? phase.window : null;
  const facts = { ticket: ticket.id, leg: ticket.leg, by, reason, window };
  return [
    event("ticket.reclassified", now.at, { ...facts, class: ticket.otherwise, green: null }),
    ...leftAtCall(state, phase, now.at),
  ];
}
