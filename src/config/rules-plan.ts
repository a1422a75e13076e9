import type { z } from "zod";
import { valueAt } from "../contract/field-problems.ts";
import {
  calendarProfile,
  hallHours,
  plannedSpan,
  quotaBand,
  sectorChange,
  WEEKDAYS,
  windowBreak,
} from "../contract/plan-config.ts";
import { type Draft, error, type Finding, idsOf, listed, type Path, type Rule, warning } from "./draft.ts";
import { minutesOf, orderedRows, separateRows, WEEKDAY_NAMES } from "./rules-hours.ts";

// What is planned ahead must make sense together: bands and breaks apart and inside the hours, profiles' dates in
// order, sectors and windows that exist.

type Day = (typeof WEEKDAYS)[number];
interface Row<T> {
  readonly path: Path;
  readonly row: T;
}

/** The rows of a list that the schema accepts, each with where it stands. */
export function rowsAt<T>(input: unknown, path: Path, one: z.ZodType<T>): Row<T>[] {
  const list = valueAt(input, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: unknown, k) => {
    const parsed = one.safeParse(raw);
    return parsed.success ? [{ path: [...path, k], row: parsed.data }] : [];
  });
}

const listLength = (input: unknown, path: Path): number[] => {
  const list = valueAt(input, path);
  return Array.isArray(list) ? list.map((_, k) => k) : [];
};

interface Clocked {
  readonly days?: readonly Day[] | undefined;
  readonly from: string;
  readonly to: string;
}
const daysOf = (row: { readonly days?: readonly Day[] | undefined }): readonly Day[] => row.days ?? WEEKDAYS;

/**
 * The hall's first and last moment of a weekday, minutes since midnight, in a peak season too; null when it is closed
 * then.
 */
export function envelope(draft: Draft, day: Day): { readonly from: number; readonly to: number } | null {
  const seasons = listLength(draft.input, ["hall", "profiles"]).map((k): Path => ["hall", "profiles", k]);
  const rows = [["hall"], ...seasons]
    .flatMap((path) => rowsAt(draft.input, [...path, "hours"], hallHours))
    .filter(({ row }) => row.days.includes(day));
  if (rows.length === 0) return null;
  return {
    from: Math.min(...rows.map(({ row }) => minutesOf(row.from))),
    to: Math.max(...rows.map(({ row }) => minutesOf(row.to))),
  };
}

/** A span that is never within the hours around it says nothing: most likely a wrong time. */
export function outsideHours(
  { path, row }: Row<Clocked>,
  around: (day: Day) => { readonly from: number; readonly to: number } | null,
  whose: string,
  english: string,
): Finding[] {
  const from = minutesOf(row.from);
  const to = minutesOf(row.to);
  const spans = daysOf(row).flatMap((day) => around(day) ?? []);
  if (spans.length === 0 && row.days !== undefined)
    return [error(path, `${row.days.map((d) => WEEKDAY_NAMES[d]).join("、")}不开放（closed on these days）`)];
  if (spans.length === 0 || from >= to || spans.some((s) => s.from <= from && to <= s.to)) return [];
  return [error(path, `${row.from}–${row.to} 不在${whose}之内（outside ${english}）`)];
}

function soundRows(list: readonly Row<Clocked>[]): Finding[] {
  return [...list.flatMap(({ path, row }) => orderedRows(path, row)), ...separateRows(list)];
}

/** Each sector's bands are apart and within opening hours. */
export const soundQuotas: Rule = (draft) => {
  const everyday = (path: Path): Finding[] => {
    const bands = rowsAt(draft.input, [...path, "bands"], quotaBand);
    const perDay = valueAt(draft.input, [...path, "perDay"]);
    return [
      ...soundRows(bands),
      ...bands.flatMap((b) =>
        outsideHours(b, (day) => envelope(draft, day), "大厅开放时间", "the hall's hours"),
      ),
      ...bands.flatMap(({ path: at, row }) =>
        typeof perDay === "number" && row.most > perDay
          ? [warning([...at, "most"], `比全天 ${perDay} 个还多，永远用不完（more than perDay）`)]
          : [],
      ),
    ];
  };
  return [
    ...listLength(draft.input, ["sectors"]).flatMap((k) => everyday(["sectors", k, "quota"])),
    ...profileQuotas(draft),
  ];
};

function profileQuotas(draft: Draft): Finding[] {
  const sectors = idsOf(draft.sectors);
  return listLength(draft.input, ["hall", "profiles"]).flatMap((k) => {
    const path: Path = ["hall", "profiles", k, "quotas"];
    const given = valueAt(draft.input, path);
    if (typeof given !== "object" || given === null) return [];
    return Object.keys(given).flatMap((id) => [
      ...(sectors && !sectors.includes(id)
        ? [
            error(
              [...path, id],
              `没有这个板块，可用：${listed(sectors)}（unknown sector; allowed: ${listed(sectors)}）`,
            ),
          ]
        : []),
      ...soundRows(rowsAt(draft.input, [...path, id, "bands"], quotaBand)),
    ]);
  });
}

/** Windows' planned hours, breaks and changes. */
export const soundRotas: Rule = (draft) =>
  listLength(draft.input, ["windows"]).flatMap((k) => {
    const at = (field: string): Path => ["windows", k, field];
    const hours = rowsAt(draft.input, at("hours"), plannedSpan);
    const breaks = rowsAt(draft.input, at("breaks"), windowBreak);
    const around = (day: Day) => {
      const own = hours.filter(({ row }) => daysOf(row).includes(day));
      if (own.length === 0) return envelope(draft, day);
      return {
        from: Math.min(...own.map(({ row }) => minutesOf(row.from))),
        to: Math.max(...own.map(({ row }) => minutesOf(row.to))),
      };
    };
    return [
      ...soundRows(hours),
      ...soundRows(breaks),
      ...breaks.flatMap((b) => outsideHours(b, around, "该窗口的时间", "the window's hours")),
      ...soundChanges(draft, at("changes")),
    ];
  });

function soundChanges(draft: Draft, path: Path): Finding[] {
  const sectors = idsOf(draft.sectors);
  const changes = rowsAt(draft.input, path, sectorChange);
  return changes.flatMap(({ path: at, row }, k) => [
    ...row.sectors.flatMap((id, n) =>
      sectors === null || sectors.includes(id)
        ? []
        : [
            error(
              [...at, "sectors", n],
              `没有这个板块，可用：${listed(sectors)}（unknown sector; allowed: ${listed(sectors)}）`,
            ),
          ],
    ),
    ...(changes
      .slice(0, k)
      .some((c) => c.row.at === row.at && daysOf(c.row).some((d) => daysOf(row).includes(d)))
      ? [error([...at, "at"], `${row.at} 已有一次调整（two changes at the same time）`)]
      : []),
    ...(daysOf(row).some((d) => {
      const open = envelope(draft, d);
      return open !== null && minutesOf(row.at) < open.to;
    })
      ? []
      : [error([...at, "at"], `${row.at} 已过大厅开放时间（after the hall's hours）`)]),
  ]);
}

/** People's working hours run forward and don't overlap. */
export const soundShifts: Rule = (draft) =>
  listLength(draft.input, ["staff"]).flatMap((k) =>
    soundRows(rowsAt(draft.input, ["staff", k, "hours"], plannedSpan)),
  );

/** Profiles: dates in order, hours sound, windows that exist, ids once. */
export const soundProfiles: Rule = (draft) => {
  const windows = idsOf(draft.windows);
  const profiles = rowsAt(draft.input, ["hall", "profiles"], calendarProfile);
  return profiles.flatMap(({ path, row }, k) => [
    ...datesInOrder(path, row.when),
    ...(profiles.findIndex((p) => p.row.id === row.id) < k
      ? [error([...path, "id"], "编号重复（duplicate id; must be unique in hall.profiles）")]
      : []),
    ...soundRows((row.hours ?? []).map((h, n) => ({ path: [...path, "hours", n], row: h }))),
    ...row.extraWindows.flatMap((id, n) =>
      windows === null || windows.includes(id)
        ? []
        : [
            error(
              [...path, "extraWindows", n],
              `没有这个窗口，可用：${listed(windows)}（unknown window; allowed: ${listed(windows)}）`,
            ),
          ],
    ),
    ...profiles
      .slice(0, k)
      .flatMap((before) =>
        sameDates(before.row.when, row.when)
          ? [
              warning(
                [...path, "when"],
                `与 ${before.row.id} 有同一天，以排在前面的为准（shares days with ${before.row.id}; the first listed holds）`,
              ),
            ]
          : [],
      ),
  ]);
};

type When = z.infer<typeof calendarProfile>["when"];

function datesInOrder(path: Path, when: When): Finding[] {
  const at: Path = [...path, "when"];
  switch (when.kind) {
    case "dates":
      return when.from > when.to
        ? [error(at, `from ${when.from} 须不晚于 to ${when.to}（from must not be after to）`)]
        : [];
    case "monthly":
      return when.from > when.to
        ? [error(at, `from ${when.from} 日须不晚于 to ${when.to} 日（from must not be after to）`)]
        : [];
    case "yearly":
      // A leap year's: 02-29 is a date, 02-30 and 04-31 never are.
      return (["from", "to"] as const).flatMap((end) => {
        const date = new Date(`2024-${when[end]}T00:00:00Z`);
        return date.toISOString().slice(5, 10) === when[end]
          ? []
          : [error([...at, end], `没有 ${when[end]} 这一天（no such day）`)];
      });
    case "after-closed":
      return [];
  }
}

const sameDates = (a: When, b: When): boolean =>
  a.kind === "dates" && b.kind === "dates" && a.from <= b.to && b.from <= a.to;
