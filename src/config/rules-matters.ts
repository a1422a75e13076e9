import { z } from "zod";
import { fieldProblems, valueAt } from "../contract/field-problems.ts";
import { matter } from "../contract/matter.ts";
import { error, type Finding, fieldsOf, idsOf, listed, type Path, type Rule } from "./draft.ts";

/** A matter as an installer writes it: its version is its content's hash, so it needn't be there. */
const writtenMatter = matter.extend({ version: z.string().optional() });

function twice(values: readonly unknown[], path: (k: number) => Path): Finding[] {
  return values.flatMap((v, k) =>
    typeof v === "string" && values.indexOf(v) < k ? [error(path(k), "编号重复（duplicate id）")] : [],
  );
}

/** The config's own matters are whole and name a sector that exists. */
export const soundMatters: Rule = (draft) => {
  const list = valueAt(draft.input, ["matters"]);
  if (!Array.isArray(list)) return [];
  const sectors = idsOf(draft.sectors);
  const ids = list.map((m: unknown) => valueAt(m, ["id"]));
  return [
    ...twice(ids, (k) => ["matters", k, "id"]),
    ...list.flatMap((raw: unknown, at): Finding[] => {
      const { sector, materials }: { sector?: unknown; materials?: unknown } = fieldsOf(raw);
      const parsed = writtenMatter.safeParse(raw);
      const wrong = parsed.success
        ? []
        : parsed.error.issues.map((issue, k) =>
            error(
              ["matters", at, ...issue.path],
              fieldProblems(writtenMatter, parsed.error, raw)[k]?.message ?? issue.message,
            ),
          );
      const unknown =
        typeof sector === "string" && sectors !== null && !sectors.includes(sector)
          ? [
              error(
                ["matters", at, "sector"],
                `没有这个板块，可用：${listed(sectors)}（unknown sector; allowed: ${listed(sectors)}）`,
              ),
            ]
          : [];
      const names = Array.isArray(materials) ? materials.map((m: unknown) => valueAt(m, ["id"])) : [];
      return [...wrong, ...unknown, ...twice(names, (k) => ["matters", at, "materials", k, "id"])];
    }),
  ];
};
