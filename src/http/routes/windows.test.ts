import { afterEach, beforeEach, expect, test } from "vitest";
import { caseLike, ticketLike, VISIT_TOKEN, windowLike } from "../testing/fake-hall-service.ts";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

let hall: TestHttp;
let clerk: string;
let manager: string;
beforeEach(async () => {
  hall = await startHttp();
  clerk = signedIn("s01");
  manager = signedIn("s90");
});
afterEach(() => hall.stop());

const signedIn = (staff: string) => hall.signedIn(staff);
const verb = (token: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  hall.api(token, "POST", `/windows/${path}`, body, headers);
const lastCommand = () => hall.service.calls.at(-1)?.args[0];

test.each([
  ["close", undefined, { verb: "close", window: "w01" }],
  ["resume", {}, { verb: "resume", window: "w01" }],
  ["call-next", undefined, { verb: "call-next", window: "w01" }],
  ["recall", {}, { verb: "recall", window: "w01" }],
  ["start", {}, { verb: "start", window: "w01" }],
  ["finish", {}, { verb: "finish", window: "w01" }],
  ["no-show", {}, { verb: "no-show", window: "w01" }],
  ["call-parked", {}, { verb: "call-parked", window: "w01" }],
  ["pause", { reason: "午休" }, { verb: "pause", window: "w01", reason: "午休" }],
  ["pause", undefined, { verb: "pause", window: "w01", reason: null }],
  ["park", {}, { verb: "park", window: "w01", reason: null }],
  ["call", { ticket: "t-5" }, { verb: "call", window: "w01", ticket: "t-5" }],
  ["transfer", { queue: "property" }, { verb: "transfer", window: "w01", to: { queue: "property" } }],
  ["transfer", { window: "w02" }, { verb: "transfer", window: "w01", to: { window: "w02" } }],
  ["transfer", undefined, { verb: "transfer", window: "w01", to: null }],
])("%s %j", async (name, body, command) => {
  const { status, json } = await verb(clerk, `w01/${name}`, body);
  expect([status, json.window.id, json.ticket]).toEqual([200, "w01", null]);
  expect(lastCommand()).toEqual(command);
});

test("unknown windows are 404, a clerk elsewhere 403, pages never", async () => {
  expect((await verb(ADMIN, "w99/call-next")).json.code).toBe("window.unknown");
  expect((await verb(clerk, "w99/open")).json.code).toBe("window.unknown");
  expect((await verb(clerk, "w02/call-next")).json.code).toBe("window.not-yours");
  hall.service.windowsById.set("w01", windowLike({ staff: { id: "s02", name: "李四" } }));
  expect((await verb(clerk, "w01/call-next")).json.code).toBe("window.not-yours");
  expect((await verb(manager, "w01/call-next")).status).toBe(200);
  for (const page of ["kiosk", "screen", "rater"] as const) {
    const token = hall.auth.issueDeviceToken(page, "w01");
    expect((await verb(token, "w01/call-next")).status).toBe(403);
    expect((await hall.api(token, "GET", "/windows")).status).toBe(403);
  }
});

test("a repeat under its key gets its answer although the clerk has left the window since", async () => {
  const first = await verb(clerk, "w01/close", undefined, { "idempotency-key": "c" });
  hall.service.windowsById.set("w01", windowLike({ staff: null, state: "closed" }));
  const again = await verb(clerk, "w01/close", undefined, { "idempotency-key": "c" });
  expect([again.status, again.text]).toEqual([200, first.text]);
  expect((await verb(clerk, "w01/close")).json.code).toBe("window.not-yours");
});

test("a clerk opens for themself, a manager may place, the admin must name someone", async () => {
  await verb(clerk, "w02/open");
  expect(lastCommand()).toEqual({ verb: "open", window: "w02", staff: "s01", placed: false });
  expect((await verb(clerk, "w02/open", { staff: "s02" })).json.code).toBe("auth.forbidden");
  await verb(manager, "w02/open", { staff: "s02" });
  expect(lastCommand()).toEqual({ verb: "open", window: "w02", staff: "s02", placed: true });
  await verb(ADMIN, "w02/open", { staff: "s01" });
  expect(lastCommand()).toEqual({ verb: "open", window: "w02", staff: "s01", placed: true });
  const unnamed = await verb(ADMIN, "w02/open");
  expect([unnamed.status, unnamed.json.problems[0].path]).toEqual([400, "staff"]);
});

test("transfer to a queue and a window at once is refused", async () => {
  const { status, json } = await verb(clerk, "w01/transfer", { queue: "a", window: "b" });
  expect([status, json.code]).toEqual([400, "request.invalid"]);
  expect(json.problems).toMatchObject([{ path: "window", message: expect.stringContaining("只给一个") }]);
});

test("the line is asked for with a bound", async () => {
  expect((await hall.api(clerk, "GET", "/windows/w01/line")).json).toEqual([]);
  expect((await hall.api(clerk, "GET", "/windows/w99/line")).status).toBe(404);
  for (const most of ["0", "501", "x", "1.5"]) {
    const { status, json } = await hall.api(clerk, "GET", `/windows/w01/line?most=${most}`);
    expect([status, json.problems[0].path]).toEqual([400, "most"]);
  }
});

test("a case is opened at the window that serves, and decided by its first handler", async () => {
  const body = {
    ticket: "t-1",
    matter: "m1",
    applicant: { kind: "person", name: "张三", idNumber: "11010519491231002X" },
    materials: [],
  };
  expect((await hall.api(clerk, "POST", "/cases", body)).json.code).toBe("ticket.unknown");
  hall.service.tickets.set("t-1", { ticket: ticketLike({ window: { id: "w02", name: "2" } }), kiosk: null });
  expect((await hall.api(clerk, "POST", "/cases", body)).json.code).toBe("window.not-yours");
  hall.service.tickets.set("t-1", { ticket: ticketLike({ window: { id: "w01", name: "1" } }), kiosk: null });
  const opened = await hall.api(clerk, "POST", "/cases", body);
  expect([opened.status, opened.headers.get("location")]).toEqual([201, "/api/v1/cases/c-1"]);
  hall.service.tickets.clear();
  for (const [name, input] of [
    ["accept", undefined],
    ["supplement", { materials: [{ id: "a", state: "present" }] }],
    ["correct", { missing: ["a"], note: "请补齐" }],
    ["refuse", { reasons: ["不属本区"] }],
  ] as const) {
    expect((await hall.api(clerk, "POST", `/cases/c-1/${name}`, input)).status).toBe(200);
    expect((await hall.api(clerk, "POST", `/cases/c-9/${name}`, input)).json.code).toBe("case.unknown");
  }
  hall.service.case = () => caseLike({ firstHandler: "s02" });
  expect((await hall.api(clerk, "POST", "/cases/c-1/accept")).json.code).toBe("window.not-yours");
  expect((await hall.api(manager, "POST", "/cases/c-1/accept")).status).toBe(200);
  expect((await hall.api(clerk, "GET", "/cases/c-1")).json.number).toBe("20261123-0001");
});

test("an applicant's name and identity number never come back in a refusal", async () => {
  const { text, status } = await hall.api(clerk, "POST", "/cases", {
    ticket: "t-1",
    matter: "m1",
    applicant: { kind: "person", name: "张".repeat(200), idNumber: "1".repeat(60) },
    materials: "x",
  });
  expect(status).toBe(400);
  expect(text).not.toMatch(/张张|1111/);
});

test("the phone page needs its token only, and acts as the citizen", async () => {
  const visit = (method: string, path = "", body?: unknown) =>
    hall.api("wrong", method, `/visits/${VISIT_TOKEN}${path}`, body);
  expect((await visit("GET")).json.number).toBe("Z001");
  for (const [path, name, body] of [
    ["/rating", "rate", { score: 4 }],
    ["/leave", "leave", undefined],
    ["/yield", "yieldTurn", undefined],
    ["/rejoin", "rejoin", undefined],
  ] as const) {
    const { status, json } = await hall.api(null, "POST", `/visits/${VISIT_TOKEN}${path}`, body, {
      "idempotency-key": "k",
    });
    expect([status, json.number, hall.service.calls.at(-1)?.name]).toEqual([200, "Z001", name]);
    const asked = JSON.stringify(hall.service.calls.at(-1)?.args.at(-1));
    expect(asked).toContain('"actor":{"kind":"citizen","id":"t-1"}');
    expect(asked).not.toContain(VISIT_TOKEN);
  }
  for (const token of ["AAAAAAAAAAAAAAAAAAAAAB", "x", "%20"])
    expect((await hall.api(null, "GET", `/visits/${token}`)).json.code).toBe("visit.unknown");
});

test("a plan is made and withdrawn by whoever sits there or a manager, and named where it is wrong", async () => {
  const pause = { kind: "pause", from: "11:30", to: "12:00", reason: "开会" };
  const made = await verb(clerk, "w01/plans", pause);
  expect([made.status, made.json.window.id]).toEqual([201, "w01"]);
  expect(lastCommand()).toEqual({ verb: "plan", window: "w01", plan: pause });
  expect((await verb(clerk, "w02/plans", { kind: "close", from: "16:00" })).json.code).toBe(
    "window.not-yours",
  );
  expect((await verb(manager, "w02/plans", { kind: "close", from: "16:00" })).status).toBe(201);
  expect((await verb(manager, "w99/plans", { kind: "close", from: "16:00" })).json.code).toBe(
    "window.unknown",
  );
  for (const wrong of [
    {},
    { kind: "lunch", from: "11:30" },
    { kind: "pause", from: "11:30" },
    { kind: "pause", from: "25:00", to: "26:00" },
    { kind: "close", from: "16:00", to: "17:00" },
  ]) {
    const { status, json } = await verb(manager, "w01/plans", wrong);
    expect([status, json.code, json.problems.length > 0]).toEqual([400, "request.invalid", true]);
  }
  const gone = await hall.api(clerk, "DELETE", "/windows/w01/plans/w-1");
  expect(gone.status).toBe(200);
  expect(lastCommand()).toEqual({ verb: "withdraw-plan", window: "w01", plan: "w-1" });
  expect((await hall.api(clerk, "DELETE", "/windows/w02/plans/w-1")).json.code).toBe("window.not-yours");
});

test("an arrangement is the manager's alone, and its changes are checked one by one", async () => {
  const body = { changes: [{ steps: [{ do: "close", window: "w01" }] }] };
  expect((await hall.api(clerk, "POST", "/arrangements", body)).json.code).toBe("auth.forbidden");
  const done = await hall.api(manager, "POST", "/arrangements", body);
  expect([done.status, done.json.windows.length]).toEqual([200, 2]);
  expect(lastCommand()).toEqual(body);
  for (const wrong of [
    {},
    { changes: [] },
    { changes: [{ steps: [] }] },
    { changes: [{ steps: [{ do: "finish", window: "w01" }] }] },
    { changes: [{ steps: [{ do: "plan", window: "w01", plan: { kind: "pause", from: "9" } }] }] },
  ])
    expect((await hall.api(manager, "POST", "/arrangements", wrong)).json.code).toBe("request.invalid");
});
