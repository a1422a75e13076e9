import { describe, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { TicketId, VisitToken } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { dispatcher } from "./dispatcher.ts";
import { A, DeskHall, MINUTE, S, W } from "./testing/desk-hall.ts";

const CLERK = { kind: "staff", id: "s01" } as const;
const holder = (ticket: TicketId, match: boolean) =>
  ({ type: "holder", ticket, match, note: null, by: CLERK }) as const;

/** A hall whose first ticket was taken with an identity card and called to window 1. */
function withCard() {
  const hall = new DeskHall();
  hall.open(1);
  const ticket = hall.issue(A);
  const issued = hall.facts.find((f) => f.type === "ticket.issued") as HallEvent<"ticket.issued">;
  const identity = { id: "i1", mask: "张* 3301****1234", key: "k" };
  dispatcher.apply(hall.state, event("ticket.cancelled", 0, { ticket, by: CLERK, reason: "x" }));
  dispatcher.apply(hall.state, { ...issued, data: { ...issued.data, identity } });
  hall.next(1);
  return { hall, ticket };
}

describe("本人核验", () => {
  test("the holder goes on", () => {
    const { hall, ticket } = withCard();
    expect(hall.state.tickets.get(ticket)?.holder).toEqual({ mask: "张* 3301****1234", checked: false });
    hall.do(holder(ticket, true));
    expect(hall.state.tickets.get(ticket)?.holder?.checked).toBe(true);
    expect(hall.do(holder(ticket, true))).toEqual([]);
    expect(hall.stateOf(ticket)).toBe("called");
  });

  test.each([["called"], ["serving"]] as const)(
    "somebody else's number is void (%s), and the window is free",
    (when) => {
      const { hall, ticket } = withCard();
      if (when === "serving") hall.do({ type: "start", window: W(1) });
      const facts = hall.do(holder(ticket, false)) as readonly HallEvent[];
      expect(facts.map((f) => f.type)).toEqual([
        "ticket.holder-checked",
        ...(when === "serving" ? ["service.finished"] : []),
        "ticket.cancelled",
      ]);
      expect(hall.stateOf(ticket)).toBe("cancelled");
      expect(hall.state.desks.get(W(1))?.state).toBe("idle");
      expect(facts.find((f) => f.type === "service.finished")?.data ?? null).toMatchObject(
        when === "serving" ? { outcome: "unconcluded", learnable: false, last: true } : {},
      );
    },
  );

  test("a window that was to close closes then", () => {
    const { hall, ticket } = withCard();
    hall.do({ type: "close", window: W(1) });
    hall.do(holder(ticket, false));
    expect(hall.state.desks.get(W(1))?.state).toBe("closed");
  });

  test("is for numbers taken with a document, at the window", () => {
    const hall = new DeskHall();
    hall.open(1);
    const plain = hall.issue(A);
    hall.next(1);
    expect(hall.do(holder(plain, true))).toBe("identity.none");
    const { hall: other, ticket } = withCard();
    other.do({ type: "no-show", window: W(1) });
    expect(other.do(holder(ticket, true))).toBe("ticket.wrong-state");
  });
});

describe("the green channel", () => {
  const withdraw = (ticket: TicketId) =>
    ({ type: "withdraw-green", ticket, reason: "无证件", by: CLERK }) as const;
  const grant = (ticket: TicketId) =>
    ({ type: "grant-green", ticket, reason: "pregnant", by: CLERK }) as const;

  /** Three walk-ins and then a green one, ten minutes apart. */
  function fourPeople() {
    const hall = new DeskHall();
    hall.open(1);
    const issue = (ticketClass: "walk" | "green") => {
      hall.wait(10 * MINUTE);
      return hall.issue(A, ticketClass);
    };
    const people = [issue("walk"), issue("walk"), issue("green"), issue("walk")];
    return { hall, people: people as [TicketId, TicketId, TicketId, TicketId] };
  }
  const order = (hall: DeskHall) => {
    const called: (TicketId | null | string)[] = [];
    for (let n = 0; n < 4; n++) called.push(hall.next(1));
    return called;
  };

  test("withdrawn while waiting: a walk-in where the arrival stands", () => {
    const { hall, people } = fourPeople();
    hall.do(withdraw(people[2]));
    expect(order(hall)).toEqual([...people]);
  });

  test("withdrawn from somebody with an appointment: the appointment is left, granted before or with the number", () => {
    const hall = new DeskHall();
    hall.open(1);
    const booked = hall.issue(A, "appointment", [A], [], 1, hall.at);
    hall.do(grant(booked));
    hall.do(withdraw(booked));
    expect(hall.state.tickets.get(booked)).toMatchObject({
      class: "appointment",
      green: null,
      slot: hall.at,
    });
    const issued = hall.facts.find((f) => f.type === "ticket.issued") as HallEvent<"ticket.issued">;
    const data = {
      ...issued.data,
      class: "green",
      otherwise: "appointment",
      ticket: "t9" as TicketId,
    } as const;
    dispatcher.apply(hall.state, { ...issued, data: { ...data, token: "token-9" as VisitToken } });
    hall.do(withdraw(data.ticket));
    expect(hall.state.tickets.get(data.ticket)?.class).toBe("appointment");
  });

  test("withdrawn at the window: back into the line, and the window is free", () => {
    const { hall, people } = fourPeople();
    expect(hall.next(1)).toBe(people[2]);
    hall.do(withdraw(people[2]));
    expect(hall.state.desks.get(W(1))).toMatchObject({ state: "idle", staff: S(1) });
    expect(hall.stateOf(people[2])).toBe("waiting");
    expect(order(hall)).toEqual([...people]);
    expect(hall.do(withdraw(people[1]))).toBe("green.none");
  });

  test("withdrawn at a window that was to pause or close: it does so then", () => {
    for (const [type, state] of [
      ["pause", "paused"],
      ["close", "closed"],
    ] as const) {
      const { hall, people } = fourPeople();
      hall.next(1);
      hall.do(type === "pause" ? { type, window: W(1), reason: null } : { type, window: W(1) });
      hall.do(withdraw(people[2]));
      expect(hall.state.desks.get(W(1))?.state).toBe(state);
    }
  });

  test("granted by staff, who is remembered", () => {
    const { hall, people } = fourPeople();
    hall.do(grant(people[1]));
    expect(hall.state.tickets.get(people[1])).toMatchObject({
      class: "green",
      green: { reason: "pregnant", grantedBy: CLERK },
    });
    expect(hall.do(grant(people[1]))).toEqual([]);
    expect(order(hall).slice(0, 3)).toEqual([people[1], people[2], people[0]]);
    expect(hall.do(grant(people[0]))).toBe("ticket.wrong-state");
  });
});
