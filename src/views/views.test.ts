import { describe, expect, test } from "vitest";
import { initial as initialCheckin } from "../checkin/state.ts";
import { hallPlans } from "../checkin/testing/hall-plans.ts";
import { demoConfig } from "../config/demo.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import { plainOutlook } from "../dispatcher/outlook.ts";
import { A, B, DeskHall, MINUTE, W } from "../dispatcher/testing/desk-hall.ts";
import { createCalendar } from "../kernel/calendar.ts";
import { event } from "../kernel/feature.ts";
import { noRota } from "../kernel/rota.ts";
import type { PrintJob, PrintState } from "../store/print-jobs.ts";
import type { TicketRow } from "../store/tickets.ts";
import { kioskView, queueViews, screenView, zoneNames } from "./hall-views.ts";
import { legViews } from "./leg-views.ts";
import { type TicketReads, ticketView, troubleText } from "./ticket-view.ts";
import { waitingLine, windowView } from "./window-view.ts";

const CONFIG = demoConfig();
const OPEN_AT = Date.UTC(2026, 10, 23, 1, 0);
const windows = (...names: string[]): HallConfig => ({
  ...CONFIG,
  sectors: CONFIG.sectors.slice(0, 1),
  windows: names.map((name, n) => ({
    ...(CONFIG.windows[0] as HallConfig["windows"][number]),
    id: `w${n}` as WindowId,
    name,
  })),
});
const zoneOf = (config: HallConfig) => [...zoneNames(config).values()][0];

describe("where a sector's people wait", () => {
  test("is told by its windows' numbers, a row of them as a span, others by name", () => {
    expect(zoneOf(windows("1号窗口"))).toBe("1号窗口");
    expect(zoneOf(windows("2号窗口", "1号窗口"))).toMatch(/^1.2号窗口$/);
    expect(zoneOf(windows("1号窗口", "2号窗口", "3号窗口"))).toMatch(/^1.3号窗口$/);
    expect(zoneOf(windows("1号窗口", "2号窗口", "4号窗口"))).toMatch(/^1.2.4号窗口$/);
    expect(zoneOf(windows("东区", "2号窗口"))).toContain("东区");
    expect(zoneOf(windows())).toBe("大厅");
  });
  test("or as the config names it", () => {
    const config = windows("1号窗口");
    const [sector] = config.sectors;
    if (!sector) throw new Error("no sector");
    expect(zoneOf({ ...config, sectors: [{ ...sector, zone: "二楼东区" }] })).toBe("二楼东区");
  });
});

const SAYS = { resumesAt: () => null, notice: () => null, announced: () => [] };

describe("a screen", () => {
  const call = (number: string, queue: string) => ({
    number,
    queue: queue as QueueId,
    window: { id: "w01" as WindowId, name: "1号窗口" },
    calledAt: "",
    state: "calling" as const,
    phone: null,
    announcement: 1,
  });
  const picture: HallPicture = {
    windows: [],
    queues: ["comprehensive", "complaint"].map((id) => ({
      id: id as QueueId,
      name: id,
      waiting: 2,
      minutes: 5,
    })),
    calls: [
      call("T002", "complaint"),
      call("Z009", "comprehensive"),
      ...Array.from({ length: 9 }, (_, n) => call(`T${n}`, "complaint")),
    ],
    missed: Array.from({ length: 20 }, (_, n) => ({ number: `T1${n}`, queue: "complaint" as QueueId })),
  };

  test("shows its own sectors, as many rows as it has, and a dozen missed", () => {
    const north = screenView(CONFIG, picture, "north", 3, "now", SAYS);
    expect(north?.rows).toBe(4);
    expect(north?.calls).toHaveLength(4);
    expect(north?.calls.map((c) => c.number)).not.toContain("Z009");
    expect(north?.waiting).toEqual([
      { queue: "complaint", name: "complaint", count: 2, minutes: 5, resumesAt: null },
    ]);
    expect(north?.missed).toHaveLength(12);
    expect(north).toMatchObject({ version: 3, at: "now" });
    expect(screenView(CONFIG, picture, "main", 0, "", SAYS)?.calls.map((c) => c.number)).toContain("Z009");
  });
  test("that is not in the config is none", () =>
    expect(screenView(CONFIG, picture, "x", 0, "", SAYS)).toBeNull());
});

describe("queues and kiosks", () => {
  const closed: HallConfig = {
    ...CONFIG,
    hall: { ...CONFIG.hall, hours: [{ days: ["mon"], from: "08:30", to: "12:00" }] },
  };
  const reads = (config: HallConfig) => ({
    config,
    dispatcher: new DeskHall().state,
    checkin: initialCheckin(hallPlans({})),
    rota: noRota(config.windows),
    offered: () => [],
    outlook: plainOutlook,
    calendar: createCalendar(config.hall),
    zoneOf: () => "大厅",
    matters: new Map(),
    dateText: () => "",
    bookUrl: null,
  });

  test("are open in the hall's hours; otherwise they say when next", () => {
    expect(queueViews(reads(closed), OPEN_AT)[0]).toMatchObject({ open: true, nextOpening: null });
    expect(queueViews(reads(closed), OPEN_AT + 3 * 60 * MINUTE)[0]).toMatchObject({
      open: false,
      nextOpening: expect.stringMatching(/^2026-11-30T08:30/),
      minutes: null,
    });
    const kiosk = kioskView(reads(closed), "k2", TROUBLE, OPEN_AT);
    expect(kiosk).toMatchObject({ open: true, printer: "trouble", queues: [{ id: "issuing" }] });
    expect(kioskView(reads(closed), "k9", TROUBLE, OPEN_AT)).toBeNull();
  });
});

describe("the wait told to someone who comes now", () => {
  test("is nothing while no window is open, and grows with the line", () => {
    const hall = new DeskHall();
    expect(plainOutlook.ofQueue(hall.state, "a" as QueueId, hall.at)).toBeNull();
    hall.open(1);
    const empty = plainOutlook.ofQueue(hall.state, "a" as QueueId, hall.at);
    for (let n = 0; n < 6; n++) hall.issue("a" as QueueId);
    const full = plainOutlook.ofQueue(hall.state, "a" as QueueId, hall.at);
    expect(full?.minutes).toBeGreaterThan(empty?.minutes ?? Number.POSITIVE_INFINITY);
    expect(full?.upTo).toBeGreaterThanOrEqual(full?.minutes ?? Number.POSITIVE_INFINITY);
  });
});

describe("a window", () => {
  test("shows whom it serves, who is parked and missed, and what comes after", () => {
    const hall = new DeskHall();
    const reads = {
      dispatcher: hall.state,
      kindOf: () => "acceptance" as const,
      staffName: (id: string) => `名字${id}`,
      iso: String,
      rota: noRota([]),
      calendar: createCalendar(CONFIG.hall),
      reminderMs: 0,
      now: () => hall.at,
    };
    hall.open(1);
    for (let n = 0; n < 3; n++) hall.issue("a" as QueueId);
    hall.next(1);
    hall.do({ type: "park", window: W(1), reason: "复印" });
    hall.next(1);
    hall.do({ type: "no-show", window: W(1) });
    hall.next(1);
    hall.do({ type: "pause", window: W(1), reason: "用餐" });
    expect(windowView(reads, W(1))).toMatchObject({
      state: "calling",
      staff: { id: "s01", name: "名字s01" },
      ticket: { number: "Z003" },
      waiting: 0,
      parked: [{ number: "Z001", reason: "复印" }],
      missed: [{ number: "Z002" }],
      next: "paused",
      pauseReason: "用餐",
    });
    hall.issue("a" as QueueId);
    expect(waitingLine(reads, W(1), 5, hall.at)?.map((t) => t.number)).toEqual(["Z004"]);
    expect(windowView(reads, "w99" as WindowId)).toBeNull();
    expect(waitingLine(reads, "w99" as WindowId, 5, hall.at)).toBeNull();
  });
});

const ROW: TicketRow = {
  id: "t1" as TicketId,
  token: "token" as VisitToken,
  number: "Z001",
  queue: "a" as QueueId,
  class: "walk",
  slot: null,
  state: "served",
  leg: 1,
  window: "gone" as WindowId,
  phone: null,
  matters: "[]",
  kiosk: null,
  issuedAt: 1,
  calledAt: 2,
  startedAt: 3,
  endedAt: 4,
};

const TROUBLE = { printer: "trouble", printerReason: "打印机缺纸", printerElsewhere: null } as const;

describe("a slip's state", () => {
  const job = (state: PrintState, occurrence = 1, over: Partial<PrintJob> = {}): PrintJob => ({
    id: occurrence,
    ticket: "t1" as TicketId,
    leg: 1,
    kind: "slip",
    occurrence,
    printer: "p",
    onPrinter: null,
    caseId: null,
    slip: null,
    state,
    reason: null,
    attempts: 0,
    at: 0,
    ...over,
  });
  const readsOf = (jobs: readonly PrintJob[]): TicketReads => ({
    tickets: { byId: () => ROW, latestRating: () => null },
    messages: { ofTicket: () => [] },
    prints: { ofTicket: () => jobs },
    dispatcher: new DeskHall().state,
    outlook: plainOutlook,
    staffName: String,
    zoneOf: () => "大厅",
    iso: String,
    statusUrl: String,
    printerName: (id) => `打印机${id}`,
    matterName: (id) => `事项${id}`,
    needsIdentity: () => false,
  });
  test("a window announced ahead is told as theirs until it can't call them, then as a likelihood again", () => {
    const hall = new DeskHall();
    hall.open(1, 2);
    const ticket = hall.issue("a" as QueueId);
    const promise = { ticket, leg: 1, window: W(1), from: null, occurrence: 1 };
    dispatcher.apply(hall.state, event("ticket.promised", hall.at, promise));
    const reads = { ...readsOf([]), dispatcher: hall.state };
    const waits = {
      ...reads,
      tickets: { ...reads.tickets, byId: () => ({ ...ROW, state: "waiting" as const }) },
    };
    const shown = () => ticketView(waits, ticket, hall.at);
    expect(shown()).toMatchObject({ boundWindow: { name: "1号窗口" }, likelyWindow: null, zone: "1号窗口" });
    hall.do({ type: "pause", window: W(1), reason: null });
    expect(shown()).toMatchObject({ boundWindow: null, likelyWindow: { name: "2号窗口" }, zone: "大厅" });
  });

  const here = { id: "p", name: "打印机p", instead: false };
  test.each<[string, PrintJob[], unknown]>([
    ["no slip", [], null],
    ["only another paper", [job("printed", 1, { kind: "acceptance" })], null],
    ["waiting", [job("pending")], { state: "pending" }],
    ["being printed", [job("printing")], { state: "pending" }],
    ["with the printer", [job("handed")], { state: "pending" }],
    [
      "tried again",
      [job("pending", 1, { reason: "line-down" })],
      { state: "pending", reason: "打印机未连接" },
    ],
    ["printed", [job("printed", 1, { onPrinter: "p" })], { state: "printed", printer: here }],
    [
      "printed elsewhere",
      [job("printed", 1, { onPrinter: "q", reason: "打印机缺纸" })],
      {
        state: "printed",
        printer: { id: "q", name: "打印机q", instead: true },
        reason: "打印机缺纸",
      },
    ],
    ["failed", [job("failed", 1, { reason: "paper-out" })], { state: "failed", reason: "打印机缺纸" }],
    ["failed, then asked for again", [job("failed"), job("pending", 2)], { state: "pending" }],
    ["printed again", [job("superseded"), job("printed", 2)], { state: "reprinted", printer: here }],
  ])("%s", (_what, jobs, shown) => {
    const view = ticketView(readsOf(jobs), "t1" as TicketId, 0);
    expect(view?.slip).toEqual(shown);
    // A window that has left the config since is still named, by its id.
    expect(view).toMatchObject({
      state: "served",
      window: { id: "gone", name: "gone" },
      ahead: 0,
      estimate: null,
    });
  });
  test("a reason without words of its own is shown as it is", () => {
    expect(troubleText("内容已不在")).toBe("内容已不在");
    expect(troubleText(null)).toBe("打印失败");
  });
});

test("legs of a visit that was given up half-way are done or never done", () => {
  const hall = new DeskHall();
  hall.open(1, 3);
  const ticket = hall.issue(A, "walk", [A, B]);
  const states = () => {
    const live = hall.state.tickets.get(ticket);
    const reads = { dispatcher: hall.state, zoneOf: () => "大厅", matterName: String };
    return live && legViews(reads, live).map((leg) => leg.state);
  };
  expect(states()).toEqual(["present", "next"]);
  hall.next(1);
  hall.do({ type: "finish", window: W(1) });
  expect(states()).toEqual(["done", "present"]);
  hall.do({ type: "cancel", ticket, by: { kind: "system" }, reason: "left" });
  expect(states()).toEqual(["done", "dropped"]);
});
