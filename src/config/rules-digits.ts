import { type Entry, type Finding, type Rule, warning } from "./draft.ts";

type Fields = Record<string, unknown>;

/** Shows digits and no letters, as it is configured. */
function digitsOnly(device: Fields): boolean {
  if (device.driver === "led8") return true;
  return device.driver === "modbus-number" && !((device.registers ?? []) as unknown[]).includes("prefix");
}

/**
 * Each sector counts from 001, so on a board without letters Z001 and B001 look the same. Where such a board may show
 * numbers of several sectors, somebody will go to a call that is not theirs.
 */
export const tellingNumbers: Rule = (draft) => {
  const prefixes = new Map(
    (draft.sectors ?? []).flatMap(({ id, fields }) => (id ? [[id, fields.prefix]] : [])),
  );
  return (draft.devices ?? []).flatMap(({ at, fields }): Finding[] => {
    if ((fields.role !== "window-board" && fields.role !== "summary-board") || !digitsOnly(fields)) return [];
    const window = "window" in fields ? draft.windows?.find((w) => w.id === fields.window) : undefined;
    const shown = shownSectors(fields, window, [...prefixes.keys()] as string[]);
    if (shown.length < 2) return [];
    const numbers = shown.slice(0, 2).map((id) => `${prefixes.get(id) ?? ""}001`);
    const way =
      fields.driver === "led8"
        ? "请改用能显示字母的屏，或让窗口只办一个板块"
        : "请在 registers 里加 prefix，或让窗口只办一个板块";
    return [
      warning(
        ["devices", at, "driver"],
        `${fields.driver} 只显示数字，${numbers.join(" 和 ")} 看起来一样，会有人走错；${way}（digits only: ${numbers.join(" and ")} look the same on it）`,
      ),
    ];
  });
};

function shownSectors(
  device: Fields,
  window: Entry<{ sectors?: readonly string[] }> | undefined,
  all: readonly string[],
): readonly string[] {
  if (device.role === "summary-board") return (device.sectors as readonly string[] | undefined) ?? all;
  return window?.fields.sectors ?? [];
}
