import { z } from "zod";
import { hallConfig } from "../contract/hall-config.ts";

/** JSON Schema (2020-12) of the config file as it is written, for editors: `# yaml-language-server: $schema=…`. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(hallConfig, { io: "input", unrepresentable: "any", reused: "inline" });
  return { ...schema, title: "hall config" };
}
