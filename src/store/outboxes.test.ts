import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HallEvent, HallEvents } from "../contract/events.ts";
import type { CaseId, QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { seededRandom } from "../kernel/random.ts";
import { openDatabase } from "./database.ts";
import { openStore, type Store } from "./store.ts";

const DAY = "2026-11-23";
const T1 = "t1" as TicketId;
const W1 = "w01" as WindowId;
const S1 = "s01" as StaffId;
const Q = "comprehensive" as QueueId;
const PHONE = "+8613800138000";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hall-outbox-"));
  store = openStore(folder, { random: seededRandom(7), shape: "a" });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const put = (...facts: HallEvent[]) => {
  for (const fact of facts) store.journal.append(fact, { kind: "system" });
};
function issue(ticket: TicketId = T1, sequence = 1, at = 1_000): void {
  put(
    event("ticket.issued", at, {
      ticket,
      token: `token-of-${ticket}` as VisitToken,
      day: DAY,
      prefix: "Z",
      sequence,
      number: `Z00${sequence}`,
      legs: [{ queue: Q, matters: [], count: 1 }],
      class: "walk",
      green: null,
      contact: store.vault.contact(PHONE, { at: 0, day: DAY }),
      channel: "kiosk",
      kiosk: "k1",
      declaration: null,
    }),
  );
}
const message = (kind: HallEvents["message.requested"]["kind"], at = 1_000, over = {}) =>
  event("message.requested", at, {
    ticket: T1,
    leg: 1,
    kind,
    occurrence: 1,
    contact: store.vault.contact(PHONE, { at: 0, day: DAY }).id,
    text: `text of ${kind}`,
    expiresAt: at + 60_000,
    ...over,
  });
const print = (occurrence = 1, over: Partial<HallEvents["print.requested"]> = {}, at = 1_000) =>
  event("print.requested", at, {
    ticket: T1,
    leg: 1,
    kind: "slip",
    occurrence,
    printer: "printer-1",
    case: null,
    slip: { ahead: 2, estimate: null, likelyWindow: null },
    ...over,
  });
const states = () => store.messages.ofTicket(T1).map((m) => `${m.kind} ${m.state}`);
const papers = () => store.prints.ofTicket(T1).map((p) => `${p.kind} ${p.occurrence} ${p.state}`);
const first = <X>(list: readonly X[]): X => {
  const [one] = list;
  if (one === undefined) throw new Error("the list is empty");
  return one;
};

describe("the vault", () => {
  test("knows the same phone of a day by the same contact, of another day by another", () => {
    const one = store.vault.contact(PHONE, { at: 0, day: DAY });
    expect(store.vault.contact(PHONE, { at: 0, day: DAY })).toEqual(one);
    expect(store.vault.contact(PHONE, { at: 0, day: "2026-11-24" }).id).not.toBe(one.id);
    expect(store.vault.contact("+8613800138001", { at: 0, day: DAY }).id).not.toBe(one.id);
    expect(one.mask).toBe("138****8000");
  });

  test("forgets phones of days before the one named, and no others; the messages stay without them", () => {
    issue();
    put(message("issued"));
    store.vault.contact(PHONE, { at: 0, day: "2026-11-24" });
    expect(store.vault.purgePhones(DAY)).toBe(0);
    expect(store.vault.purgePhones("2026-11-24")).toBe(1);
    expect(store.vault.purgePhones("2026-11-24")).toBe(0);
    expect(first(store.messages.ofTicket(T1)).phone).toBeNull();
  });

  test("leaves no byte of a purged phone in its files", () => {
    const phones = Array.from({ length: 300 }, (_, i) => `+86138${String(10_000_000 + i)}`);
    for (const phone of phones) store.vault.contact(phone, { at: 0, day: "2026-11-20" });
    const inFiles = () => {
      const bytes = readdirSync(folder)
        .map((name) => readFileSync(path.join(folder, name), "latin1"))
        .join();
      return phones.filter((phone) => bytes.includes(phone)).length;
    };
    expect(inFiles()).toBe(300);
    expect(store.vault.purgePhones("2026-11-21")).toBe(300);
    store.emptyLog();
    expect(inFiles()).toBe(0);
  });

  test("keeps an applicant", () => {
    const applicant = { id: "a-1", kind: "person", name: "张三", idNumber: "11010519491231002X" } as const;
    store.vault.addApplicant(applicant, 1);
    expect(store.vault.applicant("a-1")).toEqual(applicant);
    expect(store.vault.applicant("a-2")).toBeNull();
  });
});

describe("messages", () => {
  beforeEach(() => issue());

  test("the same message asked for twice is one row", () => {
    put(message("issued"), message("issued", 2_000));
    expect(states()).toEqual(["issued pending"]);
    put(
      message("called", 2_000),
      message("called", 2_000, { occurrence: 2 }),
      message("called", 2_000, { leg: 2 }),
    );
    expect(states()).toHaveLength(4);
  });

  test("being called folds what has not been tried yet", () => {
    put(message("issued"), message("near"));
    store.messages.markSending([first(store.messages.ofTicket(T1)).id]);
    store.messages.retry(first(store.messages.ofTicket(T1)).id, 5_000, "busy");
    put(message("called", 2_000));
    expect(states()).toEqual(["issued pending", "near folded", "called pending"]);
  });

  test.each([
    ["cancelled", event("ticket.cancelled", 2_000, { ticket: T1, by: { kind: "admin" }, reason: "" })],
    ["expired", event("ticket.expired", 2_000, { ticket: T1, reason: "day-ended" })],
    [
      "served",
      event("service.finished", 2_000, {
        ticket: T1,
        leg: 1,
        window: W1,
        staff: S1,
        startedAt: 1_500,
        outcome: "served",
        learnable: true,
        last: true,
      }),
    ],
  ])("a ticket that is %s lets its unsent messages lapse, with the reason", (state, end) => {
    put(message("issued"), message("near"));
    const sent = first(store.messages.ofTicket(T1)).id;
    store.messages.markSending([sent]);
    store.messages.markSent(sent, "SM1");
    put(end);
    expect(states()).toEqual(["issued sent", "near expired"]);
    expect(store.messages.ofTicket(T1)[1]?.reason).toMatch(/^已/);
    expect(store.tickets.byId(T1)).toMatchObject({ state, endedAt: 2_000 });
  });

  test("are due in their time, oldest first, and go out with the phone of the vault", () => {
    put(message("near", 2_000), message("issued", 1_000));
    expect(store.messages.nextDue()).toBe(1_000);
    expect(store.messages.due(1_500, 10).map((m) => m.kind)).toEqual(["issued"]);
    expect(store.messages.due(2_000, 10).map((m) => m.kind)).toEqual(["issued", "near"]);
    expect(store.messages.due(2_000, 1)).toHaveLength(1);
    expect(first(store.messages.due(2_000, 10)).phone).toBe(PHONE);
    const { id } = first(store.messages.due(2_000, 10));
    store.messages.retry(id, 9_000, "busy");
    expect(store.messages.due(2_000, 10).map((m) => m.kind)).toEqual(["near"]);
  });

  test("cut off on their way go again after a restart; those that arrived do not", () => {
    put(message("issued"), message("near"));
    const [one, two] = store.messages.ofTicket(T1).map((m) => m.id) as [number, number];
    store.messages.markSending([one, two]);
    store.messages.markSent(two, "SM2");
    store.close();
    store = openStore(folder, { random: seededRandom(7), shape: "a" });
    expect(store.messages.due(1_000, 10)).toEqual([]);
    expect(store.messages.recover()).toBe(1);
    expect(states()).toEqual(["issued pending", "near sent"]);
    expect(first(store.messages.due(1_000, 10))).toMatchObject({ id: one, attempts: 1 });
  });

  test("that failed are listed with number and reason, and sent again on demand, the latest one", () => {
    put(message("issued"), message("near"));
    const [one, two] = store.messages.ofTicket(T1).map((m) => m.id) as [number, number];
    expect(store.messages.resend(T1, 5_000, 9_000)).toBe(0);
    store.messages.markFailed(one, "21211");
    store.messages.markFailed(two, "号码无效");
    expect(store.messages.failedSince(0)).toHaveLength(2);
    expect(first(store.messages.failedSince(0))).toMatchObject({ ticket: T1, number: "Z001" });
    expect(store.messages.failedSince(1_001)).toEqual([]);
    expect(store.messages.resend(T1, 5_000, 9_000)).toBe(1);
    expect(states()).toEqual(["issued failed", "near pending"]);
    expect(first(store.messages.due(5_000, 10))).toMatchObject({ id: two, reason: null, expiresAt: 9_000 });
  });

  test("a latest message that went out does not keep an earlier failed one from being sent again", () => {
    put(message("issued"), message("called", 2_000));
    const [one, two] = store.messages.ofTicket(T1).map((m) => m.id) as [number, number];
    store.messages.markFailed(one, "21211");
    store.messages.markSent(two, "SM2");
    expect(store.messages.resend(T1, 5_000, 9_000)).toBe(1);
    expect(first(store.messages.due(5_000, 10)).kind).toBe("issued");
  });
});

describe("print jobs", () => {
  beforeEach(() => issue());

  test("the same paper asked for twice is one job; of two cases it is two", () => {
    put(print(), print(1, {}, 2_000));
    expect(papers()).toEqual(["slip 1 pending"]);
    const receipt = { kind: "acceptance", slip: null } as const;
    put(print(1, { ...receipt, case: "c1" as CaseId }), print(1, { ...receipt, case: "c2" as CaseId }));
    expect(papers()).toEqual(["slip 1 pending", "acceptance 1 pending", "acceptance 1 pending"]);
    expect(store.prints.latestOfCase("c2" as CaseId)).toMatchObject({ caseId: "c2", kind: "acceptance" });
  });

  test("a printed copy supersedes what failed or waits before it, of the same paper alone", () => {
    put(print(), print(1, { kind: "acceptance", case: "c1" as CaseId, slip: null }), print(2));
    const [one, , three] = store.prints.ofTicket(T1);
    if (!one || !three) throw new Error("jobs are missing");
    store.prints.mark(one.id, "failed", "paper-out");
    expect(store.prints.failedSince(0)).toMatchObject([
      { number: "Z001", reason: "paper-out", kind: "slip" },
    ]);
    store.prints.mark(three.id, "printed", null);
    store.prints.supersede(three);
    expect(papers()).toEqual(["slip 1 superseded", "acceptance 1 pending", "slip 2 printed"]);
    expect(store.prints.failedSince(0)).toEqual([]);
  });

  test("after a restart only the one cut off while printing waits again, counted; one handed over is only marked", () => {
    put(print(1), print(2), print(3));
    const [one, two] = store.prints.ofTicket(T1).map((p) => p.id) as [number, number];
    store.prints.markPrinting(one, "printer-1");
    store.prints.markPrinting(two, "printer-2");
    store.prints.mark(two, "handed", null);
    store.close();
    store = openStore(folder, { random: seededRandom(7), shape: "a" });
    expect(store.prints.recover()).toBe(1);
    expect(papers()).toEqual(["slip 1 pending", "slip 2 handed", "slip 3 pending"]);
    expect(store.prints.due(1_000).map((p) => p.attempts)).toEqual([1, 1, 0]);
  });

  test("remember where they came out; a try that printed nothing is not counted", () => {
    put(print());
    const { id } = first(store.prints.due(1_000));
    store.prints.markPrinting(id, "printer-1");
    store.prints.retry(id, 2_000, "paper-out", false);
    expect(first(store.prints.due(2_000))).toMatchObject({ attempts: 0, onPrinter: "printer-1" });
    store.prints.markPrinting(id, "printer-2");
    store.prints.retry(id, 3_000, "paper-out", true);
    expect(first(store.prints.due(3_000))).toMatchObject({ attempts: 1, onPrinter: "printer-2" });
  });

  test("put off are not due before their time", () => {
    put(print());
    store.prints.retry(first(store.prints.due(1_000)).id, 2_500, "line-down", false);
    expect(store.prints.due(2_499)).toEqual([]);
    expect(store.prints.nextDue()).toBe(2_500);
    expect(first(store.prints.due(2_500))).toMatchObject({ reason: "line-down", slip: { ahead: 2 } });
  });
});

describe("the journal and its snapshots", () => {
  test("keep facts in order, with their times, whole", () => {
    issue();
    put(message("issued"), print());
    const all = [...store.journal.since(0)];
    expect(all.map((f) => f.type)).toEqual(["ticket.issued", "message.requested", "print.requested"]);
    expect(all[2]).toEqual(print());
    expect([...store.journal.since(2)]).toEqual([print()]);
    expect(store.journal.lastSeq()).toBe(3);
  });

  test("a fact of a later release is refused, not misread", () => {
    issue();
    store.close();
    store = openStore(folder, { random: seededRandom(7), shape: "a" });
    // No door of the store writes one, so it is put there as a later release would have.
    expect(() => [...withVersion(2)]).toThrow(expect.objectContaining({ code: "journal.newer" }));
  });

  test("the newest snapshot is read; a month of days is kept, before that one a month", () => {
    const first = Date.UTC(2026, 7, 1);
    for (let day = 1; day <= 100; day++)
      store.snapshots.save(day, first + day * 86_400_000, { lines: new Map([["q", day]]) });
    expect(store.snapshots.latest()).toEqual({ seq: 100, state: { lines: new Map([["q", 100]]) } });
    store.close();
    const db = openDatabase(folder);
    const kept = db.prepare<[], { seq: number }>("SELECT seq FROM snapshot ORDER BY seq").all();
    db.close();
    const dense = Array.from({ length: 36 }, (_, i) => 65 + i);
    // 2 August, 1 September, 1 October.
    expect(kept.map((k) => k.seq)).toEqual([1, 31, 61, ...dense]);
  });

  test("another shape's snapshot is left aside", () => {
    store.snapshots.save(1, 1, { lines: new Map() });
    store.close();
    store = openStore(folder, { random: seededRandom(7), shape: "b" });
    expect(store.snapshots.latest()).toBeNull();
  });
});

function withVersion(version: number) {
  store.close();
  const db = openDatabase(folder);
  db.prepare("UPDATE journal SET version = ?").run(version);
  db.close();
  store = openStore(folder, { random: seededRandom(7), shape: "a" });
  return store.journal.since(0);
}

test("the time log keeps every period of a visit, one open at a time", () => {
  issue();
  const who = { ticket: T1, leg: 1, window: W1, staff: S1 };
  put(
    event("ticket.called", 2_000, { ...who, occurrence: 1, from: "waiting", reason: "first" }),
    event("service.started", 3_000, { ...who, startedAt: 3_000, inferred: false }),
    event("service.finished", 4_000, {
      ...who,
      startedAt: 3_000,
      outcome: "parked",
      learnable: false,
      last: false,
    }),
    event("ticket.parked", 4_000, { ...who, reason: "copy" }),
    event("ticket.returned", 6_000, { ticket: T1, leg: 1, window: W1 }),
  );
  store.close();
  const db = openDatabase(folder);
  const log = db.prepare("SELECT kind, since, until, why FROM period ORDER BY id").raw().all();
  db.close();
  store = openStore(folder, { random: seededRandom(7), shape: "a" });
  expect(log).toEqual([
    ["waiting", 1_000, 2_000, "kiosk"],
    ["called", 2_000, 3_000, "first"],
    ["serving", 3_000, 4_000, null],
    ["parked", 4_000, 6_000, "copy"],
    ["waiting", 6_000, null, "returned"],
  ]);
  expect(store.tickets.byId(T1)).toMatchObject({ state: "waiting", endedAt: null, startedAt: 3_000 });
});
