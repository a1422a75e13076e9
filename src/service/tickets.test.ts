import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import type { IssueTicket, Ticket } from "../contract/ticket.ts";
import { keyCommand } from "./keys.ts";
import { roomView } from "./rooms.ts";
import { ADMIN, CoreHall, codeOf, expectDone } from "./testing/core-hall.ts";

const W = (n: number) => `w0${n}` as WindowId;
const S = (n: number) => `s0${n}` as StaffId;
const PHONE = "+8613800138000";
let hall: CoreHall;
beforeEach(() => {
  hall = new CoreHall();
  hall.core.start();
});
afterEach(() => hall.stop());

const issueCode = async (request: IssueTicket & { phone?: string }) =>
  codeOf(await hall.service.issue(request, ADMIN));
const open = async (n: number) =>
  expectDone(await hall.service.window({ verb: "open", window: W(n), staff: S(n), placed: false }, ADMIN));
const verb = async (n: number, name: "call-next" | "start" | "finish" | "no-show") =>
  expectDone(await hall.service.window({ verb: name, window: W(n) }, ADMIN));
const prints = (ticket: Ticket) =>
  hall.store.prints.ofTicket(ticket.id).map((p) => `${p.kind} ${p.occurrence} ${p.printer} ${p.state}`);

describe("planning a visit", () => {
  test.each([
    ["queue.unknown", { queue: "nowhere" as QueueId }],
    ["kiosk.unknown", { kiosk: "k9" }],
    ["matter.unknown", { matters: ["social-card", "nothing"] }],
    ["appointment.unknown", { appointment: "a-1" }],
    ["queue.not-at-kiosk", { kiosk: "k2", queue: "property" as QueueId }],
    ["queue.not-at-kiosk", { kiosk: "k2", matters: ["house-transfer"] }],
  ])("%s: %o", async (code, request) => {
    expect(await issueCode(request)).toBe(code);
    expect(hall.facts).toEqual([]);
  });

  test.each([
    ["queue", "nowhere", { queue: "nowhere" as QueueId }, "comprehensive"],
    ["kiosk", "k9", { kiosk: "k9" }, "k1"],
    ["matters", "nothing", { matters: ["nothing"] }, "GET /matters"],
  ])("names the field %s, its value %s and what is allowed", async (path, value, request, allowed) => {
    expect(await hall.service.issue(request, ADMIN)).toMatchObject({
      detail: expect.stringMatching(`^${path}：.*${value}.*可用.*${allowed}`),
      problems: [{ path, value, message: expect.stringContaining(allowed) }],
    });
  });

  test.each([
    ["sectors", "nowhere", { verb: "sectors", sectors: ["nowhere"], at: null }, "comprehensive"],
    ["at", "08:00", { verb: "sectors", sectors: null, at: "08:00" }, "不写时间"],
    ["queue", "nowhere", { verb: "transfer", to: { queue: "nowhere" } }, "comprehensive"],
    ["window", "w99", { verb: "transfer", to: { window: "w99" } }, "w01"],
    ["staff", "s99", { verb: "open", staff: "s99", placed: false }, "s01"],
  ])("and so at a window: %s, %s", async (path, value, command, allowed) => {
    const asked = { window: W(1), ...command } as Parameters<typeof hall.service.window>[0];
    await open(1);
    await hall.issue();
    await verb(1, "call-next");
    expect(await hall.service.window(asked, ADMIN)).toMatchObject({
      problems: [{ path, value, message: expect.stringContaining(allowed) }],
    });
  });

  test.each<[IssueTicket & { phone?: string }]>([
    [{}],
    [{ phone: PHONE, kiosk: "k1" }],
    [{ matters: ["house-transfer", "social-card"], phone: PHONE }],
    [{ green: "elderly", count: 3 }],
  ])("%o is answered as it is read back", async (request) => {
    const ticket = await hall.issue(request);
    expect(ticket).toEqual(hall.core.ticketView(ticket.id, hall.clock.now()));
  });

  test("nothing asked for is the comprehensive sector; at a kiosk without it, that kiosk's first", async () => {
    expect(await hall.issue()).toMatchObject({ queue: "comprehensive", number: "Z001" });
    expect(await hall.issue({ kiosk: "k2" })).toMatchObject({ queue: "issuing", number: "C001" });
  });

  test("matters of two sectors are two legs in the order given, under one number", async () => {
    const ticket = await hall.issue({
      matters: ["house-transfer", "social-card", "mortgage-release"],
      phone: PHONE,
    });
    expect(ticket).toMatchObject({ queue: "property", number: "B001", leg: 1 });
    await open(4);
    await open(1);
    await verb(4, "call-next");
    await verb(4, "start");
    await hall.advance(60_000);
    const { ticket: moved } = await verb(4, "finish");
    expect(moved).toMatchObject({ number: "B001", queue: "comprehensive", state: "waiting", leg: 2 });
    expect((await verb(1, "call-next")).ticket?.number).toBe("B001");
    expect((await verb(1, "finish")).ticket).toMatchObject({ state: "served", leg: 2 });
    const called = hall.store.messages.ofTicket(ticket.id).filter((m) => m.kind === "called");
    expect(called.map((m) => m.leg)).toEqual([1, 2]);
  });

  test("a sector asked for takes all matters along", async () => {
    const ticket = await hall.issue({ queue: "comprehensive" as QueueId, matters: ["house-transfer"] });
    expect(ticket).toMatchObject({ queue: "comprehensive", matters: ["house-transfer"] });
  });
});

describe("one phone", () => {
  test("that waits in the sector gets its ticket again, nothing printed or sent anew", async () => {
    const request = { phone: PHONE, kiosk: "k1", queue: "comprehensive" as QueueId };
    const first = await hall.issue(request);
    const before = hall.facts.length;
    const again = expectDone(await hall.service.issue(request, ADMIN));
    expect(again).toMatchObject({ created: false, ticket: { id: first.id } });
    expect(hall.facts).toHaveLength(before);
    expect(await hall.issue({ ...request, queue: "property" as QueueId })).toMatchObject({ number: "B001" });
  });

  test("takes one for somebody else up to the configured number; staff may go on", async () => {
    const request = { phone: PHONE, queue: "comprehensive" as QueueId };
    await hall.issue(request);
    expect(expectDone(await hall.service.issue({ ...request, forOther: true }, ADMIN)).created).toBe(true);
    expect(await issueCode({ ...request, forOther: true })).toBe("phone.limit");
    expect((await hall.issue({ ...request, override: true })).number).toBe("Z003");
  });
});

describe("reprinting", () => {
  test("is a further occurrence on the ticket's printer; staff may name another", async () => {
    const ticket = await hall.issue({ kiosk: "k1" });
    expect(prints(ticket)).toEqual(["slip 1 printer-1 pending"]);
    expectDone(await hall.service.reprint(ticket.id, null, ADMIN));
    expect(prints(ticket)).toEqual(["slip 1 printer-1 pending", "slip 2 printer-1 pending"]);
    expect(codeOf(await hall.service.reprint(ticket.id, "printer-9", ADMIN))).toBe("printer.none");
    expect(codeOf(await hall.service.reprint("t-none" as Ticket["id"], null, ADMIN))).toBe("ticket.unknown");
  });

  test("a ticket without a slip gets its first", async () => {
    const ticket = await hall.issue();
    expect(ticket.slip).toBeNull();
    expectDone(await hall.service.reprint(ticket.id, null, ADMIN));
    expect(prints(ticket)).toEqual(["slip 1 printer-1 pending"]);
  });

  test("what failed twice is asked for once more, not twice", async () => {
    const ticket = await hall.issue({ kiosk: "k1" });
    const fail = () => {
      for (const job of hall.store.prints.due(hall.clock.now()))
        hall.store.prints.mark(job.id, "failed", "paper-out");
    };
    fail();
    expectDone(await hall.service.reprint(ticket.id, null, ADMIN));
    fail();
    const before = hall.facts.length;
    expectDone(await hall.service.reprint(ticket.id, null, ADMIN));
    expect(hall.facts.slice(before)).toHaveLength(1);
    expect(prints(ticket)).toEqual([
      "slip 1 printer-1 failed",
      "slip 2 printer-1 failed",
      "slip 3 printer-1 pending",
    ]);
    expect(hall.service.ticket(ticket.id)?.slip).toEqual({ state: "pending" });
    expect(hall.service.system().failures).toHaveLength(2);
  });
});

test("resending tells the effects, though no fact came of it", async () => {
  const ticket = await hall.issue({ phone: PHONE });
  expect(codeOf(await hall.service.resend(ticket.id, ADMIN))).toBe("ticket.wrong-state");
  const [message] = hall.store.messages.ofTicket(ticket.id);
  hall.store.messages.markFailed(message?.id ?? 0, "21211");
  expect(hall.service.system().failures).toMatchObject([{ kind: "sms", reason: "取号短信：21211" }]);
  const nudges = hall.nudges;
  expectDone(await hall.service.resend(ticket.id, ADMIN));
  expect(hall.nudges).toBe(nudges + 1);
  expect(hall.store.messages.due(hall.clock.now(), 9)).toHaveLength(1);
});

test("a message is folded by the call and lapses with the ticket's end", async () => {
  await open(1);
  const ticket = await hall.issue({ phone: PHONE });
  await verb(1, "call-next");
  await verb(1, "finish");
  expect(hall.service.ticket(ticket.id)?.messages.map((m) => `${m.kind} ${m.state}`)).toEqual([
    "issued folded",
    "called expired",
  ]);
});

describe("rooms", () => {
  test("show what their pages show, and nothing for what is not there", async () => {
    await open(1);
    const ticket = await hall.issue({ phone: PHONE });
    await hall.issue();
    await verb(1, "call-next");
    const room = (name: string) => roomView(hall.service, name);
    const token = String(ticket.statusUrl).split("/").at(-1);
    expect(room("screen:main")).toMatchObject({
      calls: [{ number: "Z001", phone: "尾号8000" }],
      waiting: [{ count: 1 }, {}, {}, {}],
    });
    expect(room("screen:north")).toMatchObject({ calls: [] });
    expect(room("window:w01")).toMatchObject({
      window: { state: "calling" },
      ticket: { number: "Z001" },
      line: [{ number: "Z002", state: "waiting" }],
    });
    expect(room(`ticket:${token}`)).toMatchObject({
      number: "Z001",
      state: "called",
      window: { name: "1号窗口" },
    });
    expect(room("rater:w01")).toMatchObject({ asking: null, staff: "张三" });
    expect(room("system")).toMatchObject({ open: true, failures: [], today: { issued: 2, waiting: 1 } });
    for (const none of ["screen:none", "window:w99", "ticket:guess", "rater:w99", "nothing:x", "", ":"])
      expect(room(none), none).toBeNull();
    expect(JSON.stringify([room("screen:main"), room(`ticket:${token}`)])).not.toContain("138001");
  });
});

test("nobody unknown opens a window", async () => {
  const nobody = { verb: "open", window: W(1), staff: "s77" as StaffId, placed: true } as const;
  expect(codeOf(await hall.service.window(nobody, ADMIN))).toBe("staff.unknown");
  expect(hall.service.windowView(W(1))?.state).toBe("closed");
});

test.each([
  ["call-next", { type: "call-next" }],
  ["recall", { type: "recall" }],
  ["pause-toggle", { type: "pause-toggle" }],
  ["no-show", { type: "no-show" }],
  ["call-parked", { type: "call-parked" }],
  ["park", { type: "park", reason: null }],
  ["transfer", { type: "transfer", to: null }],
  ["evaluate", { type: "finish" }],
] as const)("the key %s asks its window for %o", (action, command) => {
  expect(keyCommand(W(1), action)).toEqual({ ...command, window: W(1) });
});

test("a key of a device and a page's verb are one command: same facts, the device named as who did it", async () => {
  await open(1);
  await hall.issue();
  const pressed = await hall.service.press(W(1), keyCommand(W(1), "call-next"), {
    kind: "device",
    id: "key-w01",
  });
  expect(expectDone(pressed)).toMatchObject({ window: { state: "calling" }, ticket: { number: "Z001" } });
  expect(
    codeOf(await hall.service.press(W(2), keyCommand(W(2), "recall"), { kind: "device", id: "key-w02" })),
  ).toBe("window.closed");
});
