import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { appointmentLike } from "../testing/fake-appointments.ts";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

const PHONE = "13800138001";
const E164 = `+86${PHONE}`;
const SLOT = "2026-11-24T09:00:00+08:00";
const AT = Date.parse(SLOT);
const booking = { sector: "comprehensive", slot: SLOT };

let hall: TestHttp;
let source: string;
let kiosk: string;
beforeAll(async () => {
  hall = await startHttp();
  source = hall.auth.issueDeviceToken("source", "12345");
  kiosk = hall.auth.issueDeviceToken("kiosk", "k1");
});
afterAll(() => hall.stop());
beforeEach(() => {
  hall.service.calls.length = 0;
  hall.service.appointmentsById.clear();
  hall.smsOff.reason = null;
  hall.smsOff.refused = null;
  hall.clock.advance(24 * 3_600_000);
});

const has = (id: string, over: object, phone = E164) =>
  hall.service.appointmentsById.set(id, { appointment: appointmentLike({ id, ...over }), phone });
const last = () => hall.service.calls.at(-1);
async function citizen(phone = PHONE): Promise<string> {
  await hall.api(null, "POST", "/appointments/codes", { phone });
  const code = /\d{6}/.exec(hall.codesSent.at(-1)?.text ?? "")?.[0];
  const { status, json } = await hall.api(null, "POST", "/appointments/sessions", { phone, code });
  expect(status).toBe(201);
  return json.token;
}

test("free places are for everybody, a day's list for staff", async () => {
  expect((await hall.api(null, "GET", "/appointments/offer")).status).toBe(200);
  expect((await hall.api(null, "GET", "/appointments/slots?sector=a&day=2026-11-24")).json).toEqual([]);
  expect((await hall.api(null, "GET", "/appointments/slots?sector=a&day=tomorrow")).json.code).toBe(
    "request.invalid",
  );
  expect((await hall.api(null, "GET", "/appointments")).status).toBe(401);
  expect((await hall.api(source, "GET", "/appointments")).status).toBe(403);
  expect((await hall.api(ADMIN, "GET", "/appointments?day=2026-11-24")).json.day).toBe("2026-11-24");
});

test("a code is sent to the phone it is for, never answered, and not twice a minute", async () => {
  const { status, text, json } = await hall.api(null, "POST", "/appointments/codes", { phone: PHONE });
  const sent = hall.codesSent.at(-1);
  expect([status, sent?.phone, json.phone]).toEqual([202, E164, "138****8001"]);
  expect(text).not.toContain(/\d{6}/.exec(sent?.text ?? "")?.[0] ?? "?");
  const again = await hall.api(null, "POST", "/appointments/codes", { phone: PHONE });
  expect([again.status, again.json.code, again.headers.get("retry-after")]).toEqual([
    429,
    "code.too-often",
    "60",
  ]);
  expect((await hall.api(null, "POST", "/appointments/codes", { phone: "123" })).json.code).toBe(
    "phone.invalid",
  );
});

test("without SMS, or when one is refused, that is what is said", async () => {
  hall.smsOff.reason = "大厅没有开通短信";
  const off = await hall.api(null, "POST", "/appointments/codes", { phone: PHONE });
  expect([off.status, off.json.code]).toEqual([409, "sms.off"]);
  hall.smsOff.reason = null;
  hall.smsOff.refused = "余额不足";
  const failed = await hall.api(null, "POST", "/appointments/codes", { phone: PHONE });
  expect([failed.status, failed.json.code]).toEqual([503, "sms.failed"]);
  expect(failed.text).not.toContain("余额");
  hall.smsOff.refused = null;
  expect((await hall.api(null, "POST", "/appointments/codes", { phone: PHONE })).status).toBe(202);
});

test("a wrong code says nothing about the phone", async () => {
  await hall.api(null, "POST", "/appointments/codes", { phone: PHONE });
  const wrong = await hall.api(null, "POST", "/appointments/sessions", { phone: PHONE, code: "12x456" });
  const never = await hall.api(null, "POST", "/appointments/sessions", {
    phone: "13900139000",
    code: "123456",
  });
  expect([wrong.status, wrong.text]).toEqual([422, never.text]);
});

test("a citizen books on the proved phone and no other, as the page's source", async () => {
  const token = await citizen();
  const { status } = await hall.api(token, "POST", "/appointments", {
    ...booking,
    phone: "13900139000",
    override: true,
  });
  expect(status).toBe(201);
  expect(last()?.args[0]).toMatchObject({
    slot: AT,
    phone: E164,
    source: { channel: "web", external: null, version: null },
    override: false,
  });
  expect(JSON.stringify(last()?.args[1])).not.toContain(PHONE);
  expect((await hall.api(token, "POST", "/appointments", { ...booking, source: "12345" })).status).toBe(403);
});

test("a citizen sees and moves the own bookings; others' are not there", async () => {
  const token = await citizen();
  has("b-own", {});
  has("b-other", {}, "+8613900139000");
  expect((await hall.api(token, "GET", "/appointments/mine")).json.map((b: { id: string }) => b.id)).toEqual([
    "b-own",
  ]);
  expect((await hall.api(token, "GET", "/appointments/b-own")).status).toBe(200);
  const none = await hall.api(token, "GET", "/appointments/b-none");
  for (const [method, body] of [
    ["GET", undefined],
    ["PATCH", { slot: SLOT }],
    ["DELETE", undefined],
  ] as const) {
    const other = await hall.api(token, method, "/appointments/b-other", body);
    expect([other.status, other.json.code]).toEqual([404, none.json.code]);
  }
  await hall.api(token, "PATCH", "/appointments/b-own", { slot: SLOT });
  expect(last()?.args[1]).toMatchObject({ slot: AT, free: false });
  await hall.api(token, "DELETE", "/appointments/b-own");
  expect(last()?.args[1]).toEqual({ version: null, free: false });
  for (const path of ["/queues", "/system", "/windows", "/appointments"])
    expect((await hall.api(token, "GET", path)).status).toBe(403);
  expect((await hall.api(token, "POST", "/tickets", {})).status).toBe(403);
});

test("a source pushes under its own name only, and needs a phone", async () => {
  const push = { ...booking, phone: PHONE, externalId: "A-1", version: 2 };
  expect((await hall.api(source, "POST", "/appointments", push)).status).toBe(201);
  expect(last()?.args[0]).toMatchObject({
    source: { channel: "12345", external: "A-1", version: 2 },
    phone: E164,
  });
  expect((await hall.api(source, "POST", "/appointments", { ...push, source: "zwfw" })).status).toBe(403);
  expect((await hall.api(source, "POST", "/appointments", { ...push, phone: undefined })).json.code).toBe(
    "phone.invalid",
  );
  expect((await hall.api(ADMIN, "POST", "/appointments", { ...push, source: "zwfw" })).status).toBe(201);
  expect((await hall.api(ADMIN, "POST", "/appointments", { ...push, source: "nobody" })).json.code).toBe(
    "request.invalid",
  );
  has("b-1", { source: "zwfw" });
  expect((await hall.api(source, "GET", "/appointments/b-1")).status).toBe(404);
});

test("a change or cancellation that overtook its booking", async () => {
  const early = { ...booking, phone: PHONE, version: 3 };
  expect((await hall.api(source, "PATCH", "/appointments/12345:A-9", early)).status).toBe(201);
  expect(last()).toMatchObject({ name: "book", args: [{ source: { external: "A-9", version: 3 } }, {}] });
  expect(
    (await hall.api(source, "PATCH", "/appointments/12345:A-9", { slot: SLOT, version: 3 })).status,
  ).toBe(404);
  const gone = await hall.api(source, "DELETE", "/appointments/12345:A-8?version=4");
  expect([gone.status, gone.json]).toMatchObject([
    200,
    { externalId: "A-8", version: 4, state: "cancelled" },
  ]);
  expect((await hall.api(source, "DELETE", "/appointments/12345:A-8")).status).toBe(404);
  expect((await hall.api(source, "DELETE", "/appointments/zwfw:A-8?version=4")).status).toBe(404);
  has("12345:A-7", { source: "12345" });
  await hall.api(source, "DELETE", "/appointments/12345:A-7?version=6");
  expect(last()).toMatchObject({
    name: "cancelAppointment",
    args: ["12345:A-7", { version: 6, free: true }, {}],
  });
});

test("staff book with or without a phone, past a phone's limit, and resend", async () => {
  const clerk = hall.signedIn("s01");
  expect((await hall.api(clerk, "POST", "/appointments", { ...booking, override: true })).status).toBe(201);
  expect(last()?.args[0]).toMatchObject({ phone: null, override: true, source: { channel: "staff" } });
  has("b-1", {});
  expect((await hall.api(clerk, "POST", "/appointments/b-1/resend", {})).status).toBe(200);
  expect((await hall.api(kiosk, "POST", "/appointments", booking)).status).toBe(403);
  expect((await hall.api(kiosk, "GET", "/appointments/b-1")).status).toBe(403);
});

test("a kiosk is no place to guess codes: ten wrong ones and it waits; a right one forgives", async () => {
  const guess = async () => {
    hall.service.next.push({ refused: "appointment.unknown", detail: "" });
    const { status } = await hall.api(kiosk, "POST", "/tickets", { appointment: "20000000" });
    return status;
  };
  for (let i = 0; i < 9; i++) expect(await guess()).toBe(404);
  expect((await hall.api(kiosk, "POST", "/tickets", { appointment: "23456789" })).status).toBe(201);
  for (let i = 0; i < 10; i++) expect(await guess()).toBe(404);
  const waits = await hall.api(kiosk, "POST", "/tickets", { appointment: "23456789" });
  expect([waits.status, waits.json.code, waits.headers.get("retry-after")]).toEqual([
    429,
    "auth.locked",
    "60",
  ]);
  hall.service.next.length = 0;
  expect((await hall.api(kiosk, "POST", "/tickets", {})).status).toBe(201);
});

test("a token of a source is given for those of the config", async () => {
  expect((await hall.api(ADMIN, "POST", "/device-tokens", { page: "source", id: "zwfw" })).status).toBe(201);
  const unknown = await hall.api(ADMIN, "POST", "/device-tokens", { page: "source", id: "nobody" });
  expect(unknown.json.code).toBe("appointment.unknown");
});
