import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvent, HallEvents } from "../contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { announce } from "./announce.ts";
import { hallPicture } from "./picture.ts";
import { type AnnounceRules, type AnnounceState, initial, MOST_CALLS } from "./state.ts";
import { calledText, issuedText, nearText } from "./texts.ts";

const Z = "comprehensive" as QueueId;
const B = "property" as QueueId;
const W1 = "w01" as WindowId;
const W2 = "w02" as WindowId;
const S1 = "s01" as StaffId;
const RULES: AnnounceRules = {
  hall: "试验大厅",
  sectors: [
    { id: Z, name: "综合受理", zone: "1、2号窗口", booked: true },
    { id: B, name: "不动产", zone: "2号窗口", booked: true },
  ],
  windows: [
    { id: W1, name: "1号窗口", sectors: [Z] },
    { id: W2, name: "2号窗口", sectors: [Z, B] },
  ],
  printers: new Map([["k1", "printer-1"]]),
  remindAhead: 1,
  sms: true,
  expiresMs: 30 * 60_000,
  link: null,
};
const AT = 1_000_000;
const NOW = { at: AT, day: "2026-11-23" };

let state: AnnounceState;
let asked: HallEvent[];
beforeEach(() => {
  state = initial(RULES);
  asked = [];
});

function tell(...facts: HallEvent[]): void {
  for (const fact of facts) {
    announce.apply(state, fact);
    asked.push(...(announce.react?.(state, fact, NOW) ?? []));
  }
}
const T = (n: number) => `t${n}` as TicketId;
const number = (n: number) => `Z${String(n).padStart(3, "0")}`;
function issue(n: number, over: Partial<HallEvents["ticket.issued"]> = {}): void {
  tell(
    event("ticket.issued", AT, {
      ticket: T(n),
      token: `token-${n}` as VisitToken,
      day: "2026-11-23",
      prefix: "Z",
      sequence: n,
      number: number(n),
      legs: [{ queue: Z, matters: [], count: 1 }],
      class: "walk",
      green: null,
      contact: { id: `p-${n}`, mask: "138****5678" },
      channel: "kiosk",
      kiosk: null,
      declaration: null,
      ...over,
    }),
  );
}
const placed = (n: number, ahead: number, leg = 1) =>
  tell(
    event("ticket.placed", AT, {
      ticket: T(n),
      leg,
      queue: Z,
      ahead,
      estimate: { minutes: 12, upTo: 18 },
      likelyWindow: W2,
    }),
  );
const call = (n: number, window = W1, occurrence = 1, at = AT) =>
  tell(
    event("ticket.called", at, {
      ticket: T(n),
      leg: 1,
      window,
      staff: S1,
      occurrence,
      from: "waiting",
      reason: "",
    }),
  );
const finish = (n: number, window = W1, last = true) =>
  tell(
    event("service.finished", AT, {
      ticket: T(n),
      leg: 1,
      window,
      staff: S1,
      startedAt: AT,
      outcome: last ? "served" : "transferred",
      learnable: true,
      last,
    }),
  );
const miss = (n: number, window = W1) =>
  tell(event("ticket.missed", AT, { ticket: T(n), leg: 1, window, staff: S1 }));
const picture = () => hallPicture(state, () => 7, String);
const calls = () => picture().calls.map((c) => `${c.number} ${c.window.name} ${c.state}`);
const window = (id: WindowId) => picture().windows.find((w) => w.id === id);

describe("texts", () => {
  const facts = {
    number: "Z003",
    sector: "综合受理",
    batch: null,
    zone: "1–8号窗口",
    likely: "3号窗口",
    bound: false,
    ahead: 4,
    estimate: { minutes: 12, upTo: 18 },
    soon: false,
    link: "https://x/t/abc",
  };
  test("of the first SMS hold number, sector, people ahead, both times, zone, likely window and link", () => {
    expect(issuedText(facts)).toBe(
      "取号成功：Z003（综合受理），前面还有4人，预计等候约12分钟，一般不超过18分钟。请在1–8号窗口附近等候，可能在3号窗口办理，以叫号为准。查看进度：https://x/t/abc",
    );
  });
  test("say so when it is soon, and nothing that is not known", () => {
    expect(issuedText({ ...facts, soon: true, likely: null, link: null })).toBe(
      "取号成功：Z003（综合受理），前面还有4人，马上轮到您，请不要离开。请在1–8号窗口附近等候，以叫号为准。",
    );
    expect(issuedText({ ...facts, estimate: null })).toContain("暂不能估计");
    expect(issuedText({ ...facts, estimate: { minutes: 0, upTo: 0 } })).toContain("，很快轮到您");
  });
  test("of the second and third are short", () => {
    expect(nearText({ number: "Z003", ahead: 0, zone: "大厅" })).toBe(
      "Z003即将办理：下一位就是您，请到大厅附近等候。",
    );
    expect(nearText({ number: "Z003", ahead: 1, zone: "大厅" })).toContain("前面还有1人");
    expect(calledText({ number: "Z003", window: "3号窗口", changed: false })).toBe(
      "请Z003现在到3号窗口办理。过号请告知工作人员。",
    );
  });
});

describe("what is asked for", () => {
  const kinds = () =>
    asked.map((f) => {
      if (f.type === "message.requested") return `sms ${f.data.kind} ${f.data.leg}.${f.data.occurrence}`;
      return f.type === "print.requested" ? `slip on ${f.data.printer}` : f.type;
    });
  test("a kiosk ticket with a phone: slip and SMS; the slip says what was told then", () => {
    issue(1, { kiosk: "k1" });
    expect(asked).toEqual([]);
    placed(1, 4);
    expect(kinds()).toEqual(["slip on printer-1", "sms issued 1.1"]);
    expect(asked[0]?.data).toMatchObject({
      slip: { ahead: 4, estimate: { minutes: 12, upTo: 18 }, likelyWindow: W2 },
      occurrence: 1,
    });
    expect(asked[1]?.data).toMatchObject({ contact: "p-1", expiresAt: AT + RULES.expiresMs });
    expect(JSON.stringify(asked)).not.toContain("token-1");
  });
  test("no phone: no SMS; a kiosk without printer or none: no slip; a later leg: neither again", () => {
    issue(1, { contact: null, kiosk: "k1" });
    issue(2, { kiosk: "k9" });
    issue(3);
    for (const n of [1, 2, 3]) placed(n, 4);
    expect(kinds()).toEqual(["slip on printer-1", "sms issued 1.1", "sms issued 1.1"]);
    placed(3, 4, 2);
    expect(asked).toHaveLength(3);
  });
  test("within remindAhead the first SMS says it is soon", () => {
    issue(1);
    placed(1, RULES.remindAhead);
    expect(asked[0]?.data).toMatchObject({ text: expect.stringContaining("马上轮到您") });
  });
  test("near and called, each with its leg and occurrence", () => {
    issue(1);
    tell(event("ticket.near", AT, { ticket: T(1), leg: 2, ahead: 1 }));
    call(1, W1, 2);
    expect(kinds()).toEqual(["sms near 2.1", "sms called 1.2"]);
    expect(asked[1]?.data).toMatchObject({ text: expect.stringContaining("1号窗口") });
  });
  test("a hall without SMS asks for none; with a public address the first carries the link", () => {
    state = initial({ ...RULES, sms: false });
    issue(1, { kiosk: "k1" });
    placed(1, 4);
    call(1);
    expect(kinds()).toEqual(["slip on printer-1"]);
    state = initial({ ...RULES, link: (token) => `https://x/t/${token}` });
    issue(2);
    placed(2, 4);
    expect(asked.at(-1)?.data).toMatchObject({ text: expect.stringContaining("https://x/t/token-2") });
  });
});

describe("the picture", () => {
  beforeEach(() => {
    for (const w of [W1, W2]) tell(event("window.opened", AT, { window: w, staff: S1 }));
  });

  test("has newest calls first; a recalled number goes on top again and stands there once, with a new announcement", () => {
    for (const n of [1, 2]) issue(n);
    call(1, W1);
    call(2, W2);
    expect(calls()).toEqual(["Z002 2号窗口 calling", "Z001 1号窗口 calling"]);
    const before = picture().calls.map((c) => c.announcement);
    tell(event("ticket.recalled", AT + 1, { ticket: T(1), leg: 1, window: W1, occurrence: 2 }));
    expect(calls()).toEqual(["Z001 1号窗口 calling", "Z002 2号窗口 calling"]);
    expect(picture().calls[0]?.announcement).toBeGreaterThan(Math.max(...before));
    expect(window(W1)).toMatchObject({ number: "Z001", occurrence: 2 });
    expect(picture().calls[0]).toMatchObject({ phone: "尾号5678", calledAt: String(AT + 1) });
    expect(JSON.stringify(picture())).not.toContain("138");
  });

  test("follows the service: calling, serving, done; the window is free again", () => {
    issue(1);
    expect(window(W1)).toMatchObject({ state: "idle", number: null, waiting: 1 });
    call(1);
    expect(window(W1)).toMatchObject({ state: "calling", number: "Z001", waiting: 0 });
    tell(
      event("service.started", AT, {
        ticket: T(1),
        leg: 1,
        window: W1,
        staff: S1,
        startedAt: AT,
        inferred: false,
      }),
    );
    expect(calls()).toEqual(["Z001 1号窗口 serving"]);
    expect(window(W1)?.state).toBe("serving");
    finish(1);
    expect(calls()).toEqual(["Z001 1号窗口 done"]);
    expect(window(W1)).toMatchObject({ state: "idle", number: null });
  });

  test("lists the missed, newest first, until they rejoin, are called, or their day ends", () => {
    for (const n of [1, 2, 3]) {
      issue(n);
      call(n, W1, 1);
      miss(n);
    }
    const missed = () => picture().missed.map((m) => m.number);
    expect(missed()).toEqual(["Z003", "Z002", "Z001"]);
    expect(calls()).toContain("Z003 1号窗口 missed");
    tell(event("ticket.rejoined", AT, { ticket: T(2), leg: 2, queue: Z, key: 1 }));
    expect(missed()).toEqual(["Z003", "Z001"]);
    call(1, W1, 2);
    expect(missed()).toEqual(["Z003"]);
    tell(event("ticket.expired", AT, { ticket: T(3), reason: "day-ended" }));
    expect(missed()).toEqual([]);
  });

  test("counts who waits, by sector and by window, through transfers, cancellations and returns", () => {
    const counts = () => picture().queues.map((q) => q.waiting);
    for (const n of [1, 2, 3]) issue(n);
    issue(4, { legs: [{ queue: B, matters: [], count: 1 }] });
    expect(counts()).toEqual([3, 1]);
    expect([window(W1)?.waiting, window(W2)?.waiting]).toEqual([3, 4]);
    call(1);
    finish(1, W1, false);
    tell(
      event("ticket.transferred", AT, { ticket: T(1), leg: 2, from: W1, queue: B, window: null, staff: S1 }),
    );
    expect(counts()).toEqual([2, 2]);
    tell(event("ticket.cancelled", AT, { ticket: T(2), by: { kind: "admin" }, reason: "" }));
    call(3);
    finish(3, W1, false);
    expect(counts()).toEqual([0, 2]);
    tell(event("ticket.returned", AT, { ticket: T(3), leg: 1, window: W1 }));
    expect(counts()).toEqual([1, 2]);
    expect(picture().queues[0]?.minutes).toBe(7);
  });

  test("a number cancelled while it is called leaves its window", () => {
    issue(1);
    call(1);
    tell(event("ticket.cancelled", AT, { ticket: T(1), by: { kind: "admin" }, reason: "" }));
    expect(window(W1)).toMatchObject({ state: "idle", number: null });
    expect(calls()).toEqual(["Z001 1号窗口 done"]);
  });

  test("shows pauses and closing, and forgets a day's calls but those still at a window", () => {
    for (const n of [1, 2]) issue(n);
    call(1, W1);
    call(2, W2);
    finish(1, W1);
    tell(event("day.ended", AT, { day: "2026-11-23", next: "2026-11-24" }));
    expect(calls()).toEqual(["Z002 2号窗口 calling"]);
    tell(event("window.paused", AT, { window: W1, reason: null }));
    expect(window(W1)?.state).toBe("paused");
    tell(event("window.resumed", AT, { window: W1 }));
    expect(window(W1)?.state).toBe("idle");
    tell(event("window.closed", AT, { window: W1, staff: S1 }));
    expect(window(W1)?.state).toBe("closed");
  });

  test("keeps a bounded number of calls", () => {
    for (let n = 1; n <= MOST_CALLS + 5; n++) {
      issue(n);
      call(n);
      finish(n);
    }
    expect(picture().calls).toHaveLength(MOST_CALLS);
    expect(picture().calls[0]?.number).toBe(number(MOST_CALLS + 5));
    expect(state.tickets.size).toBe(0);
  });

  test("is not disturbed by facts about tickets and windows it does not know", () => {
    const before = picture();
    call(99, "w99" as WindowId);
    tell(event("ticket.recalled", AT, { ticket: T(99), leg: 1, window: W1, occurrence: 2 }));
    tell(event("window.closed", AT, { window: "w99" as WindowId, staff: null }));
    tell(event("ticket.rejoined", AT, { ticket: T(99), leg: 2, queue: Z, key: 1 }));
    expect(picture()).toEqual(before);
    expect(asked).toEqual([]);
  });
});
