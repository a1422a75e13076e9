import { z } from "zod";
import { device } from "../contract/device-config.ts";
import { fieldProblems, pathText, valueAt } from "../contract/field-problems.ts";
import { error, type Finding, fieldsOf, type Rule } from "./draft.ts";

/**
 * With a driver that nobody knows the schema stops at that field. What every driver of the role would complain about is
 * told all the same, so that one reading reports everything.
 */
export const unknownDrivers: Rule = ({ input }) => {
  const list = valueAt(input, ["devices"]);
  return Array.isArray(list) ? list.flatMap((raw: unknown, at) => common(fieldsOf(raw), at)) : [];
};

function common(raw: Readonly<Record<string, unknown>>, at: number): Finding[] {
  const kinds = device.options.flatMap((role) => [...role.options]);
  const drivers = kinds.filter(({ shape }) => shape.role.value === raw.role);
  if (drivers.some(({ shape }) => shape.driver.value === raw.driver)) return [];
  const complaints = drivers.map((kind) => {
    const parsed = kind.safeParse({ ...raw, driver: kind.shape.driver.value });
    return (parsed.error?.issues ?? []).filter(({ code }) => code !== "unrecognized_keys");
  });
  const [first = [], ...others] = complaints;
  const shared = first.filter(({ path }) =>
    others.every((issues) => issues.some((issue) => pathText(issue.path) === pathText(path))),
  );
  const [kind] = drivers;
  if (!kind || shared.length === 0) return [];
  const told = fieldProblems(kind, new z.ZodError(shared), { ...raw, driver: kind.shape.driver.value });
  return shared.map(({ path }, i) => error(["devices", at, ...path], told[i]?.message ?? ""));
}
