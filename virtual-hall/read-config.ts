import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { withEverySector } from "../src/contract/every-sector.ts";
import { type HallConfig, hallConfig } from "../src/contract/hall-config.ts";

/** The hall's config (YAML or JSON), or every problem with it, one line each. */
export function readConfig(file: string): HallConfig | readonly string[] {
  let raw: unknown;
  try {
    raw = parse(readFileSync(file, "utf8"));
  } catch (error) {
    return [`${file}: ${error instanceof Error ? error.message : String(error)}`];
  }
  const read = hallConfig.safeParse(withEverySector(raw));
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => `${path.join(".") || file}: ${message}`);
}
