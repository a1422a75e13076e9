import fc from "fast-check";
import type { CaseId, QueueId, StaffId, TicketId, WindowId } from "../../contract/ids.ts";
import type { WindowCommand } from "../../http/hall-service.ts";
import { isRefusal } from "../../kernel/errors.ts";
import type { States } from "../memory.ts";
import { ADMIN, type CoreHall } from "./core-hall.ts";

// What may happen in a hall, for tests that compare its memory with the journal's.

export const WINDOWS = ["w01", "w02", "w03", "w04"] as const;
const VERBS = [
  "open",
  "close",
  "resume",
  "call-next",
  "call-next",
  "call-next",
  "recall",
  "start",
  "finish",
  "no-show",
  "call-parked",
  "pause",
  "park",
  "transfer",
] as const;

export const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("issue" as const), pick: fc.nat(99), phone: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("window" as const),
      verb: fc.constantFrom(...VERBS),
      pick: fc.nat(WINDOWS.length - 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("cancel" as const, "rejoin" as const, "yield" as const, "rate" as const),
      pick: fc.nat(99),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("case" as const), pick: fc.nat(99) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("plan" as const),
      pick: fc.nat(WINDOWS.length - 1),
      after: fc.nat(40),
      lasts: fc.option(fc.nat(40)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("save" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
  // The machine's clock was wrong, and is set right while the server is off.
  { weight: 1, arbitrary: fc.record({ do: fc.constant("set-back" as const), minutes: fc.nat(200) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

type Taken<D extends Step["do"]> = Extract<Step, { do: D }>;

/** One thing that somebody does, or that happens, in the hall. */
export async function take(hall: CoreHall, now: Step, issued: TicketId[]): Promise<void> {
  switch (now.do) {
    case "issue":
      return issue(hall, now, issued);
    case "window":
      return atWindow(hall, now);
    case "plan":
      return atSetTime(hall, now);
    case "wait":
      return hall.advance(now.minutes * 60_000);
    case "save":
      return hall.core.turns.write(() => hall.core.memory.save(hall.clock.now()));
    case "restart":
      await hall.restart();
      return;
    case "set-back":
      await hall.restartAt(hall.clock.now() - now.minutes * 60_000);
      return;
    default: {
      const ticket = issued[now.pick % Math.max(1, issued.length)];
      if (ticket) await withTicket(hall, now.do, ticket);
    }
  }
}

async function issue(
  hall: CoreHall,
  { pick, phone: given }: Taken<"issue">,
  issued: TicketId[],
): Promise<void> {
  const queue = (["comprehensive", "property"] as const)[pick % 2] as QueueId;
  const matters = pick % 5 === 0 ? { matters: ["social-card", "house-transfer"] } : { queue };
  const phone = given ? { phone: `+861380013${8000 + (pick % 4)}` } : {};
  const green = pick % 7 === 0 ? { green: "elderly" as const } : {};
  const done = await hall.service.issue({ ...matters, ...phone, ...green }, ADMIN);
  if (!isRefusal(done)) issued.push(done.answer.ticket.id);
}

async function atWindow(hall: CoreHall, { verb, pick }: Taken<"window">): Promise<void> {
  const staff = `s0${pick + 1}` as StaffId;
  const reason = { reason: "x" };
  const more = { open: { staff, placed: false }, pause: reason, park: reason, transfer: { to: null } };
  const extra = verb in more ? more[verb as keyof typeof more] : {};
  await hall.service.window({ verb, window: WINDOWS[pick] as WindowId, ...extra } as WindowCommand, ADMIN);
}

/** A pause or an end is planned at a window, or its first plan withdrawn. */
async function atSetTime({ service, core, clock }: CoreHall, step: Taken<"plan">): Promise<void> {
  const window = WINDOWS[step.pick] as WindowId;
  const known = service.windowView(window)?.plans[0];
  if (known && step.after % 3 === 0) {
    await service.window({ verb: "withdraw-plan", window, plan: known.id }, ADMIN);
    return;
  }
  const at = (minutes: number) => core.calendar.clock(clock.now() + minutes * 60_000);
  const from = at(step.after);
  const plan =
    step.lasts === null
      ? ({ kind: "close", from } as const)
      : ({ kind: "pause", from, to: at(step.after + step.lasts) } as const);
  await service.window({ verb: "plan", window, plan }, ADMIN);
}

async function withTicket(
  { service, core }: CoreHall,
  what: "cancel" | "rejoin" | "yield" | "rate" | "case",
  ticket: TicketId,
): Promise<void> {
  if (what === "cancel" || what === "rejoin") await service[what](ticket, ADMIN);
  if (what === "rate") await service.rate(ticket, { score: 4 }, "staff", ADMIN);
  const token = core.memory.states.dispatcher.tickets.get(ticket)?.token;
  if (what === "yield" && token) await service.yieldTurn(token, ADMIN);
  if (what !== "case") return;
  const applicant = { kind: "person", name: "张三", idNumber: "11010519491231002X" } as const;
  const materials = ["id-card", "card-form", "photo"].map((id) => ({ id, state: "present" as const }));
  const done = await service.openCase({ ticket, matter: "social-card", applicant, materials }, ADMIN);
  if (!isRefusal(done)) await service.acceptCase(done.answer.id as CaseId, ADMIN);
}

/** Everything the features hold, without what they were configured with. */
export function held(states: States) {
  return structuredClone(
    Object.fromEntries(
      Object.entries(states).map(([feature, state]) => {
        const {
          rules: _,
          offered: __,
          snapshots: ___,
          printers: ____,
          ...kept
        } = state as Record<string, unknown>;
        return [feature, kept];
      }),
    ),
  );
}
