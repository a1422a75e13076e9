import { z } from "zod";
import { hallConfig } from "../contract/hall-config.ts";

/** JSON Schema (2020-12) of the config file as it is written, for editors: `# yaml-language-server: $schema=…`. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(hallConfig, {
    io: "input",
    unrepresentable: "any",
    reused: "inline",
    override: ({ jsonSchema }) => orAll(jsonSchema),
  });
  return { ...schema, title: "hall config" };
}

/** A list of sectors may be the word `all` as well (contract/every-sector.ts). */
function orAll(node: Record<string, unknown>): void {
  if (node.orAll !== true) return;
  const { description, orAll: _, ...list } = node;
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, { description, anyOf: [list, { const: "all" }] });
}
