import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { HallConfig } from "../contract/hall-config.ts";
import type { Matter } from "../contract/matter.ts";
import { canonicalMatter, type MatterDraft, readMatters } from "../intake/matters.ts";
import { HallError } from "../kernel/errors.ts";

/** A matter as published: its version is the SHA-256 of its content, so equal content is the same version. */
function publish(draft: MatterDraft): Matter {
  const hash = createHash("sha256").update(canonicalMatter(draft)).digest("hex");
  return { ...draft, version: hash.slice(0, 16) };
}

/** The config's own matters, or the samples that have a sector here; published, so each knows its version. */
export function mattersOf(config: HallConfig, root: string): readonly Matter[] {
  const written =
    config.matters ??
    (JSON.parse(readFileSync(path.join(root, "config/sample-matters.json"), "utf8")) as unknown[]);
  const sectors = config.sectors.map((s) => s.id as string);
  const { matters, problems } = readMatters(written, config.matters ? sectors : null);
  if (problems.length > 0) {
    const list = problems.map((p) => `${p.path}: ${p.message}`).join("\n");
    throw new HallError("config.matters", `the matters have ${problems.length} problem(s)\n${list}`);
  }
  return matters.filter((m) => sectors.includes(m.sector)).map(publish);
}
