import { pathText } from "../contract/field-problems.ts";
import type { FieldProblem } from "../contract/problem.ts";

// Escapes that could hide something, and characters that draw or print as something else: only then look closer.
const SUSPECT = /\\[ubf]|(?![\n\r\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/u;
const FORBIDDEN = /(?![\n\r\t])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Whether the JSON text may hold such characters at all; cheap, so it is asked of every request. */
export const suspect = (text: string): boolean => SUSPECT.test(text);

/**
 * Control characters (they would reach printers and boards as commands), lone surrogates and bidirectional overrides
 * in any text of a validated body.
 */
export function unplainTexts(value: unknown, path: readonly PropertyKey[] = []): FieldProblem[] {
  if (typeof value === "string")
    return FORBIDDEN.test(value)
      ? [{ path: pathText(path), message: "文字中有不可见的控制字符（control characters are not allowed）" }]
      : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unplainTexts(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
