import { z } from "zod";
import { device } from "../contract/device-config.ts";
import { fieldProblems, pathText, valueAt } from "../contract/field-problems.ts";
import { error, type Finding, fieldsOf, type Rule } from "./draft.ts";

/**
 * With a driver that nobody knows the schema stops at that field. What every driver of the role that has the field
 * would complain about is told all the same, so that one reading reports everything.
 */
export const unknownDrivers: Rule = ({ input }) => {
  const list = valueAt(input, ["devices"]);
  return Array.isArray(list) ? list.flatMap((raw: unknown, at) => common(fieldsOf(raw), at)) : [];
};

function common(raw: Readonly<Record<string, unknown>>, at: number): Finding[] {
  const kinds = device.options.flatMap((role) => [...role.options]);
  const drivers = kinds.filter(({ shape }) => shape.role.value === raw.role);
  if (drivers.some(({ shape }) => shape.driver.value === raw.driver)) return [];
  const judged = drivers.map((kind) => {
    const parsed = kind.safeParse({ ...raw, driver: kind.shape.driver.value });
    const issues = (parsed.error?.issues ?? []).filter(({ code }) => code !== "unrecognized_keys");
    return { kind, issues };
  });
  // A field is wrong when every driver that has it says so; the first one's words are told.
  const told = new Set<string>();
  return judged.flatMap(({ kind, issues }) => {
    const shared = issues.filter(({ path }) => {
      const text = pathText(path);
      const having = judged.filter((j) => String(path[0]) in j.kind.shape);
      return !told.has(text) && having.every((j) => j.issues.some((i) => pathText(i.path) === text));
    });
    for (const { path } of shared) told.add(pathText(path));
    if (shared.length === 0) return [];
    const words = fieldProblems(kind, new z.ZodError(shared), { ...raw, driver: kind.shape.driver.value });
    return shared.map(({ path }, i) => error(["devices", at, ...path], words[i]?.message ?? ""));
  });
}
