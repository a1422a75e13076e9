import { deserialize } from "node:v8";
import type { HallEvent } from "../contract/events.ts";
import { createCaseFiles } from "./case-files.ts";
import { type Db, openToRead } from "./database.ts";
import type { Snapshot } from "./snapshots.ts";
import { upcast } from "./upcast.ts";

/** One day of the journal: the rows after `after` up to `upTo`. */
export interface JournalDay {
  readonly day: string;
  readonly after: number;
  readonly upTo: number;
  /** False for the day that still goes on. */
  readonly ended: boolean;
}

/** A booking to come; `matter` where the person named one. */
interface Booked {
  readonly queue: string;
  readonly at: number;
  readonly matter: string | null;
}

export type DayReads = ReturnType<typeof openDays>;

/**
 * The journal day by day, on a connection of its own that can't write: beside a running server, in another thread or
 * another process. `dayOf` names the day of a hall that has not ended one yet.
 */
export function openDays(
  folder: string,
  needs: { readonly shape: string; readonly dayOf: (at: number) => string },
) {
  const db = openToRead(folder);
  try {
    return readsOf(db, needs);
  } catch (error) {
    db.close();
    throw error;
  }
}

function readsOf(
  db: Db,
  { shape, dayOf }: { readonly shape: string; readonly dayOf: (at: number) => string },
) {
  const ends = db.prepare<[], { seq: number; day: string; next: string }>(
    `SELECT seq, json_extract(data, '$.day') AS day, json_extract(data, '$.next') AS next
     FROM journal WHERE type = 'day.ended' ORDER BY seq`,
  );
  const first = db.prepare<[], { at: number }>("SELECT at FROM journal ORDER BY seq LIMIT 1");
  const last = db.prepare<[], { seq: number | null }>("SELECT max(seq) AS seq FROM journal");
  const rows = db.prepare<
    [number, number],
    { seq: number; at: number; type: string; version: number; data: string }
  >("SELECT seq, at, type, version, data FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq");
  const snapshot = db.prepare<[string, number], { seq: number; state: Buffer }>(
    "SELECT seq, state FROM snapshot WHERE shape = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
  );
  const issued = db.prepare<[string, string], { day: string; tickets: number }>(
    "SELECT day, count(*) AS tickets FROM ticket WHERE day BETWEEN ? AND ? GROUP BY day",
  );
  const routine = db.prepare<[number, number], { at: number; type: string; version: number; data: string }>(
    `SELECT at, type, version, data FROM journal WHERE seq > ? AND seq <= ? AND type IN
     ('ticket.issued', 'window.opened', 'window.closed', 'window.paused', 'window.resumed') ORDER BY seq`,
  );
  const bookings = db.prepare<[string], Booked>(
    `SELECT queue, slot AS at, json_extract(matters, '$[0]') AS matter FROM booking
     WHERE day = ? AND state = 'booked'`,
  );
  const caseFiles = createCaseFiles(db);

  const days = (): readonly JournalDay[] => {
    const upTo = last.get()?.seq ?? 0;
    const ended = ends.all();
    const list: { day: string; after: number; upTo: number; ended: boolean }[] = [];
    let after = 0;
    for (const end of ended) {
      const before = list.at(-1);
      // A clock that was set back may end a day twice; it is one day all the same.
      if (before?.day === end.day) before.upTo = end.seq;
      else list.push({ day: end.day, after, upTo: end.seq, ended: true });
      after = end.seq;
    }
    const began = first.get();
    const today = ended.at(-1)?.next ?? (began && dayOf(began.at));
    if (today !== undefined && upTo > after) list.push({ day: today, after, upTo, ended: false });
    // Nothing but its end: the hall was closed.
    return list.filter((d) => d.upTo - d.after > (d.ended ? 1 : 0));
  };

  return {
    /** Days on which something happened, oldest first. */
    days,
    /** Facts after `after` up to `upTo`, oldest first. */
    *facts(
      after: number,
      upTo: number,
    ): IterableIterator<{ readonly seq: number; readonly fact: HallEvent }> {
      for (const row of rows.iterate(after, upTo)) yield { seq: row.seq, fact: upcast(row) };
    },
    /** The latest kept memory that is no later than `seq`. */
    snapshotAt: (seq: number): Snapshot | null => {
      const row = snapshot.get(shape, seq);
      return row ? { seq: row.seq, state: deserialize(row.state) as unknown } : null;
    },
    /** Numbers given a day. */
    issued: (from: string, to: string): ReadonlyMap<string, number> =>
      new Map(issued.all(from, to).map((r) => [r.day, r.tickets] as const)),
    /** Of a day only who took a number for what, and who sat at which window. */
    routine: (day: JournalDay): readonly HallEvent[] => routine.all(day.after, day.upTo).map(upcast),
    /** Who is booked for that day and has not come; at the slot's begin. */
    booked: (day: string): readonly Booked[] => bookings.all(day),
    keptMatters: caseFiles.keptMatters,
    close: (): void => void db.close(),
  };
}
