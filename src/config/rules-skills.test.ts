import { expect, test } from "vitest";
import { draftOf } from "./draft.ts";
import { knownSkills } from "./rules-skills.ts";

const hall = {
  sectors: [{ id: "a", name: "甲", prefix: "A" }],
  windows: [{ id: "w01", name: "1号窗口", sectors: ["a"], matters: ["m1", "m9"] }],
  staff: [{ id: "s01", name: "王芳", skills: ["a", "m1", "m2"] }],
  policy: { matterLevels: { m1: 3, m7: 2 } },
};

test("skills, a window's matters and levels that name nothing are errors, each on its field", () => {
  const found = knownSkills(draftOf({ ...hall, matters: [{ id: "m1" }] }));
  expect(found.map((f) => [f.severity, f.path.join(".")])).toEqual([
    ["error", "staff.0.skills.2"],
    ["error", "windows.0.matters.1"],
    ["error", "policy.matterLevels.m7"],
  ]);
  expect(found[0]?.message).toContain("m1, a");
});

test("without matters of its own the samples are meant, which can't be looked up here: a warning", () => {
  const found = knownSkills(draftOf({ ...hall, windows: [], policy: {} }));
  expect(found.map((f) => [f.severity, f.path.join(".")])).toEqual([
    ["warning", "staff.0.skills.1"],
    ["warning", "staff.0.skills.2"],
  ]);
});
