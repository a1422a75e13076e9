import { expect, test } from "vitest";
import type { QueueId, TicketId } from "../contract/ids.ts";
import { aheadOf } from "../dispatcher/order.ts";
import { plainOutlook } from "../dispatcher/outlook.ts";
import { DeskHall, MINUTE, S, W } from "../dispatcher/testing/desk-hall.ts";
import { FRESH } from "../kernel/calibration.ts";
import { forecastAll } from "./everybody.ts";
import { ForecastOutlook } from "./outlook.ts";
import { unpackModel, unpackPeople } from "./pack.ts";
import { kindsToAsk, prepare, snapshotOf } from "./snapshot.ts";

const A = "a" as QueueId;
const B = "b" as QueueId;

/** What the running hall does, without a thread. */
function refresh(hall: DeskHall, outlook: ForecastOutlook, seed = 1): void {
  const asked = kindsToAsk(hall.state, outlook.met());
  for (const _ of prepare(hall.state, asked));
  const { snapshot, model, probes } = snapshotOf(hall.state, hall.at, () => [], asked);
  const request = {
    model: unpackModel(structuredClone(model)),
    probes: unpackPeople(probes),
    seed,
    runs: 60,
    budgetMs: null,
    until: null,
    release: [],
    calibration: FRESH,
  };
  outlook.take(
    snapshot,
    forecastAll(request, () => 0),
  );
}

/** Both windows of A busy, and so many waiting. */
function busy(waiting: number): DeskHall {
  const hall = new DeskHall();
  hall.open(1, 2);
  for (let n = 0; n < waiting + 2; n++) hall.issue(A);
  hall.next(1);
  hall.next(2);
  return hall;
}

const ticketOf = (hall: DeskHall, id: TicketId) => {
  const ticket = hall.state.tickets.get(id);
  if (!ticket) throw new Error(id);
  return { ticket, ahead: aheadOf(hall.state, ticket, hall.at) };
};
const place = (hall: DeskHall, outlook: ForecastOutlook, id: TicketId) => {
  const { ticket, ahead } = ticketOf(hall, id);
  return outlook.place(hall.state, ticket, ahead, hall.at);
};
const of = (hall: DeskHall, outlook: ForecastOutlook, id: TicketId) => {
  const { ticket, ahead } = ticketOf(hall, id);
  return outlook.ofTicket(hall.state, ticket, ahead, hall.at);
};

test("whoever waits is told by the forecast: the further back the longer, a median and a bound not below it", () => {
  const hall = busy(6);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  const told = ["t3", "t5", "t8"].map((id) => of(hall, outlook, id as TicketId));
  for (const t of told) {
    expect(t?.by).toBe("forecast");
    expect(t?.estimate.upTo).toBeGreaterThanOrEqual(t?.estimate.minutes as number);
  }
  const minutes = told.map((t) => t?.estimate.minutes as number);
  expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
  expect(minutes[2]).toBeGreaterThan(12);
  expect(minutes[2]).toBeLessThan(40);
});

test("a newcomer is told at once what the next forecast would tell, whoever came before since", () => {
  const hall = busy(6);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  for (let n = 0; n < 5; n++) hall.issue(A);
  const last = hall.issue(A);
  const told = place(hall, outlook, last);
  expect(told?.by).toBe("forecast");
  // Seen again before the next forecast it is the same promise, though others came behind.
  hall.issue(A);
  expect(of(hall, outlook, last)).toEqual(told);
  const exact = new ForecastOutlook();
  refresh(hall, exact, 7);
  const then = of(hall, exact, last);
  expect(Math.abs((told?.estimate.minutes as number) - (then?.estimate.minutes as number))).toBeLessThan(6);
  // Once a forecast has them, its word counts.
  refresh(hall, outlook, 7);
  expect(of(hall, outlook, last)).toEqual(then);
});

test("a sector that nobody waits in and a window that rests: at once", () => {
  const hall = new DeskHall();
  hall.open(1);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  expect(outlook.ofQueue(hall.state, A, hall.at)).toEqual({ minutes: 0, upTo: 0 });
  expect(place(hall, outlook, hall.issue(A))).toEqual({
    estimate: { minutes: 0, upTo: 0 },
    likely: W(1),
    by: "forecast",
  });
  expect(outlook.ofQueue(hall.state, B, hall.at)).toBeNull();
});

test("time that passes is taken off, and what is too old is told to nobody", () => {
  const hall = busy(8);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  const before = of(hall, outlook, "t9" as TicketId)?.estimate.minutes as number;
  hall.wait(MINUTE);
  expect(of(hall, outlook, "t9" as TicketId)?.estimate.minutes).toBe(before - 1);
  hall.wait(1);
  const { ticket, ahead } = ticketOf(hall, "t9" as TicketId);
  expect(of(hall, outlook, ticket.id)).toEqual(plainOutlook.ofTicket(hall.state, ticket, ahead, hall.at));
  expect(outlook.standing(hall.state, hall.at)).toBeNull();
});

test("a window that opens, or a person sent to another sector, is told by the plain rule until the next forecast", () => {
  const hall = busy(4);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  hall.do({ type: "transfer", window: W(1), to: { queue: B } });
  const moved = "t1" as TicketId;
  expect(place(hall, outlook, moved)?.by).toBe("forecast");
  hall.do({ type: "open", window: W(3), staff: S(3), placed: false });
  expect(of(hall, outlook, "t5" as TicketId)?.by).toBe("plain");
  refresh(hall, outlook);
  expect(of(hall, outlook, "t5" as TicketId)?.by).toBe("forecast");
});

test("a break that is known is in it: lunch lengthens the wait by what it lasts", () => {
  const hall = busy(3);
  const lunch = (from: number, to: number) => {
    const asked = kindsToAsk(hall.state, []);
    const { model } = snapshotOf(hall.state, hall.at, () => [[hall.at + from, hall.at + to]], asked);
    const all = forecastAll(
      {
        model: unpackModel(model),
        probes: [],
        seed: 2,
        runs: 80,
        budgetMs: null,
        until: null,
        release: [],
        calibration: FRESH,
      },
      () => 0,
    );
    return all.people.minutes[2] as number;
  };
  expect(lunch(1, 90 * MINUTE) - lunch(200 * MINUTE, 290 * MINUTE)).toBeGreaterThan(60);
});
