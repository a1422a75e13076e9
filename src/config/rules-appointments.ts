import { appointmentBand } from "../contract/appointment-config.ts";
import { valueAt } from "../contract/field-problems.ts";
import { type Draft, error, type Finding, idsOf, listed, type Rule, warning } from "./draft.ts";
import { minutesOf, orderedRows, separateRows } from "./rules-hours.ts";
import { envelope, outsideHours, rowsAt } from "./rules-plan.ts";
import { bookableAtAll, openSlots, servedSlots } from "./rules-slots.ts";

type Band = ReturnType<typeof bandsOf>[number];
const bandsOf = (input: unknown) => rowsAt(input, ["appointments", "bands"], appointmentBand);

/** Slots: sectors that exist, bands apart and inside the hours, long enough for what they promise. */
export const soundAppointments: Rule = (draft) => {
  const bands = bandsOf(draft.input);
  const sectors = idsOf(draft.sectors);
  const bySector = new Map<string, Band[]>();
  for (const band of bands) bySector.set(band.row.sector, [...(bySector.get(band.row.sector) ?? []), band]);
  return [
    ...bands.flatMap(({ path, row }) => [
      ...(sectors === null || sectors.includes(row.sector)
        ? []
        : [
            error(
              [...path, "sector"],
              `没有这个板块，可用：${listed(sectors)}（unknown sector; allowed: ${listed(sectors)}）`,
            ),
          ]),
      ...orderedRows(path, row),
      ...wholeSlots({ path, row }),
      ...insideHours(draft, { path, row }),
      ...servedSlots(draft, { path, row }),
    ]),
    ...[...bySector.values()].flatMap(separateRows),
    ...bookableAtAll(draft),
    ...doubleSources(draft.input),
    ...withoutSms(draft.input),
  ];
};

function insideHours(draft: Draft, band: Band): readonly Finding[] {
  const outside = outsideHours(band, (day) => envelope(draft, day), "大厅开放时间", "the hall's hours");
  return outside.length > 0 ? outside : openSlots(draft, band);
}

function wholeSlots({ path, row }: Band): Finding[] {
  const length = minutesOf(row.to) - minutesOf(row.from);
  if (length <= 0) return [];
  if (row.every > length)
    return [
      error(
        [...path, "every"],
        `时段 ${row.from}–${row.to} 只有 ${length} 分钟，放不下 ${row.every} 分钟的预约（longer than its band）`,
      ),
    ];
  const rest = length % row.every;
  return rest === 0
    ? []
    : [
        warning(
          [...path, "every"],
          `最后 ${rest} 分钟不足一个时段，不开放预约（the last ${rest} minutes hold no whole slot）`,
        ),
      ];
}

function doubleSources(input: unknown): Finding[] {
  const list = valueAt(input, ["appointments", "sources"]);
  if (!Array.isArray(list)) return [];
  const ids = list.map((s: unknown) => valueAt(s, ["id"]));
  return ids.flatMap((id, k) => {
    if (typeof id !== "string") return [];
    if (OWN.includes(id))
      return [error(["appointments", "sources", k, "id"], `${id} 是系统自用的名字（reserved by the hall）`)];
    return ids.indexOf(id) < k
      ? [error(["appointments", "sources", k, "id"], "编号重复（duplicate id; must be unique in sources）")]
      : [];
  });
}

const OWN: readonly string[] = ["web", "staff", "hall"];

function withoutSms(input: unknown): Finding[] {
  const provider = valueAt(input, ["sms", "provider"]);
  const none = provider === undefined || provider === "none";
  return none && valueAt(input, ["appointments"]) !== undefined
    ? [
        warning(
          ["appointments"],
          "没有短信，不能网上预约，也不发预约通知；工作人员和接口仍可预约（no SMS: no booking on the page, no notices）",
        ),
      ]
    : [];
}
