import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { asPage, tokenOf } from "./support/people.ts";

const PHONE = "13912345678";
let hall: SimHall;
let k1: Record<string, string>;
let theirs: Ticket;
beforeAll(async () => {
  hall = await startHall({
    config: (c) => ({
      ...c,
      kiosks: [...(c.kiosks ?? []), { id: "k2", name: "西门取号机", sectors: ["comprehensive"] }],
    }),
  });
  k1 = await asPage(hall, "kiosk", "k1");
  theirs = (await hall.call<Ticket>("POST", "/tickets", { queue: "comprehensive", phone: PHONE }, k1)).json;
});
afterAll(() => hall?.stop());

it("typed at another kiosk it gives the number and nothing to see, open or cancel it with", async () => {
  const k2 = await asPage(hall, "kiosk", "k2");
  const typed = await hall.call("POST", "/tickets", { queue: "comprehensive", phone: PHONE }, k2);
  expect(typed.status).toBe(200);
  expect(Object.keys(typed.json as object).sort()).toEqual(["number", "queue", "repeated", "state"]);
  for (const secret of [PHONE, "5678", tokenOf(theirs), theirs.id]) expect(typed.text).not.toContain(secret);
  expect(typed.headers.get("location")).toBeNull();

  expect((await hall.call("GET", `/tickets/${theirs.id}`, undefined, k2)).status).toBe(403);
  expect((await hall.call("DELETE", `/tickets/${theirs.id}`, undefined, k2)).status).toBe(403);
  expect((await hall.call("POST", `/tickets/${theirs.id}/reprint`, {}, k2)).status).toBe(403);
  expect((await hall.ticket(theirs.id)).state).toBe("waiting");
});

it("a kiosk's token opens no staff page, and without any token nothing is answered", async () => {
  const paths = ["/windows", "/windows/w01", "/windows/w01/line", "/system", "/devices", "/device-tokens"];
  for (const path of paths) {
    expect((await hall.call("GET", path, undefined, k1)).status, path).toBe(403);
    expect((await hall.call("GET", path, undefined, { authorization: "" })).status, path).toBe(401);
  }
  expect((await hall.call("POST", "/windows/w01/open", { staff: "s01" }, k1)).status).toBe(403);
  const override = { queue: "comprehensive", phone: PHONE, override: true };
  expect((await hall.call("POST", "/tickets", override, k1)).status).toBe(403);
});

it("its owner's page shows no phone either, and a guessed token shows nothing", async () => {
  const page = await hall.call("GET", `/visits/${tokenOf(theirs)}`, undefined, { authorization: "" });
  expect(page.status).toBe(200);
  expect(page.text).not.toContain("5678");
  const guessed = await hall.call("GET", `/visits/${"A".repeat(22)}`, undefined, { authorization: "" });
  expect(guessed).toMatchObject({ status: 404, json: { code: "visit.unknown" } });
});

it("screens show its last four digits at most, and the logs none of it", async () => {
  await hall.window("w01", "open", { staff: "s01" });
  await hall.window("w01", "call-next");
  const screen = await hall.call("GET", "/screens/main");
  expect(screen.text).toContain("5678");
  expect(screen.text).not.toContain(PHONE);
  expect(screen.text).not.toContain("139");
  expect(hall.output()).not.toContain(PHONE);
});
