import { afterAll, beforeAll, expect, it } from "vitest";
import { openCase } from "./support/cases.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { asStaff } from "./support/people.ts";

let hall: SimHall;
let s01: Record<string, string>;
let s02: Record<string, string>;
beforeAll(async () => {
  hall = await startHall();
  s01 = await asStaff(hall, "s01");
  s02 = await asStaff(hall, "s02");
  await hall.call("POST", "/windows/w01/open", {}, s01);
  await hall.call("POST", "/windows/w02/open", {}, s02);
});
afterAll(() => hall?.stop());

it("every verb at another's window is refused and changes nothing", async () => {
  const ticket = await hall.issue({ queue: "comprehensive" });
  expect((await hall.call("POST", "/windows/w01/call-next", {}, s01)).status).toBe(200);
  const verbs = [
    "call-next",
    "recall",
    "start",
    "finish",
    "no-show",
    "park",
    "call-parked",
    "transfer",
    "pause",
    "resume",
    "close",
  ];
  for (const verb of verbs)
    expect(await hall.call("POST", `/windows/w01/${verb}`, {}, s02), verb).toMatchObject({
      status: 403,
      json: { code: "window.not-yours" },
    });
  expect(await hall.call("POST", "/windows/w01/call", { ticket: ticket.id }, s02)).toMatchObject({
    status: 403,
  });
  expect(await hall.ticket(ticket.id)).toMatchObject({ state: "called", window: { id: "w01" } });
});

it("a case is handled by the clerk who serves its person", async () => {
  await hall.call("POST", "/windows/w01/start", {}, s01);
  const { json: windows } = await hall.call<{ ticket: { id: string } | null }[]>("GET", "/windows");
  const ticket = await hall.ticket(windows[0]?.ticket?.id ?? "");
  const { json } = await openCase(hall, ticket);
  expect(await hall.call("POST", `/cases/${json.id}/accept`, {}, s02)).toMatchObject({
    status: 403,
    json: { code: "window.not-yours" },
  });
  expect((await hall.call("POST", `/cases/${json.id}/accept`, {}, s01)).status).toBe(200);
});

it("a clerk manages neither the hall nor others' passwords", async () => {
  for (const [path, body] of [
    ["/day/close", {}],
    ["/device-tokens", { page: "kiosk", id: "k1" }],
    ["/staff/s02/password", { password: "another password" }],
  ] as const)
    expect((await hall.call("POST", path, body, s01)).status, path).toBe(403);
});
