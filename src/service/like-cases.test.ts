import { afterEach, describe, expect, test } from "vitest";
import { hallConfig } from "../contract/hall-config.ts";
import type { QueueId, WindowId } from "../contract/ids.ts";
import type { Ticket } from "../contract/ticket.ts";
import { countIn } from "../views/like-cases.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR, MORNING } from "./testing/core-hall.ts";

const Q = "comprehensive" as QueueId;
const W = (n: number) => `w0${n}` as WindowId;
let hall: CoreHall;
afterEach(() => hall.stop());
const open = (n: number) => hall.open(W(n), `s0${n}`);

describe("many like cases", () => {
  const bands = [{ sector: Q, from: "13:30", to: "14:30", every: 30, quota: 1 }];
  const hallWith = (batch: boolean, own: object = {}, taken: readonly object[] = bands) => {
    hall = new CoreHall((demo) =>
      hallConfig.parse({
        ...demo,
        appointments: { bands: taken },
        sectors: demo.sectors.map((s) => (s.id === Q ? { ...s, batchAbove: 5 } : s)),
        windows: demo.windows.map((w) =>
          w.id === W(2) && batch ? { ...w, batch: true, hours: [{ from: "09:00", to: "12:00" }], ...own } : w,
        ),
      }),
    );
    hall.core.start();
  };
  const ask = (count: number, more: object = {}) => hall.service.issue({ queue: Q, count, ...more }, ADMIN);

  test("get no number where no batch window works any more today, but are told what to do; staff may go past it", async () => {
    hallWith(true);
    await open(1);
    expect(codeOf(await ask(6))).toBe("done");
    await hall.advance(4 * HOUR);
    expect(await ask(6)).toMatchObject({
      refused: "count.batch",
      detail: expect.stringMatching(/要办6件.*最多办5件.*请预约.*可预约：/),
    });
    expect(codeOf(await ask(5))).toBe("done");
    expect(codeOf(await ask(6, { override: true, overrideReason: "经理安排" }))).toBe("done");
  });

  test("asked for at two kiosks at the same moment each get a number of their own, with their own count", async () => {
    hallWith(true);
    await open(2);
    const kiosk = (id: string) => ({ actor: { kind: "device", id }, key: null }) as const;
    const at = [
      ["k1", 3],
      ["k2", 7],
      ["k1", 6],
      ["k2", 2],
    ] as const;
    const done = await Promise.all(
      at.map(([id, count]) => hall.service.issue({ queue: Q, count, channel: "kiosk" }, kiosk(id))),
    );
    const given = done.map((d) => (d as { readonly answer: { readonly ticket: Ticket } }).answer.ticket);
    expect(given.map((t) => t.number)).toEqual(["Z001", "Z002", "Z003", "Z004"]);
    expect(given.map((t) => t.legs[0]?.count)).toEqual([3, 7, 6, 2]);
    expect(given.map((t) => t.legs[0]?.batch)).toEqual([false, true, true, false]);
    expect(given.map((t) => t.ahead)).toEqual([0, 1, 2, 3]);
  });

  test("staff see that they wait while no batch window calls, and so do they", async () => {
    hallWith(true);
    await open(1);
    await open(2);
    const { ticket } = expectDone(await ask(6));
    expect(ticket.zone).toBe("2号窗口（批量）");
    expect(ticket.legs[0]).toMatchObject({ count: 6, batch: true, zone: "2号窗口（批量）" });
    expect(hall.service.notices()).toEqual([]);
    expectDone(await hall.service.window({ verb: "close", window: W(2) }, ADMIN));
    expect(hall.service.notices()).toEqual([
      expect.stringContaining("有1个批量号等候，现在没有批量窗口叫号"),
    ]);
    const token = hall.core.memory.states.dispatcher.tickets.get(ticket.id)?.token;
    expect(token && hall.service.visit(token)?.notice).toContain("已通知工作人员安排");
    expect(expectDone(await hall.service.window({ verb: "call-next", window: W(1) }, ADMIN)).ticket).toBe(
      null,
    );
  });

  test("are told the batch windows as the place to wait, by slip and SMS, with how many they are", async () => {
    hallWith(true);
    await open(1);
    await open(2);
    const issued = await hall.service.issue(
      { queue: Q, count: 12, phone: "13800138001", kiosk: "k1" },
      ADMIN,
    );
    const { ticket } = expectDone(issued);
    const said = hall.facts.flatMap((f) => (f.type === "message.requested" ? f.data.text : []));
    expect(said).toEqual([expect.stringContaining(`取号成功：${ticket.number}（综合受理，批量业务12件）`)]);
    expect(said[0]).toContain("请在2号窗口（批量）附近等候");
    const slip = () => hall.store.prints.ofTicket(ticket.id).at(-1)?.slip;
    expect(slip()?.batch).toEqual({ count: 12, zone: "2号窗口（批量）" });
    expectDone(await hall.service.reprint(ticket.id, null, ADMIN));
    expect(slip()?.batch).toEqual({ count: 12, zone: "2号窗口（批量）" });
    const plain = expectDone(await ask(5)).ticket;
    expect(plain).toMatchObject({ zone: "1至3号窗口", legs: [{ batch: false }] });
  });

  test("in a hall without batch windows whoever staff let in is called by any window", async () => {
    hallWith(false);
    await open(1);
    expect(codeOf(await ask(6))).toBe("count.batch");
    const { ticket } = expectDone(await ask(6, { override: true, overrideReason: "经理安排" }));
    const called = expectDone(await hall.service.window({ verb: "call-next", window: W(1) }, ADMIN)).ticket;
    expect(called?.id).toBe(ticket.id);
  });

  test("a kiosk knows from how many on the batch windows take them, and what to do where they don't", async () => {
    hallWith(true);
    await open(1);
    const seen = () => hall.service.kiosk("k1")?.queues.find((q) => q.id === Q)?.likeCases;
    expect(hall.service.kiosk("k1")?.countIn).toEqual([Q]);
    expect(hall.service.kiosk("k1")?.queues.filter((q) => q.id !== Q && q.likeCases)).toEqual([]);
    expect(seen()).toEqual({
      above: 5,
      windows: "2号窗口",
      notice: { code: "away", stops: false, text: expect.stringContaining("批量窗口现在没有人"), at: null },
      books: true,
      offered: [],
    });
    await open(2);
    expect(seen()?.notice).toBe(null);
    await hall.advance(4 * HOUR);
    expectDone(await hall.service.window({ verb: "close", window: W(2) }, ADMIN));
    expect(seen()).toMatchObject({
      notice: {
        code: "no-window",
        stops: true,
        text: "综合受理一次最多办5件，今天没有批量窗口，下次：11月24日（周二）9:00。请预约，或分次办理",
      },
      offered: [expect.stringContaining("11月23日（周一）14:00"), expect.any(String)],
    });
  });

  test("a matter that no batch window does is told of by itself, and an hour is named where one is planned", async () => {
    hallWith(true, { matters: ["social-card"], hours: [{ from: "11:00", to: "12:00" }] });
    const told = (id: string) => hall.service.kioskMatters("k1")?.matters.find((m) => m.id === id)?.likeCases;
    expect(told("social-card")?.notice).toMatchObject({
      code: "away",
      text: "批量窗口11:00开始叫号，现在取号照样排队",
    });
    expect(told("company-setup")?.notice?.stops).toBe(true);
    expect(codeOf(await hall.service.issue({ matters: ["company-setup"], count: 6 }, ADMIN))).toBe(
      "count.batch",
    );
  });

  test("no appointment is advised where the hall takes none, and no page for it is named", () => {
    hall = new CoreHall((demo) =>
      hallConfig.parse({
        ...demo,
        appointments: undefined,
        sectors: demo.sectors.map((s) => (s.id === Q ? { ...s, batchAbove: 5 } : s)),
      }),
    );
    hall.core.start();
    expect(hall.service.queues().find((q) => q.id === Q)?.likeCases?.notice?.text).toBe(
      "综合受理一次最多办5件，今天没有批量窗口。请分次办理",
    );
    expect(hall.service.kiosk("k1")?.bookUrl).toBe(null);
  });

  test("no appointment is advised in a sector that takes none, though another one does", () => {
    hallWith(false, {}, [{ ...bands[0], sector: "property" }]);
    expect(hall.service.kiosk("k1")?.queues.find((q) => q.id === Q)?.likeCases).toMatchObject({
      notice: { stops: true, text: expect.not.stringContaining("预约") },
      books: false,
      offered: [],
    });
  });

  test("by whoever has an appointment now are counted, and no more than any window takes where no batch window is", async () => {
    for (const [batch, count] of [
      [true, 7],
      [false, 5],
    ] as const) {
      hallWith(batch, {}, [{ sector: Q, from: "10:00", to: "11:00", every: 30, quota: 3 }]);
      await open(1);
      const phone = "13800138009";
      const booked = await hall.service.appointments.book(
        {
          sector: Q,
          slot: MORNING + HOUR,
          phone: `+86${phone}`,
          matters: [],
          source: { channel: "staff", external: null, version: null },
          override: false,
        },
        ADMIN,
      );
      expectDone(booked);
      await hall.advance(0.9 * HOUR);
      const { ticket } = expectDone(
        await hall.service.issue({ queue: Q, count: 7, phone: `+86${phone}` }, ADMIN),
      );
      expect(ticket.slot).not.toBe(null);
      expect(ticket.legs).toMatchObject([{ count, batch }]);
      if (batch) await hall.stop();
    }
  });

  test("agents are asked as the kiosk is told, else where a limit makes a difference", () => {
    hallWith(true);
    const { config } = hall;
    const asked = (own: object) =>
      countIn({ ...config, kiosks: config.kiosks.map((k) => ({ ...k, ...own })) }, "k1");
    expect(asked({})).toEqual([Q]);
    expect(asked({ askCount: true })).toEqual(config.kiosks[0]?.sectors);
    expect(asked({ askCount: false })).toEqual([]);
    expect(countIn(config, "k9")).toEqual([]);
  });
});
