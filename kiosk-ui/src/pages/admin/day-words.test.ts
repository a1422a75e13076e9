import { expect, it } from "vitest";
import { dayPerson } from "../../../../src/contract/day.ts";
import { closedWords, decisionsOf, suggested } from "./day-words.ts";

const person = (ticket: string) =>
  dayPerson.parse({
    ticket,
    number: ticket,
    queue: "q",
    queueName: "板块",
    state: "waiting",
    phone: null,
    issuedAt: "2026-11-23T09:00:00+08:00",
    upTo: null,
  });

it("serves who is here, ends who did not come", () => {
  expect([suggested("waiting"), suggested("parked"), suggested("missed")]).toEqual([
    "serve",
    "serve",
    "expire",
  ]);
});

it("asks for one decision a person, and serves whom no slot was found for", () => {
  const people = ["a", "b", "c", "d"].map(person);
  const choices = { a: "expire", b: "rebook", c: "rebook" } as const;
  expect(decisionsOf(people, choices, { b: "s1", c: "" })).toEqual([
    { ticket: "a", action: "expire" },
    { ticket: "b", action: "rebook", slot: "s1" },
    { ticket: "c", action: "serve" },
    { ticket: "d", action: "serve" },
  ]);
});

it("sums up what became of them", () => {
  expect(closedWords({ expired: 2, rebooked: 1, kept: 3, told: 2, untold: ["Z001"] })).toBe(
    "今日已收号：继续办理 3 个，改约 1 个，2 个号作废；已发短信 2 条",
  );
});
