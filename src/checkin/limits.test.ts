import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { GreenReason } from "../contract/ticket.ts";
import type { DayQuota } from "../kernel/day-plan.ts";
import { isRefusal } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import { checkin, type IssueCommand } from "./checkin.ts";
import { quotaNow } from "./quota.ts";
import { initial } from "./state.ts";
import { B, DAY, hallPlans, Z } from "./testing/hall-plans.ts";
import { issueCommand } from "./testing/issue-command.ts";

const HOUR = 3_600_000;
const dayOf = (at: number) => `d${Math.floor(at / DAY)}`;
const band = (from: number, to: number, most: number) => ({
  from: from * HOUR,
  to: to * HOUR,
  most,
  text: `${from}–${to}`,
});

/** A check-in driven by hand at a moment of its own. */
function desk(rules: Parameters<typeof hallPlans>[0] = {}) {
  const state = initial(hallPlans(rules));
  let count = 0;
  const hall = {
    state,
    at: 9 * HOUR,
    apply: (fact: HallEvent) => void checkin.apply(state, fact),
    /** The ticket, or the refusal. */
    issue: (over: Partial<IssueCommand> = {}): TicketId | Refusal => {
      const service = { state: "open", resumesAt: null, stops: true } as const;
      const command = issueCommand(++count, { service, ...over });
      const decided = checkin.decide(state, command, { at: hall.at, day: dayOf(hall.at) });
      if (isRefusal(decided)) return decided;
      decided.forEach(hall.apply);
      return command.ticket;
    },
    code: (over: Partial<IssueCommand> = {}): string => {
      const done = hall.issue(over);
      return typeof done === "string" ? "issued" : done.refused;
    },
    cancel: (ticket: TicketId) =>
      hall.apply(event("ticket.cancelled", hall.at, { ticket, by: { kind: "system" }, reason: "x" })),
    miss: (ticket: TicketId) =>
      hall.apply(event("ticket.missed", hall.at, { ticket, leg: 1, window: "w1" as WindowId, staff: null })),
    start: (ticket: TicketId) =>
      hall.apply(
        event("service.started", hall.at, {
          ticket,
          leg: 1,
          window: "w1" as WindowId,
          staff: "s1" as StaffId,
          startedAt: hall.at,
          inferred: false,
        }),
      ),
  };
  return hall;
}

const card = (key: string) => ({ id: `i-${key}`, mask: "张*", key });
const phone = (key: string) => ({ id: `p-${key}`, mask: "138****5678", key });

describe("quotas", () => {
  const quota: DayQuota = { perDay: 5, bands: [band(8, 10, 2), band(10, 12, 3)], free: [] };

  test("a band's numbers run out, the next band is named with what is left, then the day's", () => {
    const hall = desk({ quota });
    expect([hall.code(), hall.code()]).toEqual(["issued", "issued"]);
    const full = hall.issue() as Refusal;
    expect(full).toMatchObject({ refused: "queue.full", nextOpening: 10 * HOUR });
    expect(full.detail).toBe("综合受理8–10的号已取完。下一时段 10–12，还有3个号，请到时再取");
    expect(hall.code({ legs: [{ queue: B, matters: [], count: 1 }] })).toBe("issued");
    hall.at = 10 * HOUR;
    expect([hall.code(), hall.code(), hall.code()]).toEqual(["issued", "issued", "issued"]);
    hall.at = 13 * HOUR;
    expect(hall.issue()).toMatchObject({
      refused: "queue.full",
      nextOpening: null,
      detail: expect.stringContaining("今天的号已全部取完"),
    });
    hall.at = DAY + 13 * HOUR;
    expect(hall.code()).toBe("issued");
  });

  test("a number given back is somebody else's", () => {
    const hall = desk({ quota });
    const [first] = [hall.issue(), hall.issue()];
    hall.cancel(first as TicketId);
    expect([hall.code(), hall.code()]).toEqual(["issued", "queue.full"]);
  });

  test("a sector that has served its part of the visit gave that number for good", () => {
    const hall = desk({ quota });
    const left = () => quotaNow(hall.state, Z, { at: hall.at, day: dayOf(hall.at) })?.left;
    const legs = [Z, B].map((queue) => ({ queue, matters: [], count: 1 }));
    const ticket = hall.issue({ legs }) as TicketId;
    expect(left()).toBe(1);
    const at = { ticket, window: "w1" as WindowId, staff: "s1" as StaffId };
    const served = {
      ...at,
      leg: 1,
      startedAt: hall.at,
      outcome: "served",
      learnable: true,
      last: false,
    } as const;
    hall.apply(event("service.finished", hall.at, served));
    hall.apply(event("ticket.advanced", hall.at, { ticket, leg: 2, queue: B, legs: legs.slice(1) }));
    hall.cancel(ticket);
    expect(left()).toBe(1);
  });

  test("one given back on the next day takes nothing from that day", () => {
    const hall = desk({ quota });
    const [first] = [hall.issue(), hall.issue()];
    hall.at += DAY;
    hall.apply(event("day.ended", hall.at, { day: dayOf(hall.at - DAY), next: dayOf(hall.at) }));
    hall.cancel(first as TicketId);
    expect(quotaNow(hall.state, Z, { at: hall.at, day: dayOf(hall.at) })?.left).toBe(5);
  });

  test("staff go past it with a reason, which is kept", () => {
    const hall = desk({ quota: { perDay: 1, bands: [], free: [] } });
    hall.issue();
    expect(hall.code({ override: true })).toBe("override.reason-required");
    const facts = checkin.decide(
      hall.state,
      issueCommand(0, { channel: "staff", override: true, overrideReason: "行动不便" }),
      { at: hall.at, day: dayOf(hall.at) },
    );
    expect(facts).toMatchObject([{ data: { overridden: { code: "queue.full", reason: "行动不便" } } }]);
  });

  test("never exceeded, whatever comes and goes", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("issue" as const), minutes: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ do: fc.constant("cancel" as const), which: fc.nat(50) }),
    );
    const most = fc.integer({ min: 1, max: 6 });
    const quotas = fc.record({ perDay: fc.option(most), early: most, late: most });
    fc.assert(
      fc.property(quotas, fc.array(step, { maxLength: 120 }), (q, steps) => {
        const hall = desk({
          quota: { perDay: q.perDay, bands: [band(8, 10, q.early), band(10, 12, q.late)], free: [] },
        });
        const live = new Map<TicketId, number>();
        for (const s of steps) {
          if (s.do === "cancel") cancelOne(hall, live, s.which);
          else issueOne(hall, live, s.minutes);
          const today = [...live.values()].filter((at) => dayOf(at) === dayOf(hall.at));
          expect(today.length).toBeLessThanOrEqual(q.perDay ?? Number.POSITIVE_INFINITY);
          // The bands are those of the first day; on later days only the day's limit holds here.
          expect(between(live, 8, 10)).toBeLessThanOrEqual(q.early);
          expect(between(live, 10, 12)).toBeLessThanOrEqual(q.late);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const between = (live: ReadonlyMap<TicketId, number>, from: number, to: number) =>
  [...live.values()].filter((at) => at >= from * HOUR && at < to * HOUR).length;

function cancelOne(hall: ReturnType<typeof desk>, live: Map<TicketId, number>, which: number): void {
  const id = [...live.keys()][which % Math.max(1, live.size)];
  if (!id) return;
  hall.cancel(id);
  live.delete(id);
}

function issueOne(hall: ReturnType<typeof desk>, live: Map<TicketId, number>, minutes: number): void {
  hall.at += minutes * 60_000;
  const done = hall.issue();
  if (typeof done === "string") live.set(done, hall.at);
}

describe("real names", () => {
  test("where they are required a number needs a document; where they are optional it does not", () => {
    expect(desk({ sector: { realName: "required" } }).code()).toBe("identity.required");
    expect(desk({ sector: { realName: "required" } }).code({ identity: card("a") })).toBe("issued");
    expect(desk({ sector: { realName: "optional" } }).code()).toBe("issued");
  });

  test("one identity takes so many numbers a day, another as many again, and tomorrow it may", () => {
    const hall = desk({ sector: { realName: "required", perIdPerDay: 1 } });
    expect(hall.code({ identity: card("a") })).toBe("issued");
    expect(hall.code({ identity: card("a") })).toBe("identity.limit");
    expect(hall.code({ identity: card("a"), legs: [{ queue: B, matters: [], count: 1 }] })).toBe("issued");
    expect(hall.code({ identity: card("b") })).toBe("issued");
    hall.at += DAY;
    expect(hall.code({ identity: card("a") })).toBe("issued");
  });

  const coolDown = { times: 2, withinDays: 30, days: 7, phone: false };
  const strict = { sector: { realName: "optional" as const, coolDown } };

  test("repeated no-shows cool down until a day that is told", () => {
    const hall = desk(strict);
    hall.miss(hall.issue({ identity: card("a") }) as TicketId);
    expect(hall.code({ identity: card("a") })).toBe("issued");
    hall.at += 3 * DAY;
    hall.miss(hall.issue({ identity: card("a"), forOther: true }) as TicketId);
    const refused = hall.issue({ identity: card("a") }) as Refusal;
    expect(refused).toMatchObject({ refused: "identity.cool-down", until: 10 * DAY });
    expect(refused.detail).toBe(
      "因2次取号后没有来办，第10天起才能再取综合受理的号。有特殊情况请到咨询台说明",
    );
    expect(hall.code({ identity: card("b") })).toBe("issued");
    expect(hall.code()).toBe("issued");
    expect(hall.code({ identity: card("a"), override: true, overrideReason: "住院证明" })).toBe("issued");
    hall.at = 10 * DAY - 1;
    expect(hall.code({ identity: card("a") })).toBe("identity.cool-down");
    hall.at = 10 * DAY;
    expect(hall.code({ identity: card("a") })).toBe("issued");
  });

  test("whoever cools down and has used up the day as well is told the later day, not to come tomorrow", () => {
    const hall = desk({ sector: { realName: "optional", coolDown, perIdPerDay: 2 } });
    for (let n = 0; n < 2; n++) hall.miss(hall.issue({ identity: card("a") }) as TicketId);
    expect(hall.issue({ identity: card("a") })).toMatchObject({
      refused: "identity.cool-down",
      until: 7 * DAY,
    });
  });

  test("the day that was told holds, also when the first no-show has grown too old to count again", () => {
    const hall = desk(strict);
    hall.miss(hall.issue({ identity: card("a") }) as TicketId);
    hall.at += 29 * DAY;
    hall.miss(hall.issue({ identity: card("a"), forOther: true }) as TicketId);
    expect(hall.issue({ identity: card("a") })).toMatchObject({ until: 36 * DAY });
    hall.at = 35 * DAY;
    expect(hall.code({ identity: card("a") })).toBe("identity.cool-down");
    hall.at = 36 * DAY;
    expect(hall.code({ identity: card("a") })).toBe("issued");
  });

  test("missed twice with one number is one no-show, and coming after all is none", () => {
    const hall = desk(strict);
    const first = hall.issue({ identity: card("a") }) as TicketId;
    hall.miss(first);
    hall.miss(first);
    expect(hall.code({ identity: card("a") })).toBe("issued");
    const second = hall.issue({ identity: card("a"), forOther: true }) as TicketId;
    hall.miss(second);
    expect(hall.code({ identity: card("a") })).toBe("identity.cool-down");
    hall.start(second);
    expect(hall.code({ identity: card("a") })).toBe("issued");
  });

  test("what lies further back than the days looked at is forgotten", () => {
    const hall = desk(strict);
    hall.miss(hall.issue({ identity: card("a") }) as TicketId);
    hall.at += 31 * DAY;
    hall.miss(hall.issue({ identity: card("a") }) as TicketId);
    expect(hall.code({ identity: card("a") })).toBe("issued");
  });

  test("a phone counts only where the hall says so", () => {
    const missTwice = (hall: ReturnType<typeof desk>) => {
      for (let n = 0; n < 2; n++)
        hall.miss(hall.issue({ contact: phone("x"), override: true, overrideReason: "x" }) as TicketId);
      hall.at += DAY;
      return hall.code({ contact: { ...phone("x"), id: "p-next-day" } });
    };
    expect(missTwice(desk(strict))).toBe("issued");
    expect(missTwice(desk({ sector: { coolDown: { ...coolDown, phone: true } } }))).toBe(
      "identity.cool-down",
    );
  });
});

describe("nobody to serve, or too late", () => {
  const late = {
    closing: 17 * HOUR,
    expected: 17.5 * HOUR,
    stops: true,
    clock: (at: number) => `${at / HOUR}点`,
  };
  test("a number is refused only where the hall says so", () => {
    const none = { state: "none", resumesAt: null, stops: true } as const;
    expect(desk().code({ service: none })).toBe("queue.no-window");
    expect(desk().code({ service: { ...none, stops: false } })).toBe("issued");
    expect(desk().issue({ lateness: late })).toMatchObject({
      refused: "queue.too-late",
      detail: expect.stringContaining("要到17.5点左右才轮到，今天17点下班前可能办不了"),
    });
    expect(desk().code({ lateness: { ...late, stops: false } })).toBe("issued");
  });
});

describe("the green channel", () => {
  const green = (kind: "device" | "staff", reason: GreenReason = "elderly") => ({
    green: { reason, grantedBy: { kind, id: "x" } },
    channel: kind === "device" ? ("kiosk" as const) : ("staff" as const),
  });
  test.each([
    ["allow", "device", "issued"],
    ["ask-staff", "device", "green.off"],
    ["ask-staff", "staff", "issued"],
    ["off", "device", "green.off"],
    ["off", "staff", "issued"],
  ] as const)("kiosk: %s, asked by %s: %s", (kiosk, kind, outcome) => {
    expect(desk({ green: { kiosk, reasons: ["elderly"] } }).code(green(kind))).toBe(outcome);
    expect(desk({ green: { kiosk, reasons: ["elderly"] } }).code(green(kind, "ill"))).toBe("green.off");
  });
});

describe("a visit of several sectors is bound by the rules of each", () => {
  const legs = [B, Z].map((queue) => ({ queue, matters: [], count: 1 }));
  /** The rules are those of the second sector only. */
  const only = (rules: Parameters<typeof hallPlans>[0]) => {
    const hall = desk(rules);
    const free = desk().state.rules.sectors.get(B);
    if (free) (hall.state.rules.sectors as Map<typeof B, typeof free>).set(B, free);
    return hall;
  };

  test("a document that the later sector wants is wanted with the number, and counts there", () => {
    const hall = only({ sector: { realName: "required", perIdPerDay: 1 } });
    expect(hall.code({ legs })).toBe("identity.required");
    expect(hall.code({ legs, identity: card("a") })).toBe("issued");
    expect(hall.code({ identity: card("a") })).toBe("identity.limit");
    expect(hall.code({ legs: legs.slice(0, 1), identity: card("a") })).toBe("issued");
  });

  test("its quota too, and a number given up gives a place back in each", () => {
    const hall = only({ quota: { perDay: 1, bands: [], free: [] } });
    const visit = hall.issue({ legs }) as TicketId;
    expect(hall.code()).toBe("queue.full");
    expect(hall.code({ legs })).toBe("queue.full");
    hall.cancel(visit);
    expect(hall.code()).toBe("issued");
  });

  test("whoever is kept away from one gets no number for both", () => {
    const hall = only({ sector: { coolDown: { times: 1, withinDays: 30, days: 7, phone: false } } });
    hall.miss(hall.issue({ identity: card("a") }) as TicketId);
    expect(hall.code({ legs, identity: card("a") })).toBe("identity.cool-down");
  });
});
