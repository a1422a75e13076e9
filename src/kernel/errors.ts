import type { ProblemCode, Refusal } from "../contract/problem.ts";

/**
 * A fault: something that should not happen and ends the work at hand, with a stable code, a sentence and a cause.
 * Expected outcomes (nobody waits, an SMS is refused) are return values, never this.
 */
export class HallError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "HallError";
    this.code = code;
  }
}

/** Names a refusal; `detail` is a Chinese or English sentence that names the field, the value, what is allowed. */
export function refuse(code: ProblemCode, detail: string): Refusal {
  return { refused: code, detail };
}

/** A refusal for what one field of the request says: the field, its value and what is allowed, in the sentence and beside it. */
export function refuseField(code: ProblemCode, path: string, value: string, message: string): Refusal {
  return { ...refuse(code, `${path}：${message}`), problems: [{ path, value, message }] };
}

const MOST_LISTED = 20;

/** `可用：a、b、c`, shortened where a hall has very many. */
export function usable(ids: readonly string[]): string {
  const more = ids.length > MOST_LISTED ? `等${ids.length}个` : "";
  return `可用：${ids.slice(0, MOST_LISTED).join("、")}${more}`;
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
