import { demoConfig } from "../config/demo.ts";
import { loadHallConfig, problemLine } from "../config/load.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { CliOutput } from "./output.ts";

/** The config in that file, the demo's without one; null: its problems have been told. */
export function configOf(file: string | undefined, err: CliOutput["err"]): HallConfig | null {
  if (file === undefined) return demoConfig();
  const loaded = loadHallConfig(file);
  if (loaded.ok) return loaded.config;
  for (const problem of loaded.problems) err(problemLine(file, problem));
  return null;
}
