import type { ScenarioFields as Scenario } from "./scenario-fields.ts";

/** What is wrong between the fields of a scenario, each with its place. */
export interface ScenarioProblem {
  readonly path: PropertyKey[];
  readonly message: string;
}

export function problemsOf(day: Scenario): ScenarioProblem[] {
  return [...doubles(day), ...windowProblems(day), ...staffProblems(day), ...ticketProblems(day)];
}

const LISTS = ["matters", "windows", "tickets", "sectors", "staff"] as const;

function doubles(day: Scenario): ScenarioProblem[] {
  return LISTS.flatMap((list) => {
    const seen = new Set<string>();
    return (day[list] ?? []).flatMap((entry, i) => {
      const twice = seen.has(entry.id);
      seen.add(entry.id);
      return twice
        ? [{ path: [list, i, "id"], message: `"${entry.id}" is there twice; ids are unique` }]
        : [];
    });
  });
}

/** The rules are asked even of fields that are wrong by themselves. */
const listOf = <T>(list: readonly T[] | undefined): readonly T[] => (Array.isArray(list) ? list : []);

const namesOf = (names: Iterable<string>): string => [...names].slice(0, 20).join(", ");
const noMatter = (matter: string, known: ReadonlySet<string>): string =>
  `"${matter}" is no matter; there are ${namesOf(known)}`;

const mattersOf = ({ matters }: Scenario): ReadonlySet<string> => new Set(matters.map((m) => m.id));
const sectorsOf = ({ matters }: Scenario): ReadonlySet<string> => new Set(matters.map((m) => m.sector));

function windowProblems(day: Scenario): ScenarioProblem[] {
  const known = mattersOf(day);
  const sectors = sectorsOf(day);
  const problems: ScenarioProblem[] = [];
  const sectorIn = (path: PropertyKey[], sector: string) => {
    if (typeof sector === "string" && !sectors.has(sector))
      problems.push({
        path,
        message: `"${sector}" is no matter's sector; there are ${namesOf(sectors)}`,
      });
  };
  day.windows.forEach((w, i) => {
    if (w.sector !== null) sectorIn(["windows", i, "sector"], w.sector);
    listOf(w.serves).forEach((matter, j) => {
      if (!known.has(matter))
        problems.push({ path: ["windows", i, "serves", j], message: noMatter(matter, known) });
    });
    listOf(w.changes).forEach((change, j) => {
      for (const [k, sector] of listOf(change?.sectors).entries())
        sectorIn(["windows", i, "changes", j, "sectors", k], sector);
    });
    if (typeof w.closeAt === "number" && w.closeAt <= w.openAt)
      problems.push({ path: ["windows", i, "closeAt"], message: `must be after openAt, ${w.openAt}` });
  });
  day.sectors?.forEach((s, i) => {
    sectorIn(["sectors", i, "id"], s.id);
  });
  for (const list of ["announce", "binding"] as const) {
    const named = day[list];
    if (!Array.isArray(named)) continue;
    for (const [i, sector] of named.entries()) sectorIn([list, i], sector);
  }
  return problems;
}

function staffProblems(day: Scenario): ScenarioProblem[] {
  const known = new Set([...mattersOf(day), ...sectorsOf(day)]);
  const named = new Set(day.staff?.map((s) => s.id));
  const skills = (day.staff ?? []).flatMap((s, i) =>
    listOf(s.skills).flatMap((skill, j) =>
      known.has(skill)
        ? []
        : [
            {
              path: ["staff", i, "skills", j],
              message: `"${skill}" is no matter and no sector; there are ${namesOf(known)}`,
            },
          ],
    ),
  );
  const strangers = day.windows.flatMap((w, i) =>
    w.staff === undefined || named.has(w.staff)
      ? []
      : [
          {
            path: ["windows", i, "staff"],
            message: `"${w.staff}" is not in staff; there are ${namesOf(named)}`,
          },
        ],
  );
  const twice = day.windows.flatMap((w, i) => {
    const other = day.windows.find(
      (o, j) => j < i && w.staff !== undefined && o.staff === w.staff && together(o, w),
    );
    return other
      ? [{ path: ["windows", i, "staff"], message: `"${w.staff}" sits at ${other.id} at that time` }]
      : [];
  });
  return [...skills, ...strangers, ...twice];
}

type Window = Scenario["windows"][number];

const together = (a: Window, b: Window): boolean =>
  a.openAt < (b.closeAt ?? Number.POSITIVE_INFINITY) && b.openAt < (a.closeAt ?? Number.POSITIVE_INFINITY);

function ticketProblems(day: Scenario): ScenarioProblem[] {
  const known = mattersOf(day);
  return day.tickets.flatMap((t, i) => {
    const problems: ScenarioProblem[] = [];
    if (!known.has(t.matter))
      problems.push({ path: ["tickets", i, "matter"], message: noMatter(t.matter, known) });
    const asked = [t.matter];
    listOf(t.more).forEach((one, j) => {
      const matter = one?.matter;
      const path = ["tickets", i, "more", j, "matter"];
      if (!known.has(matter)) problems.push({ path, message: noMatter(matter, known) });
      else if (asked.includes(matter))
        problems.push({ path, message: `"${matter}" is asked for already; use count for like cases` });
      asked.push(matter);
    });
    if (typeof t.returns === "number" && !t.noShow)
      problems.push({
        path: ["tickets", i, "returns"],
        message: "only who misses the call (noShow) returns",
      });
    return problems;
  });
}
