import { statSync } from "node:fs";
import path from "node:path";
import type { HallEvent } from "../../src/contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../../src/contract/ids.ts";
import { event } from "../../src/kernel/feature.ts";
import { DATABASE_FILE, openDatabase } from "../../src/store/database.ts";
import { createLedger } from "../../src/store/ledger.ts";

const DAY = 86_400_000;
const TICKETS_A_DAY = 1_200;
const QUEUE = "comprehensive" as QueueId;

/** A hall's past, written by the store's own ledger: each visit issued, placed, called, started, finished. */
export function writeHistory(folder: string, wanted: number): { readonly rows: number; readonly bytes: number } {
  const db = openDatabase(folder);
  db.pragma("synchronous = OFF"); // only the past is made here; the measured server sets its own
  const ledger = createLedger(db);
  let rows = 0;
  const append = (fact: HallEvent) => {
    ledger.append(fact, { kind: "system" });
    rows++;
  };
  const rowsADay = TICKETS_A_DAY * 5 + 17;
  const days = Math.ceil(wanted / rowsADay);
  const today = Math.floor(Date.now() / DAY) * DAY;
  for (let d = days; d >= 1; d--) {
    ledger.begin();
    // 01:00 UTC is 09:00 in the hall's zone: its calendar day has the same date as the UTC one.
    writeDay(append, today - d * DAY + 3_600_000, dayName(today - d * DAY), dayName(today - (d - 1) * DAY), d);
    ledger.commit();
  }
  db.close();
  return { rows, bytes: statSync(path.join(folder, DATABASE_FILE)).size };
}

const dayName = (at: number) => new Date(at).toISOString().slice(0, 10);

function writeDay(append: (fact: HallEvent) => void, opening: number, day: string, next: string, d: number): void {
  const windows = Array.from({ length: 8 }, (_, i) => `w0${i + 1}` as WindowId);
  const staffOf = (window: WindowId) => window.replace("w", "s") as StaffId;
  for (const window of windows) append(event("window.opened", opening, { window, staff: staffOf(window) }));
  for (let n = 1; n <= TICKETS_A_DAY; n++) {
    const window = windows[n % windows.length] as WindowId;
    visit(append, { at: opening + n * 24_000, day, n, id: `${d}-${n}`, window, staff: staffOf(window) });
  }
  const closing = opening + TICKETS_A_DAY * 24_000 + 900_000;
  for (const window of windows) append(event("window.closed", closing, { window, staff: staffOf(window) }));
  append(event("day.ended", closing + 1, { day, next }));
}

interface Past {
  readonly at: number;
  readonly day: string;
  readonly n: number;
  readonly id: string;
  readonly window: WindowId;
  readonly staff: StaffId;
}

function visit(append: (fact: HallEvent) => void, { at, day, n, id, window, staff }: Past): void {
  const ticket = `t-${id}` as TicketId;
  const calledAt = at + 300_000;
  const startedAt = calledAt + 40_000;
  append(
    event("ticket.issued", at, {
      ticket,
      token: `token-of-${id}-0123456789` as VisitToken,
      day,
      prefix: "Z",
      sequence: n,
      number: `Z${String(n).padStart(3, "0")}`,
      legs: [{ queue: QUEUE, matters: [], count: 1 }],
      class: "walk",
      green: null,
      contact: null,
      channel: "kiosk",
      kiosk: null,
      declaration: null,
    }),
  );
  const estimate = { minutes: 12, upTo: 18 };
  append(event("ticket.placed", at, { ticket, leg: 1, queue: QUEUE, ahead: 7, estimate, likelyWindow: window }));
  append(
    event("ticket.called", calledAt, {
      ticket,
      leg: 1,
      window,
      staff,
      occurrence: 1,
      from: "waiting",
      reason: "等候最久",
    }),
  );
  append(event("service.started", startedAt, { ticket, leg: 1, window, staff, startedAt, inferred: false }));
  append(
    event("service.finished", startedAt + 140_000, {
      ticket,
      leg: 1,
      window,
      staff,
      startedAt,
      outcome: "served",
      learnable: true,
      last: true,
    }),
  );
}
