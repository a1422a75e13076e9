import type { WindowId } from "../../contract/ids.ts";
import type { PlannedSpan, WEEKDAYS } from "../../contract/plan-config.ts";

type Weekday = (typeof WEEKDAYS)[number];

export interface WindowHours {
  readonly id: WindowId;
  /** What the config has for it; none: the hall's hours. */
  readonly now: readonly PlannedSpan[];
  /** When it is proposed to be open on the weekday. */
  readonly proposed: readonly { readonly from: string; readonly to: string }[];
}

/** `windows[].hours` with the weekday's rows replaced, as the config is written; other days stay as they are. */
export function hoursYaml(
  windows: readonly WindowHours[],
  weekday: Weekday,
  hall: readonly (PlannedSpan & { readonly days: readonly Weekday[] })[],
): string {
  const lines = windows.map(({ id, now, proposed }) => {
    const kept = otherDays(now.length > 0 ? now : hall, weekday);
    const rows = [...kept, ...proposed.map((p) => ({ days: [weekday], ...p }))];
    if (rows.length === 0) return `  # ${id}：${weekday} 不开，其他日子也没有时段，请停用该窗口`;
    const closed = proposed.length === 0 ? ` # ${weekday} 不开` : "";
    return [`  - id: ${id}${closed}`, "    hours:", ...rows.map(rowText)].join("\n");
  });
  return `windows:\n${lines.join("\n")}\n`;
}

const ALL: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function otherDays(rows: readonly PlannedSpan[], weekday: Weekday): PlannedSpan[] {
  return rows.flatMap((row) => {
    const days = (row.days ?? [...ALL]).filter((d) => d !== weekday);
    return days.length === 0 ? [] : [{ days, from: row.from, to: row.to }];
  });
}

const rowText = ({ days, from, to }: PlannedSpan): string =>
  `      - { days: [${(days ?? ALL).join(", ")}], from: "${from}", to: "${to}" }`;
