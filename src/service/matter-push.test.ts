import { afterEach, describe, expect, test } from "vitest";
import { type HallConfig, hallConfig } from "../contract/hall-config.ts";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { smsBody, smsSegments } from "../sms/text.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR } from "./testing/core-hall.ts";

const Q = "comprehensive" as QueueId;
const W = (n: number) => `w0${n}` as WindowId;
let hall: CoreHall;
afterEach(() => hall.stop());
const open = (n: number) => hall.open(W(n), `s0${n}`);

/** In the comprehensive sector only the second window does social cards, and only until noon. */
function started(policy: Partial<HallConfig["policy"]> = {}): CoreHall {
  hall = new CoreHall((demo) => ({
    ...demo,
    policy: { ...demo.policy, ...policy },
    windows: demo.windows.map((w) =>
      !w.sectors.includes(Q)
        ? w
        : w.id === W(2)
          ? { ...w, hours: [{ from: "09:00", to: "12:00" }] }
          : { ...w, matters: ["nothing-else"] },
    ),
  }));
  hall.core.start();
  return hall;
}
const offer = (id: string) => hall.service.kioskMatters("k1")?.matters.find((m) => m.id === id);

test("with noWindow: stop a matter that no window will do today gets no number though its sector is served; staff may go past it", async () => {
  started({ noWindow: "stop" });
  await open(1);
  expect(codeOf(await hall.service.issue({ matters: ["social-card"] }, ADMIN))).toBe("done");
  await hall.advance(4 * HOUR);
  const refused = await hall.service.issue({ matters: ["social-card"] }, ADMIN);
  expect(refused).toMatchObject({ refused: "matter.no-window" });
  expect(refused).toHaveProperty("detail", expect.stringContaining("请改日再来，急事请到咨询台"));
  expect(offer("social-card")?.notice).toMatchObject({ code: "no-window", stops: true });
  // One matter of several is enough: who comes for both would leave with one undone.
  expect(codeOf(await hall.service.issue({ matters: ["house-transfer", "social-card"] }, ADMIN))).toBe(
    "matter.no-window",
  );
  expect(codeOf(await hall.service.issue({ queue: Q }, ADMIN))).toBe("done");
  const forced = { matters: ["social-card"], override: true, overrideReason: "经理安排" };
  expect(expectDone(await hall.service.issue(forced, ADMIN)).ticket.matters).toEqual(["social-card"]);
});

test("whose matter whoever sits at the open windows can't do is told of no window and no time", async () => {
  hall = new CoreHall((demo) =>
    hallConfig.parse({
      ...demo,
      policy: { matterLevels: { "social-card": 3 } },
      staff: demo.staff.map((s) => (s.id === "s02" ? { ...s, level: 2 } : s)),
    }),
  );
  hall.core.start();
  await open(2);
  const ask = { matters: ["social-card"] };
  expect(await hall.issue(ask)).toMatchObject({ ahead: 0, estimate: null, likelyWindow: null });
  await open(1);
  expect(await hall.issue(ask)).toMatchObject({ estimate: {}, likelyWindow: { id: W(1) } });
});

test("with noWindow: warn the same gets a number: the kiosk has said that no window does it, and when one will", async () => {
  started({ noWindow: "warn" });
  await open(1);
  await hall.advance(4 * HOUR);
  expect(offer("social-card")?.notice).toEqual({
    code: "no-window",
    stops: false,
    text: expect.stringMatching(
      /^今天没有窗口能办“社会保障卡申领”，下次办理：11月24日（周二）9:00。建议改日再来；仍要取号的，由值班经理安排办理或改约。可预约：/,
    ),
    at: null,
  });
  expect(codeOf(await hall.service.issue({ matters: ["social-card"] }, ADMIN))).toBe("done");
});

describe("a kiosk's matters", () => {
  test("are those of its sectors, free of notices while a window does them, or while their sector is no better off", () => {
    started();
    const all = hall.service.kioskMatters("k1")?.matters ?? [];
    expect(all.map((m) => m.id)).toEqual(hall.service.matters().map((m) => m.id));
    expect(hall.service.kioskMatters("k2")?.matters.map((m) => m.queue)).toEqual(["issuing"]);
    expect(all.filter((m) => m.notice)).toEqual([]);
    expect(hall.service.kioskMatters("k9")).toBe(null);
    expect(hall.service.kiosk("k1")).toMatchObject({ anyQueue: Q });
    expect(hall.service.kiosk("k1")?.askedIn).toContain(Q);
  });

  test("say when a window that is away comes back, and offer appointments instead", async () => {
    hall = new CoreHall((demo) =>
      hallConfig.parse({
        ...demo,
        appointments: { bands: [{ sector: Q, from: "16:00", to: "17:00", every: 30, quota: 1 }] },
        windows: demo.windows.map((w) =>
          !w.sectors.includes(Q)
            ? w
            : w.id === W(2)
              ? { ...w, matters: ["social-card"], breaks: [{ from: "10:00", to: "11:30" }] }
              : { ...w, matters: ["company-setup"], hours: [{ from: "09:00", to: "12:00" }] },
        ),
      }),
    );
    hall.core.start();
    await open(1);
    await open(2);
    expect(offer("social-card")?.notice).toBe(null);
    expectDone(await hall.service.window({ verb: "close", window: W(2) }, ADMIN));
    expect(offer("social-card")?.notice).toMatchObject({ code: "away", at: null, stops: false });
    await hall.advance(1.2 * HOUR);
    expect(offer("social-card")?.notice?.text).toBe("“社会保障卡申领”11:30起有窗口办理，现在取号照样排队");
    await open(2);
    expectDone(await hall.service.window({ verb: "close", window: W(1) }, ADMIN));
    await hall.advance(3 * HOUR);
    expect(offer("company-setup")?.notice?.text).toMatch(
      /^今天没有窗口能办.*可预约：11月23日（周一）16:00–16:30/,
    );
  });

  test("are not asked for where the kiosk is told not to, or where a sector has none", () => {
    hall = new CoreHall((demo) => ({
      ...demo,
      kiosks: demo.kiosks.map((k) => ({ ...k, askMatters: false })),
    }));
    hall.core.start();
    expect(hall.service.kiosk("k1")?.askedIn).toEqual([]);
    expect(hall.service.kioskMatters("k1")?.matters).toEqual([]);
  });
});

test("when the last window that does a matter closes, staff see who waits for it and the people are told", async () => {
  started();
  await open(1);
  await open(2);
  const ticket = await hall.issue({ matters: ["social-card"] });
  const token = hall.core.memory.states.dispatcher.tickets.get(ticket.id)?.token;
  const notice = () => (token ? hall.service.visit(token)?.notice : undefined);
  expect(hall.service.notices()).toEqual([]);
  expect(notice()).toBe(null);
  expectDone(await hall.service.window({ verb: "close", window: W(2) }, ADMIN));
  expect(hall.service.notices()).toEqual([expect.stringContaining("有1人等候，现在没有窗口能办")]);
  expect(notice()).toContain("已通知工作人员安排");
});

describe("whoever waits for what its last window leaves", () => {
  const MINUTE = 60_000;
  const close = async (n: number) =>
    expectDone(await hall.service.window({ verb: "close", window: W(n) }, ADMIN));
  const pass = async (minutes: number) => {
    for (let n = 0; n < minutes; n++) await hall.advance(MINUTE);
  };
  const told = () =>
    hall.facts.flatMap((f) =>
      f.type === "message.requested" && f.data.kind === "no-window" ? f.data.text : [],
    );

  test("is told by SMS once, after some minutes, over flapping and restarts; who comes later was told with the number", async () => {
    started();
    await open(1);
    await open(2);
    const { number } = await hall.issue({ matters: ["social-card"], phone: "+8613800138000" });
    await hall.issue({ queue: Q, phone: "+8613800138001" });
    await close(2);
    await pass(3);
    await open(2);
    await pass(4);
    await close(2);
    await pass(4);
    expect(told()).toEqual([]);
    await hall.issue({ matters: ["social-card"], phone: "+8613800138002" });
    await pass(3);
    expect(told()).toEqual([
      `抱歉，${number}办理的“社会保障卡申领”现在没有窗口，已通知工作人员安排。您的号保留，请留意叫号；久等请到咨询台，或改日、预约再来。`,
    ]);
    await hall.restart();
    await pass(10);
    await open(2);
    await pass(2);
    await close(2);
    await pass(10);
    expect(told().filter((text) => text.includes(number))).toHaveLength(1);
  });

  test("hears that it is over for today, and when it is done again; a pause says nothing", async () => {
    started();
    await open(1);
    await open(2);
    const { number } = await hall.issue({ matters: ["social-card"], phone: "+8613800138000" });
    await hall.service.window({ verb: "pause", window: W(2), reason: null }, ADMIN);
    await hall.advance(4 * HOUR);
    await pass(10);
    expect(told()).toEqual([]);
    await close(2);
    await pass(7);
    expect(told()).toEqual([
      `抱歉，${number}办理的“社会保障卡申领”今天已没有窗口，下次办理：11月24日（周二）9:00。请改日再来或预约，急事请到咨询台；您的号保留，由工作人员安排办理或改约。`,
    ]);
  });

  test("hears it when a manager puts the windows to another sector", async () => {
    hall = new CoreHall();
    hall.core.start();
    await open(1);
    await open(4);
    await hall.issue({ matters: ["house-transfer"], phone: "+8613800138000" });
    for (const n of [3, 4])
      expectDone(await hall.service.window({ verb: "sectors", window: W(n), sectors: [Q], at: null }, ADMIN));
    await pass(7);
    const [text = ""] = told();
    expect(smsSegments(smsBody("余杭区行政服务中心", text))).toBe(2);
    expect(told()).toEqual([
      expect.stringContaining("“存量房买卖转移登记”今天已没有窗口，下次办理：11月24日"),
    ]);
  });
});
