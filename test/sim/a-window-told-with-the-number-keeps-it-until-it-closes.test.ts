import { afterAll, beforeAll, expect, it } from "vitest";
import type { BindingCost } from "../../src/contract/binding-cost.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { messagesOf, ticketUntil } from "./support/people.ts";
import { cutSlips, smsTo } from "./support/virtual.ts";

const PHONE = "13800138000";
let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({ config: (c) => ({ ...c, policy: { ...c.policy, binding: "atTicket" } }) });
});
afterAll(() => hall?.stop());

it("slip and SMS name the window, no other calls, its closing is told, and what it costs can be asked", async () => {
  for (const n of [1, 2]) await hall.window(`w0${n}`, "open", { staff: `s0${n}` });
  // Both windows have somebody, and one more waits at each.
  const early = [];
  for (let n = 0; n < 4; n++) {
    early.push(await hall.issue({ queue: "comprehensive" }));
    if (n < 2) await hall.window(early[n]?.boundWindow?.id ?? "", "call-next");
  }
  const ticket = await hall.issue({ queue: "comprehensive", phone: PHONE, kiosk: "k1" });
  const own = ticket.boundWindow ?? { id: "", name: "" };
  const other = own.id === "w01" ? { id: "w02", name: "2号窗口" } : { id: "w01", name: "1号窗口" };
  expect(own.name).toMatch(/^[12]号窗口$/);
  const paper = await hall.virtual.until("the slip", (v) =>
    cutSlips(v, "printer-1").find((text) => text.includes(ticket.number)),
  );
  expect(paper).toContain(own.name);
  expect(paper).not.toContain("可能");
  const texts = async () => smsTo(await hall.virtual.state(), PHONE);
  const [issued = ""] = await hall.virtual.until("the SMS", (v) =>
    smsTo(v, PHONE)[0] ? smsTo(v, PHONE) : null,
  );
  expect(issued).toContain(`请在${own.name}等候，由该窗口办理`);

  // The other works off its own line and then rests, however long the person waits here.
  for (let n = 0; n < 2; n++) await hall.window(other.id, "call-next");
  expect((await hall.window(other.id, "call-next")).ticket).toBeNull();
  expect((await hall.ticket(ticket.id)).state).toBe("waiting");

  await hall.window(own.id, "close");
  await hall.window(own.id, "finish");
  const moved = await hall.virtual.until("the change", (v) =>
    smsTo(v, PHONE).find((t) => t.includes("窗口有变")),
  );
  expect(moved).toContain(`窗口有变，由${own.name}改到${other.name}办理`);
  expect((await hall.ticket(ticket.id)).boundWindow?.id).toBe(other.id);

  // Whoever was bound there too came first.
  const called = [];
  for (let n = 0; n < 2; n++) called.push((await hall.window(other.id, "call-next")).ticket?.id);
  expect(called).toContain(ticket.id);
  await hall.virtual.shows(`led-${other.id}`, ticket.number);
  await ticketUntil(hall, ticket.id, "the call's SMS", (t) => t.messages.at(-1)?.state === "sent");
  expect(messagesOf(await hall.ticket(ticket.id)).at(-1)).toBe("called sent");
  expect((await texts()).at(-1)).toContain(`请${ticket.number}现在到${other.name}办理`);

  const day = (await hall.call<{ days: { day: string }[] }>("GET", "/days")).json.days.at(0)?.day;
  const cost = await hall.call<BindingCost>("POST", "/planning/binding", { day });
  expect(cost.json).toMatchObject({ present: "atTicket", people: 5, atCall: { uncalled: 0 } });
  expect(cost.json.says).toMatch(/^取号就定窗口：平均/);
});
