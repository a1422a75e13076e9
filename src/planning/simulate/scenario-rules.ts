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
        ? [
            {
              path: [list, i, "id"],
              message: `${entry.id} 重复了，id 不能相同（is there twice; ids are unique）`,
            },
          ]
        : [];
    });
  });
}

/** The rules are asked even of fields that are wrong by themselves. */
const listOf = <T>(list: readonly T[] | undefined): readonly T[] => (Array.isArray(list) ? list : []);

const MOST_NAMES = 20;
const namesOf = (names: ReadonlySet<string>): string => {
  const first = [...names].slice(0, MOST_NAMES).join(", ");
  return first === "" ? "一个也没有，none" : `${first}${names.size > MOST_NAMES ? ", …" : ""}`;
};
const noSuch = (named: string, what: string, english: string, known: ReadonlySet<string>): string =>
  `没有${what} ${named}（no such ${english}）；可用的有（there are）：${namesOf(known)}`;
const noMatter = (matter: string, known: ReadonlySet<string>): string =>
  noSuch(matter, "事项", "matter", known);

const mattersOf = ({ matters }: Scenario): ReadonlySet<string> => new Set(matters.map((m) => m.id));
const sectorsOf = ({ matters }: Scenario): ReadonlySet<string> => new Set(matters.map((m) => m.sector));

function windowProblems(day: Scenario): ScenarioProblem[] {
  const known = mattersOf(day);
  const sectors = sectorsOf(day);
  const problems: ScenarioProblem[] = [];
  const sectorIn = (path: PropertyKey[], sector: string) => {
    if (typeof sector === "string" && !sectors.has(sector))
      problems.push({ path, message: noSuch(sector, "事项属于板块", "sector of a matter", sectors) });
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
      problems.push({
        path: ["windows", i, "closeAt"],
        message: `须晚于 openAt ${w.openAt}（must be after openAt）`,
      });
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
              message: noSuch(skill, "事项或板块", "matter or sector", known),
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
            message: noSuch(w.staff, "工作人员", "staff", named),
          },
        ],
  );
  const twice = day.windows.flatMap((w, i) => {
    const other = day.windows.find(
      (o, j) => j < i && w.staff !== undefined && o.staff === w.staff && together(o, w),
    );
    return other
      ? [
          {
            path: ["windows", i, "staff"],
            message: `${w.staff} 那时在 ${other.id}（sits there at that time）`,
          },
        ]
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
        problems.push({
          path,
          message: `${matter} 已经要办，同类多件用 count（asked for already; use count for like cases）`,
        });
      asked.push(matter);
    });
    if (typeof t.returns === "number" && !t.noShow)
      problems.push({
        path: ["tickets", i, "returns"],
        message: "只有过号（noShow）的人才会回来（only who misses the call returns）",
      });
    return problems;
  });
}
