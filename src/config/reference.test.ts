import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configJsonSchema } from "./json-schema.ts";
import { configReference } from "./reference.ts";

test("docs/config.md is what the schema yields now (npm run hall -- config-reference)", () => {
  expect(readFileSync("docs/config.md", "utf8")).toBe(configReference());
});

test("the reference names ranges, units and defaults", () => {
  const page = configReference();
  expect(page).toContain(
    "| `policy.ratingSeconds` | 5 到 300 的整数，单位：秒 · integer 5 to 300, seconds | `15` |",
  );
  expect(page).toContain("`devices[](role: keypad, driver: ff68).debounceMs`");
});

test("the JSON Schema is closed: an editor marks a misspelt field", () => {
  const schema = configJsonSchema();
  expect(schema).toMatchObject({ type: "object", additionalProperties: false });
});
