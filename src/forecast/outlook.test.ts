import { expect, test } from "vitest";
import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import { aheadOf } from "../dispatcher/ahead.ts";
import { breaksOnly, type Plans } from "../dispatcher/forward/plans.ts";
import { boundOf, plainOutlook } from "../dispatcher/outlook.ts";
import { setBack } from "../dispatcher/set-back.ts";
import { DeskHall, MINUTE, RULES, S, W } from "../dispatcher/testing/desk-hall.ts";
import { FRESH } from "../kernel/calibration.ts";
import { kindsToAsk } from "./asked.ts";
import { forecastAll } from "./everybody.ts";
import { ForecastOutlook } from "./outlook.ts";
import { unpackModel, unpackProbes } from "./pack.ts";
import { indexOf, takeSnapshot } from "./snapshot.ts";
import { finished } from "./steps.ts";

const A = "a" as QueueId;
const B = "b" as QueueId;

const NO_PLANS = breaksOnly(() => []);

/** What the running hall does, without a thread. */
function refresh(hall: DeskHall, outlook: ForecastOutlook, seed = 1, plans: Plans = NO_PLANS): void {
  const asked = kindsToAsk(hall.state, outlook.met());
  const { snapshot, model, probes } = finished(
    takeSnapshot({ state: hall.state, asked, plansAt: () => plans, now: () => hall.at }),
  );
  const request = {
    model: unpackModel(structuredClone(model)),
    probes: unpackProbes(probes),
    seed,
    runs: 60,
    budgetMs: null,
    until: null,
    release: [],
    calibration: FRESH,
  };
  outlook.take(
    snapshot,
    finished(indexOf(snapshot)),
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

test("a matter not asked about yet is told its sector's wait, but not where the windows that call can't do it", () => {
  const windows = RULES.windows.map((w) => (w.id === W(1) ? { ...w, matters: ["m1"] } : w));
  const hall = new DeskHall({ ...RULES, windows });
  hall.open(1);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  expect(place(hall, outlook, hall.issue(A, "walk", [A], ["m2"]))).toBeNull();
  hall.issue(A);
  expect(place(hall, outlook, hall.issue(A, "walk", [A], ["m1"]))).not.toBeNull();
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

test("a clock set back makes nobody's wait longer", () => {
  const hall = busy(6);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  const newcomer = hall.issue(A);
  const before = [place(hall, outlook, newcomer), of(hall, outlook, "t5" as TicketId)];
  setBack(hall.state, 20 * MINUTE);
  hall.wait(-20 * MINUTE);
  expect([of(hall, outlook, newcomer), of(hall, outlook, "t5" as TicketId)]).toEqual(before);
});

test("a crowd at the door, some of the green channel: the others are told a wait, too", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  for (let n = 0; n < 30; n++) hall.issue(A, n % 5 === 0 ? "green" : "walk");
  hall.next(1);
  hall.next(2);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  const told = outlook.ofQueue(hall.state, A, hall.at);
  expect(told?.minutes).toBeGreaterThan(28 * 2);
  expect(told?.minutes).toBeLessThan(28 * 20);
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
    const plans = breaksOnly(() => [[hall.at + from, hall.at + to]]);
    const { model } = finished(
      takeSnapshot({ state: hall.state, asked, plansAt: () => plans, now: () => hall.at }),
    );
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

test("before any window is open they are told by when the windows are counted on to open", () => {
  const hall = new DeskHall();
  const outlook = new ForecastOutlook();
  const opening = hall.at + 20 * MINUTE;
  const plans = { ...NO_PLANS, opensAt: (id: WindowId) => (id === W(3) ? null : opening) };
  for (let n = 0; n < 3; n++) hall.issue(A);
  expect(plainOutlook.ofQueue(hall.state, A, hall.at)).toBeNull();
  refresh(hall, outlook, 1, plans);
  // Two windows take two at once when they open; the third waits for one of them.
  const minutes = ["t1", "t2", "t3"].map(
    (id) => of(hall, outlook, id as TicketId)?.estimate.minutes as number,
  );
  expect(minutes.slice(0, 2)).toEqual([20, 20]);
  expect(minutes[2]).toBeGreaterThan(22);
  expect(minutes[2]).toBeLessThan(40);
  expect(outlook.ofQueue(hall.state, A, hall.at)?.minutes).toBeGreaterThan(22);
  const told = place(hall, outlook, hall.issue(A));
  expect(told?.by).toBe("forecast");
  expect(told?.estimate.minutes).toBeGreaterThan(22);
});

/** Every window changes to these sectors so many minutes from now. */
const changing =
  (hall: DeskHall) =>
  (...at: readonly (readonly [number, QueueId])[]): Plans => ({
    ...NO_PLANS,
    shiftsOf: () => at.map(([minutes, sector]) => ({ from: hall.at + minutes * MINUTE, sectors: [sector] })),
  });

test("a window that changes sectors at a set time is counted on there from then on, and not before", () => {
  const hall = new DeskHall();
  hall.open(1);
  const outlook = new ForecastOutlook();
  hall.issue(B);
  refresh(hall, outlook);
  expect(of(hall, outlook, "t1" as TicketId)).toBeNull();
  const shifts = changing(hall);
  refresh(hall, outlook, 1, shifts([30, B]));
  expect(of(hall, outlook, "t1" as TicketId)?.estimate).toEqual({ minutes: 30, upTo: 30 });
  // It leaves 乙 again before the line is done: nobody new would be called in the hours looked ahead.
  for (let n = 0; n < 30; n++) hall.issue(B);
  refresh(hall, outlook, 1, shifts([0, B], [30, A]));
  expect(boundOf(outlook, hall.state, B, hall.at)).toBeNull();
  hall.do({ type: "set-sectors", window: W(1), sectors: [B], from: null });
  refresh(hall, outlook, 1, shifts([30, A]));
  expect(outlook.ofQueue(hall.state, B, hall.at)).toBeNull();
  expect(boundOf(outlook, hall.state, B, hall.at)).toBe(300);
});

test("a window that comes back to its sector takes the line up again where it stood", () => {
  const hall = new DeskHall();
  hall.open(1);
  const outlook = new ForecastOutlook();
  hall.issue(B);
  const shifts = changing(hall);
  // Back again at once: whoever is of 甲 by then waits for the second change, 乙 has its half hour.
  hall.issue(A);
  hall.next(1);
  for (let n = 0; n < 40; n++) hall.issue(A);
  refresh(hall, outlook, 1, shifts([30, B], [60, A]));
  const b = of(hall, outlook, "t1" as TicketId)?.estimate.minutes as number;
  expect(b).toBeGreaterThanOrEqual(30);
  expect(b).toBeLessThan(50);
  const minutes = Array.from(
    { length: 20 },
    (_, i) => of(hall, outlook, `t${i + 3}` as TicketId)?.estimate.minutes,
  );
  expect(minutes.some((m) => m !== undefined && m >= 60)).toBe(true);
  // Nobody of 甲 while it serves 乙.
  expect(minutes.filter((m) => m !== undefined && m > 50 && m < 60)).toEqual([]);
});

test("a newcomer with many like cases is told by the forecast of the batch windows", () => {
  const hall = new DeskHall({
    ...RULES,
    sectors: RULES.sectors.map((s) => ({ ...s, batchAbove: 3 })),
    windows: RULES.windows.map((w) => ({ ...w, batch: w.id === W(2) })),
  });
  hall.open(1, 2);
  for (let n = 0; n < 3; n++) hall.issue(A);
  hall.next(1);
  hall.next(2);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  const single = outlook.ofQueue(hall.state, A, hall.at)?.minutes as number;
  const told = place(hall, outlook, hall.issue(A, "walk", [A], [], 10));
  expect(told).toMatchObject({ by: "forecast", likely: W(2) });
  // Of two windows that take the line ahead only one takes them.
  expect(told?.estimate.minutes).toBeGreaterThan(single);
});

test("a newcomer bound to a window with the number is told what that window's line takes", () => {
  const hall = new DeskHall({
    ...RULES,
    sectors: RULES.sectors.map((s) => ({ ...s, binding: "atTicket" as const })),
  });
  hall.open(1, 2, 3);
  for (let n = 0; n < 12; n++) hall.issue(n % 2 ? A : B);
  for (const n of [1, 2, 3]) hall.next(n);
  const outlook = new ForecastOutlook();
  refresh(hall, outlook);
  const sector = outlook.ofQueue(hall.state, A, hall.at)?.minutes as number;
  const id = hall.issue(A);
  const ticket = hall.state.tickets.get(id);
  const window = ticket?.bound ?? null;
  const told = place(hall, outlook, id);
  expect(told).toMatchObject({ by: "forecast", likely: window });
  // What kiosk and screens said of the sector is what the number says.
  expect(Math.abs((told?.estimate.minutes as number) - sector)).toBeLessThanOrEqual(1);
  const second = hall.issue(A);
  refresh(hall, outlook);
  // Told before the next forecast or by it: about the same.
  expect(Math.abs((of(hall, outlook, id)?.estimate.minutes as number) - sector)).toBeLessThanOrEqual(4);
  expect(of(hall, outlook, second)?.likely).toBe(hall.state.tickets.get(second)?.bound);
});
