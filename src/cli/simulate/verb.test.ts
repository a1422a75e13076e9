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
    "windows[0].known[0] = [30,20]",
    'windows[0].sector = "x"',
    'windows[1].id = "w1"',
  ]);
  expect(err.at(-1)).toContain("8 problems");
  expect(() => readFileSync(at("out.json"))).toThrow();
});

test("each problem says what may stand there, also inside of a policy and of a list", () => {
  const [ticket] = RIGHT.tickets;
  const wrong = {
    ...RIGHT,
    policy: { kind: "fair", slackMinuts: 3 },
    matters: [{ id: "m", sector: "s", mean: 0, cv: 0.5 }],
    windows: [{ id: "w1", sector: "s", factor: { m: -1 }, known: [[5]] }, { id: "w2" }],
    tickets: [{ ...ticket, slot: [0, 30] }],
  };
  expect(verb({ scenario: write(wrong), out: at("out.json") })).toBe(2);
  const told = err.slice(0, -1).map((line) => line.slice(at("day.json").length + 2));
  expect(told).toEqual([
    expect.stringMatching(/^policy\.kind = "fair": .*accumulating/),
    expect.stringMatching(/^policy\.slackMinuts: .*slackMinutes/),
    "matters[0].mean = 0: 须为 大于 0 的数（number above 0）",
    "windows[0].factor.m = -1: 须为 大于 0 的数（number above 0）",
    "windows[0].known[0] = [5]: 须为 恰好 2 项的列表（list of exactly 2 items）",
    expect.stringMatching(/^windows\[1\]\.sector: 缺少这一项/),
    "tickets[0].slot = [0,30]: 须为 数，或空（number or null）",
  ]);
});

test("a byte order mark does no harm; a speed at a matter that is none is told and left out", () => {
  const [first] = RIGHT.windows;
  const strange = { ...RIGHT, windows: [{ ...first, factor: { n: 2 } }] };
  expect(verb({ scenario: write(`\uFEFF${JSON.stringify(strange)}`), out: at("out.json") })).toBe(0);
  expect(JSON.parse(readFileSync(at("out.json"), "utf8"))).toEqual(simulate(scenario.parse(RIGHT)));
  expect(err.map((line) => line.split(": ")[1])).toEqual(["windows[0].factor.n"]);
});

test("a misspelt field is told and left out, and the day is played as without it", () => {
  const [first] = RIGHT.windows;
  const misspelt = { ...RIGHT, anounce: true, windows: [{ ...first, closesAt: 9 }] };
  expect(verb({ scenario: write(misspelt), out: at("out.json") })).toBe(0);
  expect(JSON.parse(readFileSync(at("out.json"), "utf8"))).toEqual(simulate(scenario.parse(RIGHT)));
  expect(err.map((line) => line.split(": ")[1])).toEqual(["anounce", "windows[0].closesAt"]);
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
