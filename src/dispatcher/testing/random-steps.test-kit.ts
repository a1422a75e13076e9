import fc from "fast-check";
import type { PlanId, TicketId } from "../../contract/ids.ts";
import type { DispatcherCommand } from "../commands.ts";
import { A, B, type DeskHall, MINUTE, S, W } from "./desk-hall.ts";

// What may be pressed at the windows of a small hall, in any order, for tests of what always holds.

export const window = fc.constantFrom(1, 2, 3);
export const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant("issue" as const),
      queue: fc.constantFrom(A, B),
      green: fc.boolean(),
      legs: fc.boolean(),
      count: fc.constantFrom(1, 1, 4),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom(
        "call-next",
        "start",
        "finish",
        "no-show",
        "recall",
        "call-parked",
        "resume",
        "pause-toggle",
        "close" as const,
      ),
      window,
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom("park", "pause" as const), window }) },
  // Anyone may sit anywhere: a clerk who moves takes the parked along.
  { weight: 4, arbitrary: fc.record({ act: fc.constant("open" as const), window, staff: window }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("choose-leg" as const),
      ticket: fc.nat(30),
      next: fc.constantFrom("a", "b"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("transfer" as const),
      window,
      to: fc.constantFrom({ queue: A }, { queue: B }, { window: W(1) }, { window: W(2) }, null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constantFrom("rejoin", "yield", "cancel" as const), ticket: fc.nat(30) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("call" as const), window, ticket: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("end-day" as const), continuous: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant("due" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("plan" as const),
      window,
      after: fc.integer({ min: 1, max: 20 }),
      lasts: fc.option(fc.integer({ min: 1, max: 20 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("withdraw-plan" as const), window }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("rota" as const) }) },
  // Minutes go by, or the machine's clock is set, also back.
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant("clock" as const), minutes: fc.integer({ min: -15, max: 20 }) }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What somebody presses, or that happens, a few seconds after what was before. */
export function run(hall: DeskHall, s: Step): void {
  hall.wait(7_000);
  switch (s.act) {
    case "issue":
      hall.issue(
        s.queue,
        s.green ? "green" : "walk",
        s.legs ? [s.queue, s.queue === A ? B : A] : [s.queue],
        [],
        s.count,
      );
      return;
    case "open":
      hall.do({ type: "open", window: W(s.window), staff: S(s.staff), placed: false });
      return;
    case "choose-leg": {
      const by = { kind: "system" } as const;
      hall.do({ type: "choose-leg", ticket: `t${s.ticket}` as TicketId, next: s.next, by });
      return;
    }
    case "park":
    case "pause":
      hall.do({ type: s.act, window: W(s.window), reason: null });
      return;
    case "transfer":
      hall.do({ type: "transfer", window: W(s.window), to: s.to });
      return;
    case "call":
      hall.do({ type: "call", window: W(s.window), ticket: `t${s.ticket}` as TicketId });
      return;
    case "rejoin":
    case "yield":
      hall.do({ type: s.act, ticket: `t${s.ticket}` as TicketId, byStaff: true });
      return;
    case "cancel":
      hall.do({ type: "cancel", ticket: `t${s.ticket}` as TicketId, by: { kind: "system" }, reason: "" });
      return;
    case "due":
    case "rota":
      hall.do({ type: s.act });
      return;
    case "plan": {
      const from = hall.at + s.after * MINUTE;
      const to = s.lasts === null ? null : from + s.lasts * MINUTE;
      const id = `p${hall.facts.length}` as PlanId;
      const kind = to === null ? "close" : "pause";
      const span = {
        id,
        kind,
        from,
        to,
        reason: null,
        closing: hall.at + 600 * MINUTE,
        clock: String,
      } as const;
      hall.do({ type: "plan", window: W(s.window), plan: span });
      return;
    }
    case "withdraw-plan": {
      const plan = hall.state.plans.get(W(s.window))?.[0];
      if (plan) hall.do({ type: "withdraw-plan", window: W(s.window), plan: plan.id });
      return;
    }
    case "clock":
      hall.wait(s.minutes * 60_000);
      return;
    case "end-day":
      hall.do({ type: "end-day", day: "2026-11-23", next: "2026-11-24", continuous: s.continuous });
      return;
    default:
      hall.do({ type: s.act, window: W(s.window) } as DispatcherCommand);
  }
}
