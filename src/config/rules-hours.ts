import { IANAZone } from "luxon";
import type { z } from "zod";
import { valueAt } from "../contract/field-problems.ts";
import { clockTime, hallHours, WEEKDAYS } from "../contract/hall-config.ts";
import { error, type Finding, fieldsOf, type HallDraft, type Path, type Rule, warning } from "./draft.ts";

type Hours = z.infer<typeof hallHours>;

const WEEKDAY_NAMES: Readonly<Record<(typeof WEEKDAYS)[number], string>> = {
  mon: "周一",
  tue: "周二",
  wed: "周三",
  thu: "周四",
  fri: "周五",
  sat: "周六",
  sun: "周日",
};

/** Minutes since midnight. */
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

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

/** Each row runs forward and names a day once. */
export const orderedHours: Rule = ({ hall }) =>
  rows(hall).flatMap(({ at, row }) => [
    ...(minutesOf(row.from) >= minutesOf(row.to)
      ? [
          error(
            ["hall", "hours", at],
            `from ${row.from} 须早于 to ${row.to}，至 24:00 为止（from must be before to, up to 24:00; no hours past midnight）`,
          ),
        ]
      : []),
    ...row.days.flatMap((day, k) =>
      row.days.indexOf(day) < k
        ? [error(["hall", "hours", at, "days", k], `${WEEKDAY_NAMES[day]}写了两次（day named twice）`)]
        : [],
    ),
  ]);

/** No moment of a weekday belongs to two rows: the day's cut-off would be told twice. */
export const separateHours: Rule = ({ hall }) =>
  WEEKDAYS.flatMap((day) => {
    const spans = rows(hall)
      .filter(({ row }) => row.days.includes(day) && minutesOf(row.from) < minutesOf(row.to))
      .map(({ at, row }) => ({ at, row, from: minutesOf(row.from), to: minutesOf(row.to) }))
      .sort((a, b) => a.from - b.from || a.at - b.at);
    return spans.flatMap((span, k): Finding[] => {
      const before = spans[k - 1];
      if (!before || before.to <= span.from) return [];
      return [
        error(
          ["hall", "hours", span.at],
          `${WEEKDAY_NAMES[day]} ${span.row.from}–${span.row.to} 与 hours[${before.at}] 的 ${before.row.from}–${before.row.to} 重叠（overlaps on ${day}）`,
        ),
      ];
    });
  });

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
