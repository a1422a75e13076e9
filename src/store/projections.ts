import type { HallEvent, HallEventType } from "../contract/events.ts";
import type { Db } from "./database.ts";

/** Carries each fact into the tables that are asked by others: tickets, the time log, outboxes, ratings. */
export function createProjections(db: Db): (event: HallEvent) => void {
  const handlers = prepare(db) as { readonly [type: string]: ((event: HallEvent) => void) | undefined };
  return (event) => handlers[event.type]?.(event);
}

type Handlers = { readonly [T in HallEventType]?: (event: HallEvent<T>) => void };

function prepare(db: Db): Handlers {
  const ticket =
    db.prepare(`INSERT INTO ticket(id, token, day, prefix, sequence, number, queue, class, slot, state, leg, contact, phone, matters, kiosk, issued_at)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 1, ?, ?, ?, ?, ?)`);
  const openPeriod = db.prepare(
    "INSERT INTO period(ticket, leg, kind, since, window, staff, why) VALUES(?, ?, ?, ?, ?, ?, ?)",
  );
  const closePeriod = db.prepare("UPDATE period SET until = ? WHERE ticket = ? AND until IS NULL");
  const waiting = db.prepare(
    "UPDATE ticket SET state = 'waiting', leg = ?, queue = ?, ended_at = NULL WHERE id = ?",
  );
  const returned = db.prepare("UPDATE ticket SET state = 'waiting', ended_at = NULL WHERE id = ?");
  const called = db.prepare("UPDATE ticket SET state = 'called', window = ?, called_at = ? WHERE id = ?");
  const serving = db.prepare("UPDATE ticket SET state = 'serving', window = ?, started_at = ? WHERE id = ?");
  const reclassify = db.prepare("UPDATE ticket SET class = ? WHERE id = ?");
  const state = db.prepare("UPDATE ticket SET state = ?, ended_at = ? WHERE id = ?");
  const message =
    db.prepare(`INSERT OR IGNORE INTO message(ticket, leg, kind, occurrence, contact, text, state, next_at, expires_at, at)
    VALUES(?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)`);
  // What a later message says again is not worth sending any more; one already on its way is left alone.
  const fold = db.prepare(
    "UPDATE message SET state = 'folded' WHERE ticket = ? AND state = 'pending' AND attempts = 0 AND kind <> 'called'",
  );
  const lapse = db.prepare(
    "UPDATE message SET state = 'expired', reason = ? WHERE ticket = ? AND state = 'pending'",
  );
  const booking =
    db.prepare(`INSERT INTO booking(id, code, day, queue, matters, slot, until, contact, phone, source, external, version, state, made_at)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'booked', ?)`);
  const moveBooking = db.prepare(
    "UPDATE booking SET day = ?, queue = ?, matters = ?, slot = ?, until = ?, contact = ?, phone = ?, version = ? WHERE id = ?",
  );
  const cancelBooking = db.prepare("UPDATE booking SET state = 'cancelled', version = ? WHERE id = ?");
  const withdrawBooking = db.prepare(
    "UPDATE booking SET version = ? WHERE source = ? AND external = ? AND state = 'cancelled'",
  );
  const lapseBooking = db.prepare("UPDATE booking SET state = 'lapsed' WHERE id = ? AND state = 'booked'");
  const arrive = db.prepare(
    "UPDATE booking SET state = 'arrived', ticket = ? WHERE id = ? AND state = 'booked'",
  );
  const bookingMessage =
    db.prepare(`INSERT OR IGNORE INTO message(booking, leg, kind, occurrence, contact, text, state, next_at, expires_at, at)
    VALUES(?, 1, ?, ?, ?, ?, 'pending', ?, ?, ?)`);
  // What the newest says is how it stands: an older one that has not gone out would only confuse.
  const foldBooking = db.prepare(
    "UPDATE message SET state = 'folded' WHERE booking = ? AND state = 'pending' AND attempts = 0",
  );
  const print =
    db.prepare(`INSERT OR IGNORE INTO print_job(ticket, leg, kind, occurrence, printer, case_id, slip, state, next_at, at)
    VALUES(?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)`);
  const setBack = [
    "UPDATE message SET next_at = min(next_at, @now) WHERE state = 'pending'",
    "UPDATE print_job SET next_at = min(next_at, @now) WHERE state IN ('pending', 'handed')",
    "UPDATE period SET since = since - @by WHERE until IS NULL",
    `UPDATE ticket SET issued_at = issued_at - @by, called_at = called_at - @by, started_at = started_at - @by
     WHERE id IN (SELECT ticket FROM period WHERE until IS NULL)`,
  ].map((sql) => db.prepare<{ now: number; by: number }>(sql));
  const identified = db.prepare("INSERT INTO ticket_identity(ticket, identity) VALUES(?, ?)");
  const rating = db.prepare(
    "INSERT INTO rating(ticket, leg, window, staff, score, reasons, comment, via, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );

  const waitAgain = (at: number, id: string, leg: number, queue: string, why: string) => {
    closePeriod.run(at, id);
    openPeriod.run(id, leg, "waiting", at, null, null, why);
    waiting.run(leg, queue, id);
  };
  const end = (at: number, id: string, to: string, why: string) => {
    closePeriod.run(at, id);
    state.run(to, at, id);
    lapse.run(why, id);
  };
  return {
    "ticket.issued": ({ at, data }) => {
      const matters = JSON.stringify(data.legs.flatMap((l) => l.matters));
      ticket.run(
        data.ticket,
        data.token,
        data.day,
        data.prefix,
        data.sequence,
        data.number,
        data.legs[0]?.queue ?? "",
        data.class,
        data.slot ?? null,
        data.contact?.id ?? null,
        data.contact?.mask ?? null,
        matters,
        data.kiosk,
        at,
      );
      if (data.identity) identified.run(data.ticket, data.identity.id);
      openPeriod.run(data.ticket, 1, "waiting", at, null, null, data.channel);
      if (data.booking) arrive.run(data.ticket, data.booking);
    },
    "ticket.called": ({ at, data }) => {
      closePeriod.run(at, data.ticket);
      openPeriod.run(data.ticket, data.leg, "called", at, data.window, data.staff, data.reason);
      called.run(data.window, at, data.ticket);
    },
    "service.started": ({ data }) => {
      closePeriod.run(data.startedAt, data.ticket);
      openPeriod.run(
        data.ticket,
        data.leg,
        "serving",
        data.startedAt,
        data.window,
        data.staff,
        data.inferred ? "inferred" : null,
      );
      serving.run(data.window, data.startedAt, data.ticket);
    },
    "service.finished": ({ at, data }) => end(at, data.ticket, "served", "已办结"),
    "ticket.parked": ({ at, data }) => {
      openPeriod.run(data.ticket, data.leg, "parked", at, data.window, data.staff, data.reason);
      state.run("parked", null, data.ticket);
    },
    "ticket.reclassified": ({ at, data }) => {
      reclassify.run(data.class, data.ticket);
      if (!data.window) return;
      closePeriod.run(at, data.ticket);
      openPeriod.run(data.ticket, data.leg, "waiting", at, null, null, "no green channel");
      returned.run(data.ticket);
    },
    "ticket.missed": ({ at, data }) => {
      closePeriod.run(at, data.ticket);
      openPeriod.run(data.ticket, data.leg, "missed", at, data.window, data.staff, null);
      state.run("missed", null, data.ticket);
    },
    "ticket.returned": ({ at, data }) => {
      closePeriod.run(at, data.ticket);
      openPeriod.run(data.ticket, data.leg, "waiting", at, data.window, null, "returned");
      returned.run(data.ticket);
    },
    "ticket.rejoined": ({ at, data }) => waitAgain(at, data.ticket, data.leg, data.queue, "rejoined"),
    "ticket.advanced": ({ at, data }) => waitAgain(at, data.ticket, data.leg, data.queue, "next leg"),
    "ticket.transferred": ({ at, data }) =>
      waitAgain(at, data.ticket, data.leg, data.queue, `transferred from ${data.from}`),
    "ticket.cancelled": ({ at, data }) => end(at, data.ticket, "cancelled", "已取消"),
    "ticket.expired": ({ at, data }) => end(at, data.ticket, "expired", "已过期"),
    "message.requested": ({ at, data }) => {
      if (data.kind === "called") fold.run(data.ticket);
      message.run(
        data.ticket,
        data.leg,
        data.kind,
        data.occurrence,
        data.contact,
        data.text,
        at,
        data.expiresAt,
        at,
      );
    },
    "booking.made": ({ at, data }) => {
      booking.run(
        data.booking,
        data.code,
        data.day,
        data.queue,
        JSON.stringify(data.matters),
        data.slot,
        data.until,
        data.contact?.id ?? null,
        data.contact?.mask ?? null,
        data.source.channel,
        data.source.external,
        data.source.version,
        at,
      );
    },
    "booking.changed": ({ data }) => {
      moveBooking.run(
        data.day,
        data.queue,
        JSON.stringify(data.matters),
        data.slot,
        data.until,
        data.contact?.id ?? null,
        data.contact?.mask ?? null,
        data.version,
        data.booking,
      );
    },
    "booking.cancelled": ({ data }) => void cancelBooking.run(data.version, data.booking),
    "booking.withdrawn": ({ data }) =>
      void withdrawBooking.run(data.source.version, data.source.channel, data.source.external),
    "booking.lapsed": ({ data }) => void lapseBooking.run(data.booking),
    "booking.message": ({ at, data }) => {
      foldBooking.run(data.booking);
      bookingMessage.run(
        data.booking,
        data.kind,
        data.occurrence,
        data.contact,
        data.text,
        at,
        data.expiresAt,
        at,
      );
    },
    "print.requested": ({ at, data }) => {
      const slip = data.slip ? JSON.stringify(data.slip) : null;
      print.run(data.ticket, data.leg, data.kind, data.occurrence, data.printer, data.case, slip, at, at);
    },
    // What waits in the outboxes is due at once, and who is here has been as long as before.
    "clock.set-back": ({ at, data }) => {
      for (const move of setBack) move.run({ now: at, by: data.by });
    },
    "rating.given": ({ at, data }) => {
      rating.run(
        data.ticket,
        data.leg,
        data.window,
        data.staff,
        data.score,
        JSON.stringify(data.reasons),
        data.comment,
        data.via,
        at,
      );
    },
  };
}
