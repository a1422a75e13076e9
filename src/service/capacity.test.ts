import { afterEach, describe, expect, test } from "vitest";
import type { HallConfig, HallConfigInput } from "../contract/hall-config.ts";
import { hallConfig } from "../contract/hall-config.ts";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR, MORNING } from "./testing/core-hall.ts";

const MINUTE = 60_000;
const Q = "comprehensive" as QueueId;
const W1 = "w01" as WindowId;
const WEEK = ["mon", "tue", "wed", "thu", "fri"] as const;
const HOURS = [
  { days: [...WEEK], from: "08:30", to: "12:00" },
  { days: [...WEEK], from: "13:30", to: "17:00" },
];

let hall: CoreHall;
afterEach(() => hall.stop());

/** The demo hall with one comprehensive sector, two windows and a lunch break. Monday 09:00. */
function start(
  more: {
    sector?: object;
    windows?: object;
    policy?: HallConfigInput["policy"];
    hall?: object;
    appointments?: HallConfigInput["appointments"];
  } = {},
): CoreHall {
  hall = new CoreHall((demo): HallConfig => {
    const [sector] = demo.sectors;
    return hallConfig.parse({
      ...demo,
      hall: { ...demo.hall, hours: HOURS, ...more.hall },
      sectors: [{ ...sector, ...more.sector }, ...demo.sectors.slice(1)],
      windows: demo.windows.map((w) => (w.id === "w01" || w.id === "w02" ? { ...w, ...more.windows } : w)),
      policy: more.policy ?? {},
      appointments: more.appointments,
    });
  });
  hall.core.start();
  return hall;
}
const queue = () => hall.service.queues().find((q) => q.id === Q);
const notices = () => queue()?.notices.map((n) => `${n.code}${n.stops ? "!" : ""} ${n.text}`);
const issueCode = async (request: object = {}) =>
  codeOf(await hall.service.issue({ queue: Q, ...request }, ADMIN));
const open = async (window = W1, staff = "s01") =>
  expectDone(
    await hall.service.window({ verb: "open", window, staff: staff as StaffId, placed: false }, ADMIN),
  );

describe("quotas", () => {
  const quota = { perDay: 3, bands: [{ from: "08:30", to: "10:00", most: 1 }] };
  test("are told with what is left, refuse what is over, survive a restart, and begin anew with the day", async () => {
    start({ sector: { quota } });
    await open();
    expect(queue()?.left).toBe(1);
    expect(await issueCode()).toBe("done");
    expect(await issueCode()).toBe("queue.full");
    // After the band only the day's number limits: nobody is sent home.
    expect(notices()).toEqual([
      "full! 综合受理08:30–10:00的号已取完。下一时段 10:00–12:00，还有2个号，请到时再取",
    ]);
    expect(queue()?.notices[0]?.at).toBe("2026-11-23T10:00:00.000+08:00");
    await hall.restart(HOUR);
    expect(queue()?.left).toBe(2);
    expect([await issueCode(), await issueCode(), await issueCode()]).toEqual(["done", "done", "queue.full"]);
    await hall.restart(24 * HOUR - HOUR);
    expect(queue()?.left).toBe(1);
  });

  const elsewhere = [{ sector: "property", from: "13:30", to: "14:30", every: 30, quota: 1 }];
  test.each([
    ["hall", {}],
    ["sector", { appointments: { bands: elsewhere } }],
  ])("recommend no appointment in a %s that takes none", async (_, more) => {
    start({ sector: { quota: { perDay: 1 } }, ...more });
    await open();
    await issueCode();
    const refused = await hall.service.issue({ queue: Q }, ADMIN);
    expect(refused).toMatchObject({ refused: "queue.full", detail: expect.not.stringContaining("预约") });
    expect(notices()?.join()).not.toContain("预约");
  });

  test("offer what appointments are free to whoever gets no number", async () => {
    const bands = [{ sector: Q, from: "13:30", to: "14:30", every: 30, quota: 1 }];
    start({ sector: { quota: { perDay: 1 } }, appointments: { bands } });
    await open();
    await issueCode();
    const refused = await hall.service.issue({ queue: Q }, ADMIN);
    expect(refused).toMatchObject({
      refused: "queue.full",
      detail: expect.stringContaining("可预约：11月23日"),
    });
    expect(notices()?.[0]).toContain("可预约：11月23日");
  });

  test("follow the day's peak season, and so do numbers a phone", async () => {
    const profile = {
      id: "enrol",
      name: "入学报名",
      when: { kind: "dates", from: "2026-11-23", to: "2026-11-23" },
      quotas: { comprehensive: { perDay: 1 } },
      ticketsPerPhone: 1,
      notice: "人多，请错峰",
      hours: [{ days: ["mon"], from: "09:00", to: "18:00" }],
    };
    start({ hall: { profiles: [profile] } });
    await open();
    expect(queue()?.left).toBe(1);
    expect(notices()).toEqual(["season 入学报名：人多，请错峰"]);
    expect(hall.service.kiosk("k1")?.ticketsPerPhone).toBe(1);
    expect([await issueCode(), await issueCode()]).toEqual(["done", "queue.full"]);
    await hall.advance(4 * HOUR);
    expect(queue()?.open).toBe(true);
  });
});

describe("窗口—事项", () => {
  test("a lunch break keeps the line and says when calling goes on", async () => {
    start();
    await open();
    await hall.advance(3 * HOUR + 10 * MINUTE);
    expectDone(await hall.service.window({ verb: "pause", window: W1, reason: "用餐" }, ADMIN));
    expect(queue()?.notices[0]).toMatchObject({
      code: "away",
      at: expect.stringContaining("T13:30"),
      text: "综合受理午休，13:30开始叫号，现在取号照样排队",
    });
  });

  test("a window's own break counts where nobody else serves", async () => {
    const breaks = { breaks: [{ from: "10:00", to: "10:30", reason: "工间操" }] };
    start({ windows: breaks });
    await open();
    await hall.advance(HOUR);
    expectDone(await hall.service.window({ verb: "pause", window: W1, reason: null }, ADMIN));
    // 3号窗口 serves the sector too, has no break and is not open: nobody can say when it will.
    expect(queue()?.notices[0]?.text).toBe("综合受理工间操，10:30开始叫号，现在取号照样排队");
    await open("w03" as WindowId, "s03");
    expect(queue()?.notices).toEqual([]);
  });

  test("a sector that no window serves any more today is told; whether a number is given is the hall's choice", async () => {
    const gone = { sectors: ["property"] };
    start({ windows: gone, policy: { noWindow: "stop" } });
    await open();
    const { config } = hall;
    expect(config.windows.find((w) => w.id === "w03")?.sectors).toContain(Q);
    expect(notices()?.[0]).toContain("away");
    expectDone(
      await hall.service.window(
        { verb: "sectors", window: "w03" as WindowId, sectors: ["property" as QueueId], at: null },
        ADMIN,
      ),
    );
    expect(notices()?.[0]).toBe("no-window! 综合受理今天已没有窗口办理。请改日再来，急事请到咨询台");
    expect(await issueCode()).toBe("queue.no-window");
    const refused = await hall.service.issue({ queue: Q }, ADMIN);
    expect(refused).toHaveProperty("detail", expect.not.stringContaining("预约"));
    expect(await issueCode({ override: true, overrideReason: "经理安排" })).toBe("done");
  });
});

describe("before closing", () => {
  const lateHall = async (beforeClosing: "off" | "warn" | "stop") => {
    start({ policy: { beforeClosing }, sector: { meanMinutes: 60 } });
    await open();
    for (let n = 0; n < 4; n++) await issueCode();
    hall.clock.advance(16.5 * HOUR - 9 * HOUR);
    await hall.settled();
    return { told: queue()?.notices.find((n) => n.code === "late"), code: await issueCode() };
  };
  test("the kiosk says so", async () => {
    const { told, code } = await lateHall("warn");
    expect(told).toMatchObject({
      stops: false,
      text: expect.stringContaining("17:00下班，取了号的由工作人员安排办理；不急的建议改日再来"),
    });
    expect(code).toBe("done");
  });
  test("or gives no number", async () => {
    const { told, code } = await lateHall("stop");
    expect(told).toMatchObject({ stops: true, text: expect.stringContaining("暂停取号") });
    expect(code).toBe("queue.too-late");
  });
  test("or neither", async () => {
    expect(await lateHall("off")).toEqual({ told: undefined, code: "done" });
  });
  test("at closing time no number is given, and windows call until the line is empty", async () => {
    start();
    await open();
    await issueCode();
    await issueCode();
    await hall.advance(8.5 * HOUR);
    expect(hall.clock.now()).toBe(MORNING + 8.5 * HOUR);
    expect(await issueCode()).toBe("hall.closed");
    const next = async () =>
      expectDone(await hall.service.window({ verb: "call-next", window: W1 }, ADMIN)).ticket?.number;
    expect([await next(), await next(), await next()]).toEqual(["Z001", "Z002", undefined]);
  });
});

describe("潮汐窗口", () => {
  test("changes by itself at its time, also over a restart, and back with the day", async () => {
    start({ windows: { changes: [{ at: "10:00", sectors: ["issuing"] }] } });
    await open();
    const sectors = () => hall.service.windowView(W1)?.sectors;
    expect(sectors()).toEqual([Q]);
    await hall.advance(HOUR);
    expect(sectors()).toEqual(["issuing"]);
    await hall.restart(HOUR);
    await hall.settled();
    expect(sectors()).toEqual(["issuing"]);
    await hall.advance(13 * HOUR);
    expect(sectors()).toEqual([Q]);
  });
});
