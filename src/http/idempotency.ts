import { createHash } from "node:crypto";
import type { Refusal } from "../contract/problem.ts";
import { refuse } from "../kernel/errors.ts";

const KEY = /^[\x20-\x7e]{1,255}$/;

/** The Idempotency-Key header, checked; null when there is none. */
export function idempotencyKey(header: string | string[] | undefined): string | null | Refusal {
  if (header === undefined) return null;
  const key = Array.isArray(header) ? header.join(",") : header.trim();
  if (KEY.test(key)) return key;
  const message = "须为 1 到 255 个可见的英文字符（1 to 255 printable ASCII characters）";
  return {
    ...refuse("request.invalid", `Idempotency-Key ${message}`),
    problems: [{ path: "Idempotency-Key", message }],
  };
}

/** The same JSON value always as the same text: keys in order, nothing undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((v) => canonical(v ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, v]) => `${JSON.stringify(key)}:${canonical(v)}`);
  return `{${fields.join(",")}}`;
}

/** What a key was used for; another body under the same key has another fingerprint. */
export const fingerprint = (body: unknown): string =>
  createHash("sha256")
    .update(canonical(body ?? null))
    .digest("base64url");
