import { beforeEach, expect, test } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { isRefusal } from "../kernel/errors.ts";
import { seededRandom } from "../kernel/random.ts";
import { type Auth, createAuth } from "./auth.ts";
import { type AuthStore, memoryAuthStore } from "./auth-store.ts";

const HOUR = 3_600_000;
const ADMIN = "admin-token-0123456789";
const STAFF = [
  { id: "s01", name: "张三", role: "clerk" },
  { id: "s90", name: "吴敏", role: "manager" },
] as const;
let clock: ManualClock;
let store: AuthStore;
let auth: Auth;

const make = (over: Partial<Parameters<typeof createAuth>[0]> = {}) =>
  createAuth({
    store,
    clock,
    random: seededRandom(7),
    staff: STAFF,
    adminToken: ADMIN,
    derivedPages: [],
    ...over,
  });

beforeEach(() => {
  clock = new ManualClock(1_000_000);
  store = memoryAuthStore();
  auth = make();
});

async function signedIn(staff = "s01", password = "correct horse"): Promise<string> {
  const session = await auth.signIn(staff, password, "10.0.0.1");
  if (isRefusal(session)) throw new Error(session.refused);
  return session.token;
}

test("the admin token is the admin's, nothing near it is", () => {
  expect(auth.identify(ADMIN)).toEqual({ kind: "admin" });
  for (const wrong of ["", `${ADMIN} `, ADMIN.slice(1), "null", "undefined"])
    expect(auth.identify(wrong)).toBeNull();
  const none = make({ adminToken: null });
  for (const wrong of ["", "null", ADMIN]) expect(none.identify(wrong)).toBeNull();
  expect(make({ adminToken: "" }).identify("")).toBeNull();
});

test("a member of staff signs in with the password that was set, and out again", async () => {
  expect(await auth.setPassword("s01", "correct horse")).toBeNull();
  const token = await signedIn();
  expect(auth.identify(token)).toEqual({ kind: "staff", staff: "s01", name: "张三", role: "clerk" });
  auth.signOut(token);
  expect(auth.identify(token)).toBeNull();
});

test("there is no default password, and no answer tells who exists", async () => {
  const unset = await auth.signIn("s01", "", "a");
  const unknown = await auth.signIn("nobody", "no such person", "a");
  expect(unset).toMatchObject({ refused: "auth.invalid" });
  expect(unknown).toEqual(unset);
});

test("neither tokens nor passwords are stored as they are", async () => {
  const seen: string[] = [];
  const spying: AuthStore = {
    ...store,
    putSession: (s) => {
      seen.push(JSON.stringify(s));
      store.putSession(s);
    },
    setPasswordHash: (staff, hash, at) => {
      seen.push(hash);
      store.setPasswordHash(staff, hash, at);
    },
    putDeviceToken: (t) => {
      seen.push(JSON.stringify(t));
      store.putDeviceToken(t);
    },
  };
  auth = make({ store: spying });
  await auth.setPassword("s01", "correct horse");
  const tokens = [await signedIn(), auth.issueDeviceToken("kiosk", "k1")];
  expect(seen).toHaveLength(3);
  for (const secret of [...tokens, "correct horse"]) expect(seen.join()).not.toContain(secret);
});

test("a session lasts twelve hours after its last use", async () => {
  await auth.setPassword("s01", "correct horse");
  const token = await signedIn();
  clock.advance(11 * HOUR);
  expect(auth.identify(token)).not.toBeNull();
  clock.advance(11 * HOUR);
  expect(auth.identify(token)).not.toBeNull();
  clock.advance(12 * HOUR);
  expect(auth.identify(token)).toBeNull();
});

test("a new password ends the sessions of the old one; leaving the config ends access", async () => {
  await auth.setPassword("s01", "correct horse");
  const token = await signedIn();
  expect(make({ staff: [] }).identify(token)).toBeNull();
  await auth.setPassword("s01", "battery staple");
  expect(auth.identify(token)).toBeNull();
  expect(await auth.signIn("s01", "correct horse", "a")).toMatchObject({ refused: "auth.invalid" });
});

test("weak passwords and unknown staff are refused with a reason", async () => {
  expect(await auth.setPassword("s01", "short")).toMatchObject({
    refused: "request.invalid",
    problems: [{ path: "password" }],
  });
  expect(await auth.setPassword("s01", "aaaaaaaaaa")).toMatchObject({ refused: "request.invalid" });
  expect(await auth.setPassword("s77", "correct horse")).toMatchObject({ refused: "staff.unknown" });
});

test("after five failures the door is locked for a minute, then two; the right password doesn't open it", async () => {
  await auth.setPassword("s01", "correct horse");
  for (let n = 0; n < 5; n++)
    expect(await auth.signIn("s01", "wrong", "10.0.0.1")).toMatchObject({ refused: "auth.invalid" });
  expect(await auth.signIn("s01", "correct horse", "10.0.0.1")).toMatchObject({
    refused: "auth.locked",
    retryAfter: 60,
  });
  expect(await auth.signIn("s01", "correct horse", "10.0.0.2")).toHaveProperty("token");
  clock.advance(60_000);
  expect(await auth.signIn("s01", "wrong", "10.0.0.1")).toMatchObject({ refused: "auth.invalid" });
  expect(await auth.signIn("s01", "correct horse", "10.0.0.1")).toMatchObject({ retryAfter: 120 });
  clock.advance(120_000);
  expect(await auth.signIn("s01", "correct horse", "10.0.0.1")).toHaveProperty("token");
});

test("tries at the same moment don't slip past the lock", async () => {
  await auth.setPassword("s01", "correct horse");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => auth.signIn("s01", "wrong", "10.0.0.1")),
  );
  const compared = answers.filter((a) => isRefusal(a) && a.refused === "auth.invalid");
  expect(compared.length).toBeLessThanOrEqual(5);
});

test("a page's token is that page's until taken back", () => {
  const first = auth.issueDeviceToken("kiosk", "k1");
  const second = auth.issueDeviceToken("kiosk", "k1");
  auth.issueDeviceToken("rater", "w01");
  expect(auth.identify(first)).toEqual({ kind: "device", page: "kiosk", id: "k1" });
  expect(auth.deviceTokens().map((t) => t.page)).toEqual(["kiosk", "kiosk", "rater"]);
  expect(auth.dropDeviceTokens("kiosk", "k1")).toBe(2);
  expect(auth.identify(second)).toBeNull();
});

test("the demo's page tokens follow from its admin token, and only for its pages", () => {
  expect(auth.derivedToken("screen", "main")).toBeNull();
  const demo = make({ derivedPages: [{ page: "screen", id: "main" }] });
  const token = demo.derivedToken("screen", "main");
  expect(token).toMatch(/^[\w-]{40,}$/);
  expect(demo.identify(String(token))).toEqual({ kind: "device", page: "screen", id: "main" });
  expect(auth.identify(String(token))).toBeNull();
  expect(demo.derivedToken("screen", "north")).toBeNull();
});
