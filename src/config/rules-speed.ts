import type { DeviceConfig } from "../contract/device-config.ts";
import { type LineConfig, line as lineSchema } from "../contract/hall-config.ts";
import { type Draft, type Entry, type Finding, type Rule, warning } from "./draft.ts";
import { lineBudget, MOST_LOAD, WORST_CALL_MS } from "./line-budget.ts";

const BAUDS = [9_600, 19_200, 38_400, 57_600, 115_200];

/** A line that can't keep up works, but late: a warning, with what would do. */
export const fastEnoughLines: Rule = (draft) => (draft.lines ?? []).flatMap((e) => tooSlow(e, draft));

function tooSlow(e: Entry<LineConfig>, draft: Draft): readonly Finding[] {
  const read = lineSchema.safeParse({ id: e.id, ...e.fields });
  if (!read.success) return [];
  const devices = (draft.devices ?? []).flatMap(({ fields }) =>
    fields.line === e.id && fields.role && fields.driver ? [fields as DeviceConfig] : [],
  );
  const budget = lineBudget(read.data, devices);
  if (!budget) return [];
  const { transport } = read.data;
  const slow =
    transport.kind === "serial" || (transport.kind === "virtual" && transport.baudRate !== undefined);
  const path = ["lines", e.at, "transport", ...(slow ? ["baudRate"] : [])];
  const who = `${budget.boards} 块屏、${budget.keypads} 个键盘，${budget.baud} 波特${slow ? "" : "（按此计）"}`;
  const way = wayOut(read.data, devices);
  return [
    ...(budget.worstCallMs > WORST_CALL_MS
      ? [
          warning(
            path,
            `线路太慢：${who}，同时呼叫时最慢 ${Math.round(budget.worstCallMs)} 毫秒才显示，应不超过 ${WORST_CALL_MS} 毫秒；${way}（worst call to board ${Math.round(budget.worstCallMs)} ms, allowed ${WORST_CALL_MS} ms）`,
          ),
        ]
      : []),
    ...(budget.load > MOST_LOAD
      ? [
          warning(
            path,
            `线路太忙：${who}，每窗口每分钟呼叫 2 次时占用 ${Math.round(budget.load * 100)}%，应不超过 ${MOST_LOAD * 100}%；${way}（line load ${Math.round(budget.load * 100)} %, allowed ${MOST_LOAD * 100} %）`,
          ),
        ]
      : []),
  ];
}

/** The slowest speed that would do, or over how many lines to spread the devices. */
function wayOut(line: LineConfig, devices: readonly DeviceConfig[]): string {
  const { transport } = line;
  if (transport.kind === "serial" || transport.kind === "virtual")
    for (const baudRate of BAUDS) {
      const faster = lineBudget({ ...line, transport: { ...transport, baudRate } } as LineConfig, devices);
      if (faster && fits(faster)) return `设备都支持时改用 ${baudRate} 波特，或分到几条线路上`;
    }
  for (let lines = 2; lines <= devices.length; lines++) {
    const share = lineBudget(line, devices.slice(0, Math.ceil(devices.length / lines)));
    if (share && fits(share)) return `请分到 ${lines} 条线路上`;
  }
  return "请把设备分到几条线路上";
}

const fits = (budget: { readonly worstCallMs: number; readonly load: number }): boolean =>
  budget.worstCallMs <= WORST_CALL_MS && budget.load <= MOST_LOAD;
