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

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
