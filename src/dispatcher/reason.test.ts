import fc from "fast-check";
import { expect, test } from "vitest";
import type { TicketId, WindowId } from "../contract/ids.ts";
import { isRefusal } from "../kernel/errors.ts";
import { dispatcher } from "./dispatcher.ts";
import { ACCUMULATING, policyOf } from "./policy.ts";
import { type DispatcherRules, ruleOf, type WindowRule } from "./state.ts";
import { A, B, DeskHall, MINUTE, RULES, S, W } from "./testing/desk-hall.ts";
import { WhyCheck } from "./testing/why-check.ts";

const at = fc.constantFrom(1, 2, 3);
const step = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      act: fc.constant("issue" as const),
      queue: fc.constantFrom(A, A, B),
      class: fc.constantFrom("walk", "walk", "walk", "appointment", "green" as const),
      matter: fc.constantFrom("m1", "m2"),
      legs: fc.boolean(),
      count: fc.constantFrom(1, 1, 1, 4),
      slot: fc.integer({ min: -10, max: 30 }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ act: fc.constant("call-next" as const), window: at }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom("start", "finish", "no-show", "call-parked", "pause-toggle" as const),
      window: at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom("park", "close" as const), window: at }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("open" as const), window: at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("transfer" as const),
      window: at,
      to: fc.constantFrom({ queue: B }, { window: W(1) }, { window: W(2) }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constantFrom("rejoin", "yield", "call" as const),
      ticket: fc.nat(30),
      window: at,
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("due" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 9 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const WINDOWS: readonly WindowRule[] = RULES.windows.map((w) => ({ ...w, batch: w.id === W(2) }));
const KNOWN: DispatcherRules["known"] = {
  matters: new Map([
    ["m1", { meanMs: 4 * MINUTE, cv: 0.5 }],
    ["m2", { meanMs: 20 * MINUTE, cv: 0.5 }],
  ]),
  factors: new Map<WindowId, ReadonlyMap<string, number>>(
    Object.entries({ w01: [0.7, 1], w02: [1.2, 0.9], w03: [1, 1.1] }).map(([id, [m1 = 1, m2 = 1]]) => [
      id as WindowId,
      new Map(Object.entries({ m1, m2 })),
    ]),
  ),
};

function rulesOf(
  kind: "accumulating" | "strict" | "ratio" | "fcfs",
  by: "call" | "announce" | "ticket",
): DispatcherRules {
  return {
    ...RULES,
    windows: WINDOWS,
    known: KNOWN,
    sectors: RULES.sectors.map((s) => ({
      ...s,
      batchAbove: 2,
      announceAhead: by === "announce",
      binding: by === "ticket" ? "atTicket" : "atCall",
    })),
    policy: policyOf(kind, ACCUMULATING),
  };
}

/** The key for the next one; the patterns of what is said. */
function press(hall: DeskHall, n: number): readonly string[] {
  const window = ruleOf(hall.state, W(n)) as WindowRule;
  const decided = dispatcher.decide(hall.state, { type: "call-next", window: window.id }, hall.now);
  const before = new WhyCheck(hall, window, isRefusal(decided) ? [] : decided);
  const done = hall.do({ type: "call-next", window: window.id });
  if (typeof done === "string") return [];
  return done.flatMap((f) =>
    f.type === "ticket.called" ? [before.check(f.data.reason, f.data.ticket)] : [],
  );
}

/** A clerk calls somebody by name, past whom the order would have called. */
function pick(hall: DeskHall, n: number, index: number): string {
  const away = [...hall.state.tickets.values()].filter((t) => AWAY.includes(t.phase.state));
  const ticket = away[index % Math.max(1, away.length)];
  if (!ticket) return "nobody";
  const was = ticket.phase.state;
  const order = orderWords(hall, n, ticket.number);
  const done = hall.do({ type: "call", window: W(n), ticket: ticket.id });
  const called = typeof done === "string" ? undefined : done.find((f) => f.type === "ticket.called");
  if (called?.type !== "ticket.called") return "refused";
  const name = ruleOf(hall.state, W(n))?.name;
  const said = new Map([
    ["waiting", `工作人员在${name}点名呼叫${ticket.number}${order}`],
    ["parked", `${ticket.number}挂起后由${name}叫回接着办，不再排队`],
    ["missed", `${ticket.number}过号后由${name}叫回，不再排队`],
  ]);
  expect(called.data.reason).toBe(said.get(was));
  return `picked ${was}`;
}

const AWAY: readonly string[] = ["waiting", "parked", "missed"];

/** What the same hall would do with the key for the next one. */
function orderWords(hall: DeskHall, n: number, number: string): string {
  const decided = dispatcher.decide(hall.state, { type: "call-next", window: W(n) }, hall.now);
  const next = isRefusal(decided) ? undefined : decided.find((f) => f.type === "ticket.called");
  if (next?.type !== "ticket.called") return "";
  const first = hall.state.tickets.get(next.data.ticket)?.number;
  return first === number ? "，按规则也轮到它" : `，按规则下一位是${first}`;
}

/** Does one step; where it calls somebody, the sentence is read back. */
function run(hall: DeskHall, s: Step, seen: Map<string, number>): void {
  hall.wait(7_000);
  const note = (pattern: string) => seen.set(pattern, (seen.get(pattern) ?? 0) + 1);
  switch (s.act) {
    case "issue": {
      const slot = s.class === "appointment" ? hall.at + s.slot * MINUTE : null;
      hall.issue(s.queue, s.class, s.legs ? [s.queue, B] : [s.queue], [s.matter], s.count, slot);
      return;
    }
    case "call-next":
      for (const pattern of press(hall, s.window)) note(pattern);
      return;
    case "call":
      note(pick(hall, s.window, s.ticket));
      return;
    case "open":
      hall.do({ type: "open", window: W(s.window), staff: S(s.window), placed: false });
      return;
    case "park":
      hall.do({ type: "park", window: W(s.window), reason: null });
      return;
    case "transfer":
      hall.do({ type: "transfer", window: W(s.window), to: s.to });
      return;
    case "rejoin":
    case "yield":
      hall.do({ type: s.act, ticket: `t${s.ticket + 1}` as TicketId, byStaff: true } as never);
      return;
    case "due":
      for (let i = 0; i < 9; i++) if (hall.do({ type: "due" }).length === 0) return;
      return;
    case "wait":
      hall.wait(s.minutes * MINUTE);
      return;
    default:
      hall.do({ type: s.act, window: W(s.window) } as never);
  }
}

const ANYWHERE = ["only", "earliest", "picked waiting"];
test.each([
  [
    "accumulating",
    "call",
    [
      "class",
      "class, closely",
      "faster",
      "slower with the other",
      "shorter",
      "picked parked",
      "picked missed",
    ],
  ],
  ["accumulating", "announce", ["announced", "announced, over another", "taken over"]],
  ["accumulating", "ticket", ["class"]],
  ["strict", "call", ["strict"]],
  ["ratio", "call", ["walk-in's turn", "priority's turn"]],
  ["ratio", "ticket", ["walk-in's turn", "priority's turn"]],
  ["fcfs", "call", []],
] as const)(
  "order %s, told with the %s: every call's sentence is true, and names who was passed over",
  (kind, by, patterns) => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 90 }), (steps) => {
        const hall = new DeskHall(rulesOf(kind, by));
        hall.open(1, 2, 3);
        for (const s of steps) run(hall, s, seen);
      }),
      { seed: 20261125, numRuns: 60 },
    );
    expect([...seen.keys()].sort()).toEqual(expect.arrayContaining([...ANYWHERE, ...patterns]));
  },
);
