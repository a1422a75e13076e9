import { IANAZone } from "luxon";
import type { z } from "zod";
import { valueAt } from "../contract/field-problems.ts";
import { clockTime, hallHours, WEEKDAYS } from "../contract/plan-config.ts";
import { error, type Finding, fieldsOf, type HallDraft, type Path, type Rule, warning } from "./draft.ts";

type Hours = z.infer<typeof hallHours>;

export const WEEKDAY_NAMES: Readonly<Record<(typeof WEEKDAYS)[number], string>> = {
  mon: "周一",
  tue: "周二",
  wed: "周三",
  thu: "周四",
  fri: "周五",
  sat: "周六",
  sun: "周日",
};

/** Minutes since midnight. */
export const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

export const knownTimeZone: Rule = ({ hall }) => {
  const zone = hall.timeZone;
  if (typeof zone !== "string" || zone === "" || IANAZone.isValidZone(zone)) return [];
  return [
    error(
      ["hall", "timeZone"],
      "没有这个时区，须为 IANA 名称，如 Asia/Shanghai（unknown time zone; IANA name）",
    ),
  ];
};

function rows(hall: HallDraft): { at: number; row: Hours }[] {
  const list = hall.hours;
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: unknown, at) => {
    const parsed = hallHours.safeParse(raw);
    return parsed.success ? [{ at, row: parsed.data }] : [];
  });
}

interface ClockRow {
  readonly days?: readonly (typeof WEEKDAYS)[number][] | undefined;
  readonly from: string;
  readonly to: string;
}

/** A row runs forward and names a day once. */
export function orderedRows(path: Path, row: ClockRow): Finding[] {
  const days = row.days ?? [];
  return [
    ...(minutesOf(row.from) >= minutesOf(row.to)
      ? [
          error(
            path,
            `from ${row.from} 须早于 to ${row.to}，至 24:00 为止，跨午夜的写成两行（from must be before to, up to 24:00; past midnight: a row for each day）`,
          ),
        ]
      : []),
    ...days.flatMap((day, k) =>
      days.indexOf(day) < k
        ? [error([...path, "days", k], `${WEEKDAY_NAMES[day]}写了两次（day named twice）`)]
        : [],
    ),
  ];
}

/** No moment of a weekday belongs to two rows of a list; a row without days holds on each. */
export function separateRows(list: readonly { readonly path: Path; readonly row: ClockRow }[]): Finding[] {
  const told = new Set<unknown>();
  return WEEKDAYS.flatMap((day) => {
    const spans = list
      .filter(({ row }) => (row.days ?? WEEKDAYS).includes(day) && minutesOf(row.from) < minutesOf(row.to))
      .map(({ path, row }, k) => ({ path, row, k, from: minutesOf(row.from), to: minutesOf(row.to) }))
      .sort((a, b) => a.from - b.from || a.k - b.k);
    return spans.flatMap((span, k): Finding[] => {
      const before = spans[k - 1];
      if (!before || before.to <= span.from) return [];
      // Rows that name no day overlap on all seven: once is enough.
      if (span.row.days === undefined && told.has(span.row)) return [];
      told.add(span.row);
      const other = `${String(before.path.at(-2))}[${String(before.path.at(-1))}]`;
      return [
        error(
          span.path,
          `${WEEKDAY_NAMES[day]} ${span.row.from}–${span.row.to} 与 ${other} 的 ${before.row.from}–${before.row.to} 重叠（overlaps on ${day}）`,
        ),
      ];
    });
  });
}

const hourRows = (hall: HallDraft) => rows(hall).map(({ at, row }) => ({ path: ["hall", "hours", at], row }));

export const orderedHours: Rule = ({ hall }) =>
  hourRows(hall).flatMap(({ path, row }) => orderedRows(path, row));

/** The day's cut-off would be told twice. */
export const separateHours: Rule = ({ hall }) => separateRows(hourRows(hall));

function dates(hall: HallDraft, field: string): { date: string; path: Path }[] {
  const list = valueAt(hall, [field]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((date: unknown, k) =>
    typeof date === "string" ? [{ date, path: ["hall", field, k] }] : [],
  );
}

/** A date is open or closed, and is named once. */
export const separateDays: Rule = ({ hall }) => {
  const extra = dates(hall, "extraDays");
  const closed = dates(hall, "closedDays");
  const twice = (list: typeof extra) =>
    list.flatMap(({ date, path }, k) =>
      list.findIndex((d) => d.date === date) < k ? [error(path, "日期写了两次（date named twice）")] : [],
    );
  const working = new Set<string>(rows(hall).flatMap(({ row }) => row.days));
  return [
    ...twice(extra),
    ...twice(closed),
    ...extra.flatMap(({ date, path }) =>
      closed.some((c) => c.date === date)
        ? [error(path, "同时写在 closedDays 中，只能其一（also in closedDays; a day is open or closed）")]
        : [],
    ),
    ...extra.flatMap(({ date, path }) => {
      const day = WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
      return day && working.has(day)
        ? [warning(path, `${WEEKDAY_NAMES[day]}本来就开放，无需列入（already a working day）`)]
        : [];
    }),
  ];
};

/** Silent hours may run past midnight, but must last. */
export const silentHours: Rule = ({ input }) => {
  const list = valueAt(input, ["voice", "silent"]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: unknown, k) => {
    const { from, to } = fieldsOf(raw);
    const valid = clockTime.safeParse(from).success && clockTime.safeParse(to).success;
    return valid && from === to
      ? [
          error(
            ["voice", "silent", k],
            `from 与 to 同为 ${String(from)}，没有时长（from and to must differ）`,
          ),
        ]
      : [];
  });
};
