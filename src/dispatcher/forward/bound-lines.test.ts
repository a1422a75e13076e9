import { expect, test } from "vitest";
import type { WindowId } from "../../contract/ids.ts";
import type { TicketClass } from "../../contract/ticket.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "../testing/desk-hall.ts";
import type { ForwardPerson } from "./forward-model.ts";
import { modelOf } from "./model.ts";
import type { BreaksOf } from "./plans.ts";
import { runForward } from "./run.ts";

// Windows 1 and 2 serve 甲, whose numbers bind.
const bindingHall = () =>
  new DeskHall({ ...RULES, sectors: RULES.sectors.map((s) => ({ ...s, binding: "atTicket" as const })) });

/** Who is called where and when, minutes from now; and where somebody of 甲 who came now would be. */
function played(hall: DeskHall, breaksOf: BreaksOf = () => [], ticketClass: TicketClass = "walk") {
  const model = modelOf(hall.state, hall.at, breaksOf);
  const calls = new Map<string, { window: WindowId; minutes: number }>();
  let probe: WindowId | null = null;
  const newcomer: ForwardPerson = {
    ticket: null,
    kind: Math.max(
      0,
      model.kinds.findIndex((k) => k.queue === A),
    ),
    count: 1,
    class: ticketClass,
    origin: model.now,
    slot: null,
    arrival: 1e12,
  };
  const windowAt = (w: number) => model.windows[w]?.id ?? W(9);
  runForward(
    model,
    {
      random: null,
      until: hall.at + 300 * MINUTE,
      done: () => false,
      probes: {
        people: [{ ...newcomer, only: null }],
        onCall: (_, __, w) => {
          probe = windowAt(w);
        },
      },
    },
    (person, at, w) =>
      calls.set(model.people[person]?.ticket ?? "", {
        window: windowAt(w),
        minutes: (at - hall.at) / MINUTE,
      }),
  );
  return { calls, probe, model };
}

test("each is called by the window they are bound to, in its order, and a newcomer goes where the line is shortest", () => {
  const hall = bindingHall();
  hall.open(1);
  for (let n = 0; n < 6; n++) hall.issue(A);
  hall.next(1);
  hall.open(2);
  const here = hall.issue(A);
  const { calls, probe } = played(hall);
  expect(hall.state.tickets.get(here)?.bound).toBe(W(2));
  expect(calls.get(here)).toEqual({ window: W(2), minutes: 0 });
  const first = ["t2", "t3", "t4", "t5", "t6"].map((id) => calls.get(id));
  expect(first.every((c) => c?.window === W(1))).toBe(true);
  const minutes = first.map((c) => c?.minutes ?? -1);
  expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
  expect(probe).toBe(W(2));
});

test("a window that goes for longer than its people are kept loses them to another, a short break does not", () => {
  const hall = bindingHall();
  hall.open(1);
  for (let n = 0; n < 4; n++) hall.issue(A);
  hall.next(1);
  hall.open(2);
  const rest =
    (minutes: number): BreaksOf =>
    (window) =>
      window === W(1) ? [[hall.at + 1, hall.at + minutes * MINUTE]] : [];
  // It goes when the present service ends, for three quarters of the break's length at least: 7.5 minutes of 10.
  const short = played(hall, rest(10)).calls;
  expect(["t2", "t3", "t4"].map((id) => short.get(id)?.window)).toEqual([W(1), W(1), W(1)]);
  const long = played(hall, rest(90)).calls;
  expect(["t2", "t3", "t4"].map((id) => long.get(id)?.window)).toEqual([W(2), W(2), W(2)]);
  expect(long.get("t2")?.minutes).toBeLessThan(15);
});

const SITUATIONS: readonly (readonly [string, (hall: DeskHall) => void, TicketClass])[] = [
  [
    "both rest: the one for that sector alone",
    (hall) => {
      hall.issue(A);
      hall.next(1);
      hall.do({ type: "finish", window: W(1) });
    },
    "walk",
  ],
  [
    "another sector's line is shared by its windows",
    (hall) => {
      for (let n = 0; n < 9; n++) hall.issue(B);
      hall.issue(A);
      hall.issue(A);
      hall.next(1);
      hall.next(2);
    },
    "walk",
  ],
  [
    "the green channel counts only whoever is older",
    (hall) => {
      for (let n = 0; n < 7; n++) hall.issue(A);
      hall.next(1);
      hall.next(2);
      for (let n = 0; n < 3; n++) hall.issue(A, "green");
    },
    "green",
  ],
  [
    "a window that pauses is not for newcomers while another works",
    (hall) => {
      for (let n = 0; n < 6; n++) hall.issue(A);
      hall.next(1);
      hall.do({ type: "pause", window: W(2), reason: null });
    },
    "walk",
  ],
];

test.each(SITUATIONS)("a run binds a newcomer where the policy does: %s", (_, happen, ticketClass) => {
  const hall = new DeskHall({
    ...RULES,
    sectors: RULES.sectors.map((s) => ({ ...s, binding: s.id === A ? ("atTicket" as const) : s.binding })),
  });
  hall.open(1, 2);
  happen(hall);
  hall.wait(MINUTE);
  const { probe } = played(hall, () => [], ticketClass);
  const bound = hall.state.tickets.get(hall.issue(A, ticketClass))?.bound;
  expect(bound).toBeDefined();
  expect(probe).toBe(bound);
});
