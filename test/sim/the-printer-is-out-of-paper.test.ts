import { afterAll, beforeAll, expect, it } from "vitest";
import type { KioskView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn, system, ticketUntil } from "./support/people.ts";
import { until } from "./support/until.ts";
import { cutSlips, smsTo } from "./support/virtual.ts";

const PHONE = "13800138000";
let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
});
afterAll(() => hall?.stop());

it("the number and the SMS come all the same, staff see why, and with paper a reprint prints", async () => {
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
  const ticket = await hall.issue({ queue: "comprehensive", phone: PHONE, kiosk: "k1" });
  expect(ticket).toMatchObject({ number: "Z001", state: "waiting", slip: { state: "pending" } });

  const failed = await ticketUntil(hall, ticket.id, "the slip to fail", (t) => t.slip?.state === "failed");
  expect(failed.slip?.reason).toBe("打印机缺纸");
  expect(failed.state).toBe("waiting");
  const [sms] = await hall.virtual.until("the SMS", (view) => {
    const to = smsTo(view, PHONE);
    return to.length > 0 ? to : null;
  });
  expect(sms).toContain("Z001");

  const { failures } = await system(hall);
  expect(failures).toMatchObject([
    { kind: "slip", ticket: ticket.id, number: "Z001", reason: "打印机缺纸", wayOn: "reprint" },
  ]);
  expect(cutSlips(await hall.virtual.state(), "printer-1")).toEqual([]);

  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
  expect((await hall.call("POST", `/tickets/${ticket.id}/reprint`, {})).status).toBe(200);
  await ticketUntil(hall, ticket.id, "the reprint", (t) => t.slip?.state === "reprinted");
  const [slip, ...others] = cutSlips(await hall.virtual.state(), "printer-1");
  expect(others).toEqual([]);
  expect(slip).toContain("Z001");
  expect(slip).toContain("补打");
  await until("the failure to be gone", async () => (await system(hall)).failures.length === 0);
});

it("a reprint that fails again is one more failure with a way on, and then one paper, not two", async () => {
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  await ticketUntil(hall, ticket.id, "the slip to fail", (t) => t.slip?.state === "failed");
  await hall.call("POST", `/tickets/${ticket.id}/reprint`, {});
  await until("two failures", async () => (await system(hall)).failures.length === 2);
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
  const before = cutSlips(await hall.virtual.state(), "printer-1").length;
  await hall.call("POST", `/tickets/${ticket.id}/reprint`, {});
  await ticketUntil(hall, ticket.id, "the reprint", (t) => t.slip?.state === "reprinted");
  await until("no failure left", async () => (await system(hall)).failures.length === 0);
  expect(cutSlips(await hall.virtual.state(), "printer-1")).toHaveLength(before + 1);
});

const mended = { act: "trouble", trouble: "none" } as const;
it.each([
  ["its cover is open", { act: "cover", cover: "open" }, { act: "cover", cover: "closed" }, "打印机盖未合"],
  ["its cutter jams", { act: "trouble", trouble: "cutter" }, mended, "切刀故障"],
  ["paper is stuck", { act: "trouble", trouble: "stuck" }, mended, "打印机故障，请检查卡纸后复位"],
  ["it was put offline", { act: "trouble", trouble: "offline" }, mended, "打印机脱机"],
] as const)(
  "%s: kiosk and staff are told so, and once that is over the slip prints",
  async (_, fault, mend, why) => {
    await hall.virtual.act({ ...fault, device: "printer-1" });
    const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
    const told = await ticketUntil(hall, ticket.id, "the reason", (t) => t.slip?.reason === why);
    const printer = async () => (await system(hall)).devices.find((d) => d.id === "printer-1");
    await until("staff see it", async () => (await printer())?.reason === why);
    const kiosk = (await hall.call<KioskView>("GET", "/kiosks/k1")).json;
    expect(kiosk).toMatchObject({ printer: "trouble", printerReason: why });
    await hall.virtual.act({ ...mend, device: "printer-1" });
    // What somebody must put right is printed again by hand; a printer that is only offline is waited for.
    if (told.slip?.state === "failed") await hall.call("POST", `/tickets/${ticket.id}/reprint`, {});
    await ticketUntil(hall, ticket.id, "the slip", (t) => /^(re)?printed$/.test(t.slip?.state ?? ""));
  },
);
