import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvent, HallEvents } from "../contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { announce } from "./announce.ts";
import { hallPicture } from "./picture.ts";
import { type AnnounceRules, type AnnounceState, initial, MOST_CALLS } from "./state.ts";

const Q = "comprehensive" as QueueId;
const B = "property" as QueueId;
const W = (n: number) => `w0${n}` as WindowId;
const T = (n: number) => `t${n}` as TicketId;
const STAFF = "s01" as StaffId;

const RULES: AnnounceRules = {
  hall: "测试大厅",
  sectors: [
    { id: Q, name: "综合受理", zone: "1、2号窗口", booked: true },
    { id: B, name: "不动产", zone: "2号窗口", booked: false },
  ],
  windows: [
    { id: W(1), name: "1号窗口", sectors: [Q] },
    { id: W(2), name: "2号窗口", sectors: [Q, B] },
  ],
  printers: new Map([["k1", "printer-1"]]),
  remindAhead: 1,
  sms: true,
  expiresMs: 30 * 60_000,
  link: (token) => `https://hall.example/t/${token}`,
};

let state: AnnounceState;
let at: number;

function happen(fact: HallEvent): readonly HallEvent[] {
  announce.apply(state, fact);
  return announce.react?.(state, fact, { at: fact.at, day: "2026-11-23" }) ?? [];
}

function issue(n: number, part: Partial<HallEvents["ticket.issued"]> & { queue?: QueueId } = {}): void {
  const { queue = Q, ...rest } = part;
  happen(
    event("ticket.issued", ++at, {
      ticket: T(n),
      token: `token-of-visit-${n}` as VisitToken,
      day: "2026-11-23",
      prefix: "Z",
      sequence: n,
      number: `Z00${n}`,
      legs: [{ queue, matters: [], count: 1 }],
      class: "walk",
      green: null,
      contact: { id: `c${n}`, mask: `138****567${n}` },
      channel: "kiosk",
      kiosk: "k1",
      declaration: null,
      ...rest,
    }),
  );
}
const place = (n: number, part: Partial<HallEvents["ticket.placed"]> = {}) =>
  happen(
    event("ticket.placed", ++at, {
      ticket: T(n),
      leg: 1,
      queue: Q,
      ahead: 4,
      estimate: { minutes: 12, upTo: 18 },
      likelyWindow: W(1),
      ...part,
    }),
  );
const open = (...windows: number[]) => {
  for (const n of windows) happen(event("window.opened", ++at, { window: W(n), staff: STAFF }));
};
const call = (n: number, window: number, occurrence = 1) =>
  happen(
    event("ticket.called", ++at, {
      ticket: T(n),
      leg: 1,
      window: W(window),
      staff: STAFF,
      occurrence,
      from: "waiting",
      reason: "",
    }),
  );
const start = (n: number, window: number) =>
  happen(
    event("service.started", ++at, {
      ticket: T(n),
      leg: 1,
      window: W(window),
      staff: STAFF,
      startedAt: at,
      inferred: false,
    }),
  );
const finish = (n: number, window: number, last = true, outcome: "served" | "parked" = "served") =>
  happen(
    event("service.finished", ++at, {
      ticket: T(n),
      leg: 1,
      window: W(window),
      staff: STAFF,
      startedAt: at,
      outcome,
      learnable: true,
      last,
    }),
  );
const miss = (n: number, window: number) =>
  happen(event("ticket.missed", ++at, { ticket: T(n), leg: 1, window: W(window), staff: STAFF }));
const picture = () =>
  hallPicture(
    state,
    (q) => (q === Q ? 7 : null),
    (time) => `@${time}`,
  );
const window = (n: number) => picture().windows.find((w) => w.id === W(n));
const texts = (facts: readonly HallEvent[]) =>
  facts.flatMap((f) => (f.type === "message.requested" ? f.data.text : []));

beforeEach(() => {
  state = initial(RULES);
  at = 1_000;
});

describe("the picture", () => {
  test("an empty hall: closed windows, nobody waiting, minutes from whoever forecasts", () => {
    expect(picture()).toEqual({
      windows: [
        { id: W(1), name: "1号窗口", state: "closed", number: null, waiting: 0, occurrence: 0 },
        { id: W(2), name: "2号窗口", state: "closed", number: null, waiting: 0, occurrence: 0 },
      ],
      queues: [
        { id: Q, name: "综合受理", waiting: 0, minutes: 7 },
        { id: B, name: "不动产", waiting: 0, minutes: null },
      ],
      calls: [],
      missed: [],
    });
  });

  test("a visit: waiting, called, serving, done", () => {
    open(1);
    issue(1);
    expect(window(1)).toMatchObject({ state: "idle", waiting: 1, number: null });
    expect(window(2)?.waiting).toBe(1);
    call(1, 1);
    expect(window(1)).toMatchObject({ state: "calling", number: "Z001", waiting: 0, occurrence: 1 });
    expect(picture().calls).toEqual([
      {
        number: "Z001",
        queue: Q,
        window: { id: W(1), name: "1号窗口" },
        state: "calling",
        phone: "尾号5671",
        announcement: 1,
        calledAt: `@${at}`,
      },
    ]);
    start(1, 1);
    expect(window(1)).toMatchObject({ state: "serving", number: "Z001" });
    expect(picture().calls[0]?.state).toBe("serving");
    finish(1, 1);
    expect(window(1)).toMatchObject({ state: "idle", number: null });
    expect(picture().calls[0]?.state).toBe("done");
    expect(state.tickets.size).toBe(0);
  });

  test("a window counts all its sectors", () => {
    issue(1);
    issue(2, { queue: B, number: "B001" });
    expect([window(1)?.waiting, window(2)?.waiting]).toEqual([1, 2]);
    expect(picture().queues.map((q) => q.waiting)).toEqual([1, 1]);
  });

  test("a recall comes to the top again, under a new announcement, and stands there once", () => {
    open(1, 2);
    issue(1);
    issue(2);
    call(1, 1);
    call(2, 2);
    happen(event("ticket.recalled", ++at, { ticket: T(1), leg: 1, window: W(1), occurrence: 2 }));
    expect(picture().calls.map((c) => [c.number, c.announcement])).toEqual([
      ["Z001", 3],
      ["Z002", 2],
    ]);
    expect(window(1)?.occurrence).toBe(2);
  });

  test("who did not come is listed as missed until back in line", () => {
    open(1);
    issue(1);
    call(1, 1);
    miss(1, 1);
    expect(window(1)).toMatchObject({ state: "idle", number: null });
    expect(picture().missed).toEqual([{ number: "Z001", queue: Q }]);
    expect(picture().calls[0]?.state).toBe("missed");
    happen(event("ticket.rejoined", ++at, { ticket: T(1), leg: 2, queue: Q, key: 1 }));
    expect(picture().missed).toEqual([]);
    expect(window(1)?.waiting).toBe(1);
    call(1, 1, 2);
    expect(picture().calls.map((c) => c.state)).toEqual(["calling"]);
  });

  test("a missed person called directly is no longer missed", () => {
    open(1);
    issue(1);
    call(1, 1);
    miss(1, 1);
    call(1, 1, 2);
    expect(picture().missed).toEqual([]);
    expect(window(1)).toMatchObject({ state: "calling", number: "Z001" });
  });

  test("transferred, advanced and returned people wait again, where they now stand", () => {
    open(1);
    issue(1);
    call(1, 1);
    start(1, 1);
    finish(1, 1, false, "parked");
    const to = { ticket: T(1), leg: 2, from: W(1), queue: B, window: null, staff: STAFF };
    happen(event("ticket.transferred", ++at, to));
    expect(picture().queues.map((q) => q.waiting)).toEqual([0, 1]);
    happen(event("ticket.advanced", ++at, { ticket: T(1), leg: 3, queue: Q }));
    expect(picture().queues.map((q) => q.waiting)).toEqual([1, 0]);
    happen(event("ticket.returned", ++at, { ticket: T(1), leg: 3, window: null }));
    expect(picture().queues.map((q) => q.waiting)).toEqual([1, 0]);
  });

  test("a cancelled or expired person leaves line, window and missed list", () => {
    open(1);
    issue(1);
    issue(2);
    issue(3);
    call(1, 1);
    happen(event("ticket.cancelled", ++at, { ticket: T(1), by: { kind: "admin" }, reason: "" }));
    expect(window(1)).toMatchObject({ state: "idle", number: null });
    call(2, 1);
    miss(2, 1);
    for (const n of [2, 3]) happen(event("ticket.expired", ++at, { ticket: T(n), reason: "day-ended" }));
    expect(picture()).toMatchObject({ missed: [], queues: [{ waiting: 0 }, { waiting: 0 }] });
    expect(state.tickets.size).toBe(0);
  });

  test("pause, resume and close show at the window", () => {
    open(1);
    happen(event("window.paused", ++at, { window: W(1), reason: null }));
    expect(window(1)?.state).toBe("paused");
    happen(event("window.resumed", ++at, { window: W(1) }));
    expect(window(1)?.state).toBe("idle");
    happen(event("window.closed", ++at, { window: W(1), staff: null }));
    expect(window(1)?.state).toBe("closed");
  });

  test("recent calls are bounded, and the day's end keeps only who stands at a window", () => {
    open(1, 2);
    for (let n = 1; n <= MOST_CALLS + 5; n++) {
      issue(n, { number: `Z${n}` });
      call(n, 1);
      if (n < MOST_CALLS + 5) finish(n, 1);
    }
    expect(picture().calls).toHaveLength(MOST_CALLS);
    happen(event("day.ended", ++at, { day: "2026-11-23", next: "2026-11-24" }));
    expect(picture().calls.map((c) => c.number)).toEqual([`Z${MOST_CALLS + 5}`]);
  });

  test("facts about strangers change nothing", () => {
    const before = structuredClone({ ...state, rules: null });
    call(9, 1);
    call(9, 7);
    miss(9, 1);
    start(9, 7);
    finish(9, 7);
    open(7);
    for (const type of ["window.paused", "window.resumed", "window.closed"] as const)
      happen(event(type, ++at, { window: W(7), staff: null, reason: null } as never));
    happen(event("ticket.recalled", ++at, { ticket: T(9), leg: 1, window: W(1), occurrence: 1 }));
    happen(event("ticket.returned", ++at, { ticket: T(9), leg: 1, window: null }));
    happen(event("ticket.cancelled", ++at, { ticket: T(9), by: { kind: "admin" }, reason: "" }));
    expect(structuredClone({ ...state, rules: null })).toEqual(before);
    expect(announce.nextDue(state)).toBeNull();
  });
});

describe("what a fact asks for", () => {
  test("the first leg's placing asks for a slip and the first SMS, once each", () => {
    issue(1);
    const facts = place(1);
    expect(facts.map((f) => f.type)).toEqual(["print.requested", "message.requested"]);
    expect(facts[0]?.data).toEqual({
      ticket: T(1),
      leg: 1,
      kind: "slip",
      occurrence: 1,
      printer: "printer-1",
      case: null,
      slip: { ahead: 4, estimate: { minutes: 12, upTo: 18 }, likelyWindow: W(1), bound: false },
    });
    expect(facts[1]?.data).toMatchObject({
      kind: "issued",
      occurrence: 1,
      contact: "c1",
      expiresAt: at + RULES.expiresMs,
      text: "取号成功：Z001（综合受理），前面还有4人，预计等候约12分钟，一般不超过18分钟。请在1、2号窗口附近等候，可能在1号窗口办理，以叫号为准。查看进度：https://hall.example/t/token-of-visit-1",
    });
  });

  test("a later leg's placing asks for neither", () => {
    issue(1);
    expect(place(1, { leg: 2 })).toEqual([]);
  });

  test("someone already near the head is told so in the first SMS", () => {
    issue(1);
    const [text] = texts(place(1, { ahead: 1, likelyWindow: null, estimate: { minutes: 0, upTo: 0 } }));
    expect(text).toContain("马上轮到您，请不要离开");
    expect(text).not.toContain("可能在");
  });

  test.each([
    [0, null, "窗口尚未叫号，暂不能估计时间"],
    [4, { minutes: 0, upTo: 0 }, "很快轮到您"],
    [4, { minutes: 3, upTo: 9 }, "预计等候约3分钟，一般不超过9分钟"],
    [1, { minutes: 65, upTo: 69 }, "预计等候约65分钟，一般不超过69分钟"],
  ])("with %i ahead a wait of %o is told as %s", (ahead, estimate, words) => {
    issue(1);
    expect(texts(place(1, { ahead, estimate }))[0]).toContain(words);
  });

  test("without a public address the SMS carries no link", () => {
    state = initial({ ...RULES, link: null });
    issue(1);
    expect(texts(place(1))[0]).not.toContain("http");
  });

  test("no phone, no SMS; no kiosk or one without a printer, no slip", () => {
    issue(1, { contact: null });
    expect(place(1).map((f) => f.type)).toEqual(["print.requested"]);
    issue(2, { kiosk: null });
    expect(place(2).map((f) => f.type)).toEqual(["message.requested"]);
    issue(3, { kiosk: "k9", contact: null });
    expect(place(3)).toEqual([]);
  });

  test("a hall without SMS asks for none", () => {
    state = initial({ ...RULES, sms: false });
    open(1);
    issue(1);
    expect(texts([...place(1), ...call(1, 1)])).toEqual([]);
  });

  test("near and called say where to go, called once a call", () => {
    open(1);
    issue(1);
    const near = (ahead: number) => happen(event("ticket.near", ++at, { ticket: T(1), leg: 1, ahead }));
    expect(texts(near(1))).toEqual(["Z001即将办理：前面还有1人，请到1、2号窗口附近等候。"]);
    expect(texts(near(0))).toEqual(["Z001即将办理：下一位就是您，请到1、2号窗口附近等候。"]);
    const facts = call(1, 1, 3);
    expect(facts).toHaveLength(1);
    expect(facts[0]?.data).toMatchObject({ kind: "called", occurrence: 3, leg: 1 });
    expect(texts(facts)).toEqual(["请Z001现在到1号窗口办理。过号请告知工作人员。"]);
  });

  test("whoever is called to another window than was announced is told that it changed, once", () => {
    open(1, 2);
    issue(1);
    const promise = (window: number, from: number | null) =>
      happen(
        event("ticket.promised", ++at, {
          ticket: T(1),
          leg: 1,
          window: W(window),
          from: from === null ? null : W(from),
          occurrence: 1,
        }),
      );
    expect(texts(promise(1, null))).toEqual([
      "Z001即将办理：将由1号窗口办理，请到1号窗口附近等候，以叫号为准。",
    ]);
    expect(texts(promise(1, 1)), "told it already").toEqual([]);
    expect(texts(call(1, 2))).toEqual(["窗口有变，请Z001现在到2号窗口办理。过号请告知工作人员。"]);
    miss(1, 2);
    happen(event("ticket.rejoined", ++at, { ticket: T(1), leg: 2, queue: Q, key: at }));
    expect(texts(call(1, 2))).toEqual(["请Z001现在到2号窗口办理。过号请告知工作人员。"]);
    issue(2);
    happen(event("ticket.promised", ++at, { ticket: T(2), leg: 1, window: W(2), from: null, occurrence: 1 }));
    expect(texts(call(2, 2))).toEqual(["请Z002现在到2号窗口办理。过号请告知工作人员。"]);
  });

  test("strangers and unknown windows get nothing", () => {
    expect(place(9)).toEqual([]);
    expect(happen(event("ticket.near", ++at, { ticket: T(9), leg: 1, ahead: 0 }))).toEqual([]);
    issue(1);
    expect(call(1, 7)).toEqual([]);
    expect(announce.decide(state, undefined as never, { at, day: "2026-11-23" })).toEqual([]);
  });
});
