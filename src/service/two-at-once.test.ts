import { afterEach, beforeEach, expect, test } from "vitest";
import type { QueueId, VisitToken, WindowId } from "../contract/ids.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { WindowCommand } from "../http/hall-service.ts";
import { fingerprint } from "../http/idempotency.ts";
import { isRefusal } from "../kernel/errors.ts";
import { ADMIN, CoreHall, codeOf } from "./testing/core-hall.ts";

// Two presses in the same round of the event loop share a transaction: the second is judged by what the first has done.

const Q = "comprehensive" as QueueId;
const W = (n: number) => `w0${n}` as WindowId;
const MINUTE = 60_000;
let hall: CoreHall;
beforeEach(async () => {
  hall = new CoreHall((demo) => ({ ...demo, policy: { ...demo.policy, rebindAfterMinutes: 2 } }));
  hall.core.start();
  for (const n of [1, 2, 3]) await hall.open(W(n), `s0${n}`);
});
afterEach(() => hall.stop());

/** What a press comes to: the number at the window then, or why not. */
const press = async (command: WindowCommand, given: string | null = null) => {
  // As HTTP keeps it: by what is asked of whom.
  const { verb, window, ...body } = command;
  const key =
    given === null
      ? null
      : {
          scope: `POST /windows/${window}/${verb}`,
          key: given,
          fingerprint: fingerprint(body),
        };
  const done = await hall.service.window(command, { ...ADMIN, key });
  return isRefusal(done) ? done.refused : (done.answer.ticket?.number ?? null);
};
const verb = (n: number, name: "call-next" | "call-parked" | "start" | "finish" | "resume" | "close") =>
  press({ verb: name, window: W(n) });
const call = (n: number, { id }: Ticket) => press({ verb: "call", window: W(n), ticket: id });
const park = (n: number) => press({ verb: "park", window: W(n), reason: null });
const callsOf = ({ id }: Ticket) =>
  hall.facts.flatMap((f) => (f.type === "ticket.called" && f.data.ticket === id ? [f.data.window] : []));
const stateOf = ({ id }: Ticket) => hall.service.ticket(id)?.state;
const tokenOf = (ticket: Ticket) => (ticket.statusUrl ?? "").split("/").at(-1) as VisitToken;
const leave = async (ticket: Ticket) => codeOf(await hall.service.leave(tokenOf(ticket), ADMIN));

/** Somebody set aside at window 1. */
async function parked(): Promise<Ticket> {
  const ticket = await hall.issue({ queue: Q });
  await verb(1, "call-next");
  await verb(1, "start");
  await park(1);
  return ticket;
}

test("two clerks call a parked person whose own clerk has gone: one has them", async () => {
  const byNumber = await parked();
  await verb(1, "close");
  expect(await Promise.all([call(2, byNumber), call(3, byNumber)])).toEqual([
    byNumber.number,
    "ticket.wrong-state",
  ]);
  expect(callsOf(byNumber)).toEqual([W(1), W(2)]);
  await verb(2, "finish");
  await hall.open(W(1), "s01");
  const byKey = await parked();
  await verb(1, "close");
  expect(await Promise.all([verb(3, "call-parked"), verb(2, "call-parked")])).toEqual([
    byKey.number,
    "window.no-ticket",
  ]);
});

test("a parked person comes back as the clerk calls them: called once, whichever was first", async () => {
  const first = await parked();
  const rejoin = (ticket: Ticket) => hall.service.rejoin(ticket.id, ADMIN).then(codeOf);
  expect(await Promise.all([rejoin(first), verb(1, "call-parked"), verb(1, "call-next")])).toEqual([
    "done",
    "window.no-ticket",
    first.number,
  ]);
  await verb(1, "finish");
  const second = await parked();
  expect(await Promise.all([verb(1, "call-parked"), rejoin(second)])).toEqual([
    second.number,
    "ticket.wrong-state",
  ]);
  expect(callsOf(second)).toEqual([W(1), W(1)]);
});

test("a window resumes as whoever came back to it is handed over: one window calls them", async () => {
  const ticket = await parked();
  await press({ verb: "pause", window: W(1), reason: null });
  await hall.service.rejoin(ticket.id, ADMIN);
  expect(await verb(2, "call-next")).toBeNull();
  // The timer and the presses fall into the same turn.
  hall.clock.advance(2 * MINUTE);
  const pressed = await Promise.all([verb(1, "resume"), verb(2, "call-next"), verb(1, "call-next")]);
  await hall.settled();
  expect(pressed.filter((number) => number === ticket.number)).toHaveLength(1);
  expect(callsOf(ticket)).toHaveLength(2);
  expect(stateOf(ticket)).toBe("called");
});

test("two windows call the same number, or the only one that waits: one of them has it", async () => {
  const named = await hall.issue({ queue: Q });
  await hall.issue({ queue: Q });
  await verb(2, "call-next").then(() => verb(2, "finish"));
  const other = await hall.issue({ queue: Q });
  await verb(2, "call-next");
  const served = hall.core.windowView(W(2))?.ticket?.number;
  expect(await Promise.all([call(1, other), call(2, other)])).toEqual([other.number, "ticket.wrong-state"]);
  // Whoever was refused goes on with the person at the window.
  expect([callsOf(other), hall.core.windowView(W(2))?.ticket?.number]).toEqual([[W(1)], served]);
  await verb(1, "finish");
  await verb(2, "finish");
  expect(callsOf(named)).toEqual([W(2)]);
  const last = await hall.issue({ queue: Q });
  expect(await Promise.all([verb(3, "call-next"), verb(1, "call-next"), verb(2, "call-next")])).toEqual([
    last.number,
    null,
    null,
  ]);
});

test("a citizen leaves as they are called: no window keeps somebody who has gone", async () => {
  const before = await hall.issue({ queue: Q });
  expect(await Promise.all([leave(before), verb(1, "call-next")])).toEqual(["done", null]);
  const after = await hall.issue({ queue: Q });
  expect(await Promise.all([verb(1, "call-next"), leave(after)])).toEqual([after.number, "done"]);
  expect([stateOf(before), stateOf(after)]).toEqual(["cancelled", "cancelled"]);
  expect(hall.core.windowView(W(1))).toMatchObject({ state: "idle", ticket: null });
  const served = await hall.issue({ queue: Q });
  await verb(1, "call-next");
  expect(await Promise.all([verb(1, "start"), leave(served)])).toEqual([served.number, "ticket.wrong-state"]);
});

test("a transfer pressed twice is one: the second finds nobody there", async () => {
  const ticket = await hall.issue({ queue: Q });
  await verb(1, "call-next");
  const to = (where: { readonly queue: QueueId } | { readonly window: WindowId }) =>
    press({ verb: "transfer", window: W(1), to: where });
  expect(
    await Promise.all([to({ queue: "property" as QueueId }), to({ window: W(2) }), verb(1, "finish")]),
  ).toEqual([ticket.number, "window.no-ticket", "window.no-ticket"]);
  expect(hall.service.ticket(ticket.id)).toMatchObject({ leg: 2, queue: "property" });
});

test("one key at two windows are two presses; the same key there with other words is refused", async () => {
  const tickets = [
    await hall.issue({ queue: Q }),
    await hall.issue({ queue: Q }),
    await hall.issue({ queue: Q }),
  ];
  const next = (n: number) => press({ verb: "call-next", window: W(n) }, "k");
  const [a, b] = tickets;
  expect(await Promise.all([next(1), next(1), next(2), next(1)])).toEqual([
    a?.number,
    a?.number,
    b?.number,
    a?.number,
  ]);
  expect(await press({ verb: "start", window: W(1) }, "k")).toBe(a?.number);
  expect(hall.core.windowView(W(1))?.state).toBe("serving");
  const aside = (reason: string) => press({ verb: "park", window: W(1), reason }, "k");
  expect(await Promise.all([aside("复印"), aside("拍照")])).toEqual([a?.number, "idempotency.mismatch"]);
  await hall.restart();
  expect(await next(2)).toBe(b?.number);
  expect(tickets.map((t) => callsOf(t).length)).toEqual([1, 1, 0]);
});
