import { expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { QueueId } from "../contract/ids.ts";
import { isRefusal } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import { checkin, type IssueCommand } from "./checkin.ts";
import { alreadyWaiting, initial, sequenceKey } from "./state.ts";
import { hallPlans } from "./testing/hall-plans.ts";
import { issueCommand } from "./testing/issue-command.ts";

const Z = "comprehensive" as QueueId;
const B = "property" as QueueId;
let count = 0;

function desk() {
  const state = initial(hallPlans({}));
  const apply = (fact: HallEvent) => void checkin.apply(state, fact);
  const issue = (over: Partial<IssueCommand> = {}, day = "2026-11-23") => {
    const command = issueCommand(++count, over);
    const decided = checkin.decide(state, command, { at: 0, day });
    if (isRefusal(decided)) return decided.refused;
    decided.forEach(apply);
    const [fact] = decided;
    return fact?.type === "ticket.issued" ? fact.data : null;
  };
  return { state, apply, issue };
}

const phone = (id: string) => ({ id, mask: "138****5678" });

test("numbers count up by prefix and never repeat on a day", () => {
  const { issue } = desk();
  const numbers = [Z, B, Z, Z].map((queue) => {
    const issued = issue({ legs: [{ queue, matters: [], count: 1 }] });
    return typeof issued === "object" && issued?.number;
  });
  expect(numbers).toEqual(["Z001", "B001", "Z002", "Z003"]);
});

test("a day that comes back after the clock was wrong goes on with its numbers", () => {
  const { state, apply, issue } = desk();
  const day = "2026-11-23";
  const b = { legs: [{ queue: B, matters: [], count: 1 }] };
  const number = (got: ReturnType<typeof issue>) => typeof got === "object" && got?.number;
  // They are given up, so that nothing but the day's own count keeps their numbers from being given again.
  for (const got of [issue({}, day), issue(b, day), issue({}, "1970-01-01")])
    if (typeof got === "object" && got)
      apply(
        event("ticket.cancelled", 1, { ticket: got.ticket, by: { kind: "system" }, reason: "cancelled" }),
      );
  apply(event("day.ended", 2, { day: "1970-01-01", next: day }));
  expect([number(issue({}, day)), number(issue(b, day))]).toEqual(["Z002", "B002"]);
  for (let d = 10; d < 30; d++) issue({}, `2026-12-${d}`);
  expect(state.sequences.size).toBeLessThan(10);
});

test("after Z999 comes Z1000", () => {
  const { state, issue } = desk();
  state.day = "2026-11-23";
  state.sequences.set(sequenceKey("2026-11-23", "Z"), 999);
  expect(issue()).toMatchObject({ number: "Z1000" });
});

test("a new day begins at 1 and gives no number that someone still holds from yesterday", () => {
  const { issue, apply } = desk();
  const held = issue();
  issue();
  if (typeof held !== "object" || !held) throw new Error("not issued");
  apply(event("day.ended", 0, { day: "2026-11-23", next: "2026-11-24" }));
  expect(issue({}, "2026-11-24")).toMatchObject({ number: "Z003", sequence: 3, day: "2026-11-24" });
  apply(event("ticket.cancelled", 0, { ticket: held.ticket, by: { kind: "system" }, reason: "" }));
  apply(event("day.ended", 0, { day: "2026-11-24", next: "2026-11-25" }));
  expect(issue({}, "2026-11-25")).toMatchObject({ number: "Z001" });
});

test("the same phone waiting in the sector gets no second ticket, another sector gives one", () => {
  const { state, issue } = desk();
  const first = issue({ contact: phone("p1") });
  expect(issue({ contact: phone("p1") })).toBeNull();
  expect(alreadyWaiting(state, "p1", Z)).toEqual([typeof first === "object" && first?.ticket]);
  expect(issue({ contact: phone("p1"), legs: [{ queue: B, matters: [], count: 1 }] })).toMatchObject({
    number: "B001",
  });
});

test("取号 for another person: up to the configured number of tickets; staff may go on", () => {
  const { issue } = desk();
  issue({ contact: phone("p1") });
  expect(issue({ contact: phone("p1"), forOther: true })).toMatchObject({ number: "Z002" });
  expect(issue({ contact: phone("p1"), forOther: true })).toBe("phone.limit");
  expect(issue({ contact: phone("p1"), override: true })).toMatchObject({ number: "Z003" });
});

test("once called, the phone may take a new number", () => {
  const { issue, apply } = desk();
  const first = issue({ contact: phone("p1") });
  if (typeof first !== "object" || !first) throw new Error("not issued");
  apply(
    event("ticket.called", 0, {
      ticket: first.ticket,
      leg: 1,
      window: "w01" as never,
      staff: "s01" as never,
      occurrence: 1,
      from: "waiting",
      reason: "",
    }),
  );
  expect(issue({ contact: phone("p1") })).toMatchObject({ number: "Z002" });
});

test("outside opening hours the refusal says when tickets are issued again", () => {
  const { state } = desk();
  const command = issueCommand(1, { open: false, nextOpening: 12345 });
  expect(checkin.decide(state, command, { at: 0, day: "2026-11-23" })).toMatchObject({
    refused: "hall.closed",
    nextOpening: 12345,
  });
});

test("an appointment's number has its class and slot, and is its own however many the phone holds", () => {
  const { issue } = desk();
  const contact = phone("p-1");
  const appointment = { booking: "b-1", slot: 5_000, class: "appointment" } as const;
  expect(issue({ contact })).toMatchObject({ class: "walk", slot: null, booking: null });
  expect(issue({ contact, appointment })).toMatchObject({
    class: "appointment",
    slot: 5_000,
    booking: "b-1",
    number: "Z002",
  });
  const green = { reason: "elderly", grantedBy: { kind: "system" } } as const;
  expect(issue({ appointment, green })).toMatchObject({ class: "green", slot: 5_000 });
  expect(issue({ appointment: { ...appointment, class: "walk" } })).toMatchObject({ class: "walk" });
});
