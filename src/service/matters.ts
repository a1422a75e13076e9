import { createHash } from "node:crypto";
import type { Matter } from "../contract/matter.ts";
import { canonicalMatter, type MatterDraft } from "../intake/matters.ts";

/** A matter as published: its version is the SHA-256 of its content, so equal content is the same version. */
export function publish(draft: MatterDraft): Matter {
  const hash = createHash("sha256").update(canonicalMatter(draft)).digest("hex");
  return { ...draft, version: hash.slice(0, 16) };
}
