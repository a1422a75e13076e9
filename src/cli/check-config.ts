import { loadHallConfig, problemLine } from "../config/load.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { CliOutput } from "./output.ts";

const counted = (values: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, n]) => `${n} ${value}`).join(", ") || "none";
};

function summary(config: HallConfig): readonly string[] {
  const { hall, sectors, windows, kiosks, screens, staff, lines, devices, sms } = config;
  const hours = hall.hours.map((h) => `${h.days.join(" ")} ${h.from}–${h.to}`).join("; ");
  return [
    `${hall.name} (${hall.id}), ${hall.timeZone}`,
    `hours    ${hours}`,
    `sectors  ${sectors.map((s) => `${s.prefix} ${s.name}`).join(", ")}`,
    `windows  ${windows.length}; kiosks ${kiosks.length}; screens ${screens.length}; staff ${staff.length}`,
    `devices  ${counted(devices.map((d) => `${d.role} (${d.driver})`))}`,
    `lines    ${counted(lines.map((l) => l.transport.kind))}`,
    `sms      ${sms.provider}`,
  ];
}

/** `check-config FILE`: everything that is wrong, or what the file describes. Answers the exit code, 0 or 2. */
export function checkConfig(file: string, { out, err }: CliOutput): number {
  const loaded = loadHallConfig(file);
  for (const warning of loaded.warnings) err(`warning: ${problemLine(file, warning)}`);
  if (!loaded.ok) {
    for (const problem of loaded.problems) err(problemLine(file, problem));
    err(`${loaded.problems.length} 处有误（${loaded.problems.length} problems）`);
    return 2;
  }
  for (const line of summary(loaded.config)) out(line);
  out("配置无误（the config is valid）");
  return 0;
}
