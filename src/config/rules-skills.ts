import { valueAt } from "../contract/field-problems.ts";
import {
  type Draft,
  error,
  type Finding,
  fieldsOf,
  idsOf,
  listed,
  type Path,
  type Rule,
  warning,
} from "./draft.ts";

/** Ids of the config's own matters; null: it has none, the samples are offered. */
function ownMatters(draft: Draft): readonly string[] | null {
  const list = valueAt(draft.input, ["matters"]);
  if (!Array.isArray(list)) return null;
  return list.flatMap((m: unknown) => {
    const id = valueAt(m, ["id"]);
    return typeof id === "string" ? [id] : [];
  });
}

function unknown(path: Path, id: unknown, allowed: readonly string[], own: boolean): Finding[] {
  if (typeof id !== "string" || allowed.includes(id)) return [];
  return own
    ? [error(path, `没有这个事项或板块，可用：${listed(allowed)}（unknown; allowed: ${listed(allowed)}）`)]
    : [
        warning(
          path,
          "不是板块；未写 matters，须是示例事项的编号（no sector; must be the id of a sample matter）",
        ),
      ];
}

/** Skills of staff, matters of windows and levels name matters (skills: or sectors) that exist. */
export const knownSkills: Rule = (draft) => {
  const matters = ownMatters(draft);
  const own = matters !== null;
  const sectors = idsOf(draft.sectors) ?? [];
  const allowed = [...(matters ?? []), ...sectors];
  const levels = fieldsOf(valueAt(draft.input, ["policy", "matterLevels"]));
  return [
    ...(draft.staff ?? []).flatMap((e) =>
      (e.fields.skills ?? []).flatMap((id, k) => unknown(["staff", e.at, "skills", k], id, allowed, own)),
    ),
    ...(draft.windows ?? []).flatMap((e) =>
      (e.fields.matters ?? []).flatMap((id, k) =>
        unknown(["windows", e.at, "matters", k], id, matters ?? [], own),
      ),
    ),
    ...Object.keys(levels).flatMap((id) => unknown(["policy", "matterLevels", id], id, matters ?? [], own)),
  ];
};
