import { z } from "zod";
import { allowedEnglish, allowedHere, type JsonNode, nodeAt } from "./allowed.ts";
import type { FieldProblem } from "./problem.ts";

const SECRET = /password|secret|token|idnumber|authorization|api_?key/i;
const PHONE = /phone/i;
/** A whole number below this is a count or a number of days (ticketsPerPhone), never a phone. */
const NO_PHONE = 1_000_000;
const LONGEST_VALUE = 60;
const schemas = new WeakMap<z.ZodType, JsonNode>();

/** The schema as JSON Schema (what may be written, before defaults), made once. */
function jsonNodeOf(schema: z.ZodType): JsonNode {
  let node = schemas.get(schema);
  if (!node) {
    node = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonNode;
    schemas.set(schema, node);
  }
  return node;
}

/** `devices[3].window`; the empty string is the whole input. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path)
    text += typeof key === "number" ? `[${key}]` : `${text === "" ? "" : "."}${String(key)}`;
  return text;
}

/** Whether what stands there may be repeated to the sender and in a log: never phones, names of applicants, secrets. */
function mayShow(path: readonly PropertyKey[], value: unknown): boolean {
  const keys = path.map(String);
  if (keys.some((k) => SECRET.test(k)) || keys.includes("applicant")) return false;
  return !keys.some((k) => PHONE.test(k)) || (typeof value === "number" && Math.abs(value) < NO_PHONE);
}

/** What was given, short enough for a message. */
function shortened(value: unknown): unknown {
  if (typeof value === "string")
    return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  if (Array.isArray(value)) return isShort(value) ? value : `[${value.length} items]`;
  if (typeof value === "object" && value !== null) return "{…}";
  return value;
}

/** A span of two numbers says more than "2 items". */
const isShort = (list: readonly unknown[]): boolean =>
  list.length <= 4 && list.every((v) => typeof v === "number" || v === null || typeof v === "boolean");

export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** One problem with its path, what stood there (unless it is personal or secret) and a sentence saying what is allowed. */
export function fieldProblemAt(
  path: readonly PropertyKey[],
  input: unknown,
  message: string,
  show = true,
): FieldProblem {
  const value = valueAt(input, path);
  const withValue = show && value !== undefined && mayShow(path, value);
  return { path: pathText(path), message, ...(withValue ? { value: shortened(value) } : {}) };
}

function sentence(issue: z.core.$ZodIssue, root: JsonNode, input: unknown): string {
  if (issue.code === "custom") return issue.message;
  const node = nodeAt(root, issue.path, input);
  const allowed = node ? allowedHere(node) : null;
  const english = node ? allowedEnglish(node) : null;
  if (issue.code === "invalid_format") return ownWords(issue.message, allowed, english);
  if (!allowed || !english) return issue.message;
  const missing = issue.code === "invalid_type" && valueAt(input, issue.path) === undefined;
  const quotes = node?.type === "string" && ["number", "boolean"].includes(typeof valueAt(input, issue.path));
  return `${missing ? "缺少这一项，" : ""}须为 ${allowed}${quotes ? "，请加引号" : ""}（${missing ? "missing; " : ""}${english}${quotes ? ", in quotes" : ""}）`;
}

/** A pattern's own description (written beside the schema) says more than the expression itself. */
function ownWords(message: string, allowed: string | null, english: string | null): string {
  if (!message.startsWith("Invalid")) return `格式不对（${message}）`;
  return allowed && english ? `须为 ${allowed}（${english}）` : message;
}

/** All problems of one parse, in the order of the schema, each on its own field. */
export function fieldProblems(schema: z.ZodType, error: z.ZodError, input: unknown): FieldProblem[] {
  const root = jsonNodeOf(schema);
  return error.issues.flatMap(ofOneBranch).flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [fieldProblemAt(issue.path, input, sentence(issue, root, input))];
    const fields = Object.keys(nodeAt(root, issue.path, input)?.properties ?? {});
    return issue.keys.map((key) => unknownField([...issue.path, key], input, fields));
  });
}

/** Of a union only one branch of which is meant (an object among words): what is wrong inside of it. */
function ofOneBranch(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.filter((own) =>
    own.every((one) => one.path.length > 0 || one.code === "unrecognized_keys"),
  );
  const [own] = meant;
  if (!own || own.length === 0 || meant.length > 1) return [issue];
  return own.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

function unknownField(path: readonly PropertyKey[], input: unknown, fields: readonly string[]): FieldProblem {
  const key = String(path.at(-1));
  const near = fields.find((f) => closeTo(f, key));
  const hint = near ? `，是否想写 ${near}（did you mean ${near}?）` : "";
  return fieldProblemAt(
    path,
    input,
    `没有这个字段${hint}；可用的有 ${fields.join(", ")}（unknown field; allowed: ${fields.join(", ")}）`,
    false,
  );
}

/** At most two letters changed, added or left out. */
function closeTo(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1]?.toLowerCase() === b[j - 1]?.toLowerCase() ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return (row[b.length] ?? 9) <= 2;
}
