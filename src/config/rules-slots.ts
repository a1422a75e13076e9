import type { AppointmentBand } from "../contract/appointment-config.ts";
import { valueAt } from "../contract/field-problems.ts";
import { hallHours, WEEKDAYS } from "../contract/plan-config.ts";
import { type Draft, error, type Finding, type Path, type Rule, warning } from "./draft.ts";
import { minutesOf } from "./rules-hours.ts";
import { rowsAt } from "./rules-plan.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Of each weekday the hours of the ordinary week, and those of each peak season that has its own. */
function openWeeks(draft: Draft): readonly (readonly Span[])[] {
  const seasons = valueAt(draft.input, ["hall", "profiles"]);
  const count = Array.isArray(seasons) ? seasons.length : 0;
  const paths: Path[] = [["hall"], ...Array.from({ length: count }, (_, k) => ["hall", "profiles", k])];
  return paths.flatMap((path) => {
    const rows = rowsAt(draft.input, [...path, "hours"], hallHours);
    return WEEKDAYS.map((day) =>
      joined(
        rows
          .filter(({ row }) => row.days.includes(day))
          .map(({ row }) => ({ from: minutesOf(row.from), to: minutesOf(row.to) })),
      ),
    );
  });
}

function joined(spans: readonly Span[]): readonly Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const before = all.at(-1);
    if (before && span.from <= before.to)
      all[all.length - 1] = { from: before.from, to: Math.max(before.to, span.to) };
    else all.push(span);
  }
  return all;
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, "0")).join(":");
const spanText = ({ from, to }: Span): string => `${clock(from)}–${clock(to)}`;

function slotsOf({ from, to, every }: AppointmentBand): Span[] {
  const slots: Span[] = [];
  for (let at = minutesOf(from); at + every <= minutesOf(to); at += every)
    slots.push({ from: at, to: at + every });
  return slots;
}

/** Slots that run into the hall's closing at midday are none: whoever counts on them should know before people do. */
export function openSlots(
  draft: Draft,
  { path, row }: { readonly path: Path; readonly row: AppointmentBand },
): Finding[] {
  const weeks = openWeeks(draft);
  const within = (around: readonly Span[], span: Span) =>
    around.some((open) => open.from <= span.from && span.to <= open.to);
  const slots = slotsOf(row);
  const lost = slots.filter((slot) => !weeks.some((open) => within(open, slot)));
  if (lost.length === 0 || weeks.every((open) => open.length === 0)) return [];
  const named = lost.map(spanText).join("、");
  return [
    lost.length === slots.length
      ? error(path, `${row.from}–${row.to} 大厅中午不开放，一个时段也没有（no slot: closed at midday）`)
      : warning(path, `${named} 大厅中午不开放，没有这些时段（no such slots: closed at midday）`),
  ];
}

/** Slots that open for booking only when their time for booking is over. */
export const bookableAtAll: Rule = ({ input }) => {
  const lead = valueAt(input, ["appointments", "leadMinutes"]);
  const ahead = valueAt(input, ["appointments", "openDaysAhead"]) ?? 7;
  if (typeof lead !== "number" || typeof ahead !== "number") return [];
  const most = (ahead + 1) * 1440;
  return lead < most
    ? []
    : [
        error(
          ["appointments", "leadMinutes"],
          `提前 ${lead} 分钟截止，而只开放 ${ahead} 天之内的预约，一个也约不上；须小于 ${most}（nothing could ever be booked with openDaysAhead ${ahead}; must be below ${most}）`,
        ),
      ];
};

/** A sector that people may book but no window serves. */
export function servedSlots(
  draft: Draft,
  { path, row }: { readonly path: Path; readonly row: AppointmentBand },
): Finding[] {
  const windows = draft.windows ?? [];
  // A window whose sectors can't be read might be the one.
  if (draft.windows === null || windows.some((w) => !w.fields.sectors)) return [];
  const served = windows.flatMap(({ fields }): readonly string[] => [
    ...(fields.sectors ?? []),
    ...(fields.changes ?? []).flatMap((c) => c.sectors),
  ]);
  const known = draft.sectors?.some((s) => s.id === row.sector);
  return !known || served.includes(row.sector)
    ? []
    : [warning([...path, "sector"], "没有窗口办理此板块（no window serves this sector）")];
}
