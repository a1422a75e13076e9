import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scenario } from "../../planning/simulate/scenario.ts";
import { simulate } from "../../planning/simulate/simulate.ts";
import { simulateVerb } from "./verb.ts";

let folder: string;
let out: string[];
let err: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hall-simulate-"));
  out = [];
  err = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const verb = (files: { scenario: string; out: string }) =>
  simulateVerb(files, { out: (line) => void out.push(line), err: (line) => void err.push(line) });
const write = (value: unknown): string => {
  writeFileSync(at("day.json"), typeof value === "string" ? value : JSON.stringify(value));
  return at("day.json");
};

const RIGHT = {
  schema: 1,
  walk: 1,
  matters: [{ id: "m", sector: "s", mean: 5, cv: 0.5 }],
  windows: [{ id: "w1", sector: "s", openAt: 2 }],
  tickets: [
    { id: "t1", at: 0, matter: "m", class: "walk", work: 4, noShow: false, noShowCost: 1 },
    { id: "t2", at: 0, matter: "m", class: "green", work: 4, noShow: true, noShowCost: 1.5 },
  ],
};

test("a right scenario gives the answer as JSON, and one line about it", () => {
  expect(verb({ scenario: write(RIGHT), out: at("out.json") })).toBe(0);
  const answer = JSON.parse(readFileSync(at("out.json"), "utf8"));
  expect(answer).toEqual(simulate(scenario.parse(RIGHT)));
  expect(answer.policy).toBe("default");
  expect(answer.tickets[1]).toMatchObject({ servedBy: "w1", calledAt: 2, startedAt: null, finishedAt: null });
  expect(answer.tickets[0]).toMatchObject({ calledAt: 3.5, startedAt: 4.5, finishedAt: 8.5, promises: [] });
  expect(out.join()).toContain("2 个号");
  expect(err).toEqual([]);
});

test("all problems are told at once with their place and what stood there, and nothing is written", () => {
  const wrong = {
    ...RIGHT,
    walk: -1,
    policy: "fair",
    windows: [
      { id: "w1", sector: "x", known: [[30, 20]] },
      { id: "w1", sector: "s" },
    ],
    tickets: [
      { id: "t1", at: 0, matter: "none", work: 4 },
      { id: "t1", at: 1, matter: "m", work: -4 },
    ],
  };
  expect(verb({ scenario: write(wrong), out: at("out.json") })).toBe(2);
  const places = err.slice(0, -1).map((line) => line.slice(at("day.json").length + 2).split(": ")[0]);
  expect(places.sort()).toEqual([
    'policy = "fair"',
    'tickets[0].matter = "none"',
    'tickets[1].id = "t1"',
    "tickets[1].work = -4",
    "walk = -1",
    'windows[0].known[0] = "[2 items]"',
    'windows[0].sector = "x"',
    'windows[1].id = "w1"',
  ]);
  expect(err.at(-1)).toContain("8 problems");
  expect(() => readFileSync(at("out.json"))).toThrow();
});

test.each([null, 7, [], { ...RIGHT, tickets: [null] }, { ...RIGHT, windows: 3 }])(
  "what is no scenario at all (%j) is told, too",
  (wrong) => {
    expect(verb({ scenario: write(wrong), out: at("out.json") })).toBe(2);
    expect(err.at(-1)).toMatch(/\d+ problems/);
  },
);

test("a file that is missing or no JSON ends with 2, an answer that can't be written with 1", () => {
  expect(verb({ scenario: at("none.json"), out: at("out.json") })).toBe(2);
  expect(err.join()).toContain("none.json");
  expect(verb({ scenario: write("{schema: 1"), out: at("out.json") })).toBe(2);
  expect(verb({ scenario: write(RIGHT), out: at("no/such/folder.json") })).toBe(1);
  expect(err.at(-1)).toContain("no/such/folder.json");
});
