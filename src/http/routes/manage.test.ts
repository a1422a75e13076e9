import { afterEach, beforeEach, expect, test } from "vitest";
import type { StaffId } from "../../contract/ids.ts";
import type { StartView } from "../../contract/start.ts";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

let hall: TestHttp;
beforeEach(async () => {
  hall = await startHttp();
});
afterEach(() => hall.stop());

const signIn = (staff: string, password: string) => hall.api(null, "POST", "/session", { staff, password });
const signedIn = (staff: string) => hall.signedIn(staff);

test("signing in gives a bearer token and the same as a cookie that scripts can't read", async () => {
  await hall.auth.setPassword("s01", "correct horse");
  const answer = await signIn("s01", "correct horse");
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({ staff: { id: "s01", name: "张三", role: "clerk" } });
  const cookie = String(answer.headers.get("set-cookie"));
  expect(cookie).toContain(`hall_session=${answer.json.token}; Path=/; HttpOnly; SameSite=Strict`);
  const byCookie = await hall.call("GET", "/api/v1/session", undefined, {
    cookie: `a=b; hall_session=${answer.json.token}`,
  });
  expect(byCookie.json.staff.id).toBe("s01");
  const out = await hall.api(answer.json.token, "DELETE", "/session");
  expect([out.status, out.headers.get("set-cookie")]).toEqual([204, expect.stringContaining("Max-Age=0")]);
  expect((await hall.api(answer.json.token, "GET", "/session")).json.code).toBe("auth.invalid");
});

test("another site can't act with the clerk's cookie", async () => {
  const cookie = `hall_session=${signedIn("s01")}`;
  const act = (headers: Record<string, string>) =>
    hall.call("POST", "/api/v1/windows/w01/call-next", undefined, { cookie, ...headers });
  expect((await act({ origin: "http://evil.example" })).json.code).toBe("auth.forbidden");
  expect((await act({ origin: "null" })).json.code).toBe("auth.forbidden");
  expect((await act({ origin: `http://127.0.0.1:${hall.port}` })).status).toBe(200);
  expect((await act({})).status).toBe(200);
});

test("guessing is locked out with Retry-After; the password is never repeated", async () => {
  for (let n = 0; n < 5; n++) {
    const { status, text } = await signIn("s01", "geheim-wrong");
    expect(status).toBe(401);
    expect(text).not.toContain("geheim");
  }
  const locked = await signIn("s01", "geheim-wrong");
  expect([locked.status, locked.json.code, locked.headers.get("retry-after")]).toEqual([
    429,
    "auth.locked",
    "60",
  ]);
});

test("malformed sign-ins name the field", async () => {
  const { status, json } = await hall.api(null, "POST", "/session", { staff: "a b", password: "" });
  expect([status, json.problems.map((p: { path: string }) => p.path)]).toEqual([400, ["staff", "password"]]);
});

test("the admin sets passwords, others don't", async () => {
  const manager = signedIn("s90");
  const set = (token: string, staff: string, password: string) =>
    hall.api(token, "POST", `/staff/${staff}/password`, { password });
  expect((await set(manager, "s01", "battery staple")).status).toBe(403);
  expect((await set(ADMIN, "s77", "battery staple")).json.code).toBe("staff.unknown");
  expect((await set(ADMIN, "s01", "short")).status).toBe(400);
  expect((await set(ADMIN, "s01", "battery staple")).status).toBe(204);
  expect((await signIn("s01", "battery staple")).status).toBe(201);
  expect((await hall.api(manager, "GET", "/staff")).json).toHaveLength(3);
});

const START: StartView = {
  hall: "示范区",
  demo: true,
  links: [{ kind: "kiosk", id: "k1", title: "取号机", href: "/kiosk/k1#token=abc" }],
  staff: [{ id: "s01" as StaffId, name: "张三", role: "clerk", password: "demo-s01" }],
  adminToken: ADMIN,
};

test("the start page is open in a demo on this machine by its own name, and nowhere else", async () => {
  const demo = await startHttp({ start: () => START });
  expect((await demo.call("GET", "/api/v1/start")).json).toEqual(START);
  for (const header of ["x-forwarded-for", "forwarded"]) {
    const { status, text } = await demo.call("GET", "/api/v1/start", undefined, { [header]: "for=10.0.0.5" });
    expect(status).toBe(401);
    expect(text).not.toContain(ADMIN);
  }
  // A page on another name that resolves to 127.0.0.1 must not read the admin token.
  const { request } = await import("node:http");
  const status = await new Promise((resolve) =>
    request(
      { port: demo.port, host: "127.0.0.1", path: "/api/v1/start", headers: { host: "evil.example" } },
      (r) => {
        r.resume();
        resolve(r.statusCode);
      },
    ).end(),
  );
  expect(status).toBe(401);
  await demo.stop();

  const real = await startHttp({ start: () => ({ ...START, demo: false }) });
  expect((await real.call("GET", "/api/v1/start")).status).toBe(401);
  const { json } = await real.api(ADMIN, "GET", "/start");
  expect(json).toEqual({ hall: "示范区", demo: false, links: START.links });
  await real.stop();
});

test("page tokens are issued for pages that exist, listed without themselves, and taken back", async () => {
  const manager = signedIn("s90");
  const issued = await hall.api(manager, "POST", "/device-tokens", { page: "kiosk", id: "k1" });
  expect([issued.status, issued.json.id]).toEqual([201, "k1"]);
  const { token } = issued.json;
  expect((await hall.api(token, "GET", "/kiosks/k1")).status).toBe(200);
  expect((await hall.api(token, "GET", "/queues")).status).toBe(200);
  expect((await hall.api(token, "GET", "/screens/main")).status).toBe(403);
  expect((await hall.api(manager, "POST", "/device-tokens", { page: "kiosk", id: "k9" })).json.code).toBe(
    "kiosk.unknown",
  );
  expect((await hall.api(manager, "POST", "/device-tokens", { page: "door", id: "k1" })).status).toBe(400);
  const list = await hall.api(manager, "GET", "/device-tokens");
  expect(list.json).toHaveLength(1);
  expect(list.text).not.toContain(token);
  expect((await hall.api(signedIn("s01"), "GET", "/device-tokens")).status).toBe(403);
  expect((await hall.api(manager, "DELETE", "/device-tokens/kiosk/k1")).json).toEqual({ dropped: 1 });
  expect((await hall.api(token, "GET", "/kiosks/k1")).status).toBe(401);
});

test("a manager closes the day; a clerk doesn't", async () => {
  expect((await hall.api(signedIn("s90"), "POST", "/day/close")).json).toMatchObject({ expired: 3 });
  expect((await hall.api(signedIn("s01"), "POST", "/day/close")).status).toBe(403);
});

test("the virtual hall is shown and started where there is one", async () => {
  expect((await hall.api(ADMIN, "GET", "/virtual-hall")).json).toEqual({ url: null, running: false });
  expect((await hall.api(ADMIN, "POST", "/virtual-hall")).json.code).toBe("virtual-hall.absent");
  let running = false;
  const demo = await startHttp({
    virtualHall: {
      state: () => ({ url: running ? "http://127.0.0.1:4999" : null, running }),
      start: () => {
        running = true;
        return Promise.resolve();
      },
    },
  });
  expect((await demo.api(ADMIN, "POST", "/virtual-hall")).json).toEqual({
    url: "http://127.0.0.1:4999",
    running: true,
  });
  await demo.stop();
});

test("pages read what is theirs", async () => {
  const screen = hall.auth.issueDeviceToken("screen", "main");
  const rater = hall.auth.issueDeviceToken("rater", "w01");
  expect((await hall.api(screen, "GET", "/screens/main")).json.name).toBe("主屏");
  expect((await hall.api(screen, "GET", "/screens/north")).status).toBe(403);
  expect((await hall.api(ADMIN, "GET", "/screens/north")).json.code).toBe("screen.unknown");
  expect((await hall.api(rater, "GET", "/raters/w01")).json.window.id).toBe("w01");
  expect((await hall.api(rater, "GET", "/raters/w02")).status).toBe(403);
  expect((await hall.api(ADMIN, "GET", "/kiosks/k9")).json.code).toBe("kiosk.unknown");
  expect((await hall.api(ADMIN, "GET", "/raters/w99")).json.code).toBe("window.unknown");
  expect((await hall.api(ADMIN, "GET", "/matters")).json).toEqual([]);
  expect((await hall.api(ADMIN, "GET", "/system")).json.hall).toBe("大厅");
  expect((await hall.api(ADMIN, "GET", "/devices")).json).toEqual([]);
});

test("an announcement is audio, or 404 and the screen chimes", async () => {
  const screen = hall.auth.issueDeviceToken("screen", "main");
  const clip = await hall.api(screen, "GET", "/voice/7");
  expect([clip.status, clip.headers.get("content-type"), clip.text]).toEqual([200, "audio/wav", "RIFF"]);
  expect((await hall.api(screen, "GET", "/voice/9")).status).toBe(204);
  for (const n of ["8", "x", "-1", "7.5"])
    expect((await hall.api(screen, "GET", `/voice/${n}`)).json.code).toBe("voice.none");
  expect((await hall.api(null, "GET", "/voice/7")).status).toBe(401);
});
