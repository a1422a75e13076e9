import { isRefusal, refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { book, bookable, made } from "./book.ts";
import { cancel, change, withdrawn } from "./change.ts";
import type { BookingCommand, Wish } from "./command.ts";
import { firstFreeLater } from "./free.ts";
import { push } from "./push.ts";
import { type BookingState, dueOf, externalKey } from "./state.ts";

export function decide(state: BookingState, command: BookingCommand, now: Moment): Decision {
  switch (command.type) {
    case "book":
      return book(state, command, now);
    case "push":
      return push(state, command, now);
    case "change":
      return change(state, command, now);
    case "cancel":
      return cancel(state, command, now);
    case "withdraw": {
      const { external, version } = command.source;
      if (external === null || version === null)
        return refuse("appointment.unknown", "没有这个预约，也没有版本号可记");
      const known = state.externals.get(externalKey(command.source.channel, external))?.booking ?? null;
      // It came in the same moment: then it is a booking like any other.
      if (known !== null && state.bookings.has(known))
        return cancel(state, { type: "cancel", booking: known, version, by: command.by, free: true }, now);
      return withdrawn(state, command.source, version, now);
    }
    case "rebook":
      return rebook(state, command, now);
    case "due":
      return due(state, now);
  }
}

function rebook(
  state: BookingState,
  command: Extract<BookingCommand, { type: "rebook" }>,
  now: Moment,
): Decision {
  const wish: Wish = {
    ...command,
    slot: command.slot ?? firstFreeLater(state, command.queue, now)?.from ?? 0,
    source: { channel: "hall", external: null, version: null },
    override: false,
  };
  const slot = bookable(state, wish, now);
  // The hall sends them away: what the phone holds or missed doesn't count against them.
  return isRefusal(slot) ? slot : made(state, wish, slot, command.ticket, now);
}

/** Reminders whose time has come, and bookings nobody came to. */
function due(state: BookingState, now: Moment): Decision {
  return [...state.bookings.values()]
    .filter((b) => (dueOf(state.rules, b) ?? Number.POSITIVE_INFINITY) <= now.at)
    .map((b) => {
      if (b.until + state.rules.lateMs <= now.at)
        // Whom the hall itself moved is never held to have stayed away.
        return event("booking.lapsed", now.at, {
          booking: b.id,
          counted: !b.came && b.contact !== null && b.source.channel !== "hall",
        });
      return event("booking.reminded", now.at, {
        booking: b.id,
        left: b.remindAt.filter((at) => at > now.at),
      });
    });
}
