// What a field allows, in words, read from its JSON Schema: the same source as validation, so it can't drift.

export interface JsonNode {
  /** Several: any of them. */
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly items?: JsonNode;
  readonly additionalProperties?: JsonNode | boolean;
  readonly anyOf?: readonly JsonNode[];
  readonly oneOf?: readonly JsonNode[];
  readonly allOf?: readonly JsonNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonNode>>;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
}

const UNITS: Readonly<Record<string, string>> = {
  seconds: "秒",
  milliseconds: "毫秒",
  minutes: "分钟",
  days: "天",
  "bits per second": "位每秒",
  "words per minute": "词每分钟",
};
const LARGEST = Number.MAX_SAFE_INTEGER;

function branchesOf(node: JsonNode): readonly JsonNode[] | null {
  const types = Array.isArray(node.type) ? (node.type as readonly string[]) : null;
  return node.oneOf ?? node.anyOf ?? types?.map((type) => ({ ...node, type })) ?? null;
}

function resolved(node: JsonNode, root: JsonNode): JsonNode {
  const name = node.$ref?.split("/").at(-1);
  return (name && root.$defs?.[name]) || node;
}

/** The branches of a union, and of the unions that are its branches (devices: by role, then by driver). */
export function leavesOf(node: JsonNode): readonly JsonNode[] {
  return branchesOf(node)?.flatMap(leavesOf) ?? [node];
}

/** The value of a field that is the same constant in all leaves of a branch; undefined where it is not. */
function constantIn(branch: JsonNode, key: string): unknown {
  const values = new Set(leavesOf(branch).map((leaf) => leaf.properties?.[key]?.const));
  return values.size === 1 ? [...values][0] : undefined;
}

/** The field that tells branches apart: a constant in each, and another one in each. */
function discriminatorOf(branches: readonly JsonNode[]): string | null {
  const keys = Object.keys(branches.flatMap(leavesOf)[0]?.properties ?? {});
  const differs = (key: string) => {
    const values = branches.map((b) => constantIn(b, key));
    return !values.includes(undefined) && new Set(values).size === values.length;
  };
  return keys.find(differs) ?? null;
}

/** The branch of a union that the input means, by the field that tells them apart; else what `key` may be in any. */
function chosen(branches: readonly JsonNode[], key: PropertyKey, value: unknown): JsonNode {
  const given = (value ?? {}) as Record<string, unknown>;
  const by = discriminatorOf(branches);
  const meant = by === null ? undefined : branches.find((b) => constantIn(b, by) === given[by]);
  if (meant) {
    const inner = branchesOf(meant);
    return inner ? chosen(inner, key, value) : meant;
  }
  const having = branches.flatMap(leavesOf).flatMap((b) => b.properties?.[String(key)] ?? []);
  const constants = [...new Set(having.flatMap((p) => (p.const === undefined ? [] : [p.const])))];
  return { properties: { [String(key)]: constants.length > 0 ? { enum: constants } : (having[0] ?? {}) } };
}

/** The schema node of a path; unions are resolved by what the input says there. */
export function nodeAt(root: JsonNode, path: readonly PropertyKey[], input: unknown): JsonNode | null {
  let node: JsonNode | undefined = resolved(root, root);
  let value = input;
  for (const key of path) {
    const branches = branchesOf(node);
    if (branches)
      node = chosen(
        branches.map((b) => resolved(b, root)),
        key,
        value,
      );
    const inner: JsonNode | undefined =
      typeof key === "number" ? node.items : (node.properties?.[String(key)] ?? extra(node));
    if (!inner) return null;
    node = resolved(inner, root);
    value =
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return meantBy(node, root, value);
}

/** The branch of a union that an object stands for, with its fields; else the node itself. */
function meantBy(node: JsonNode, root: JsonNode, value: unknown): JsonNode {
  const branches = branchesOf(node);
  if (!branches || typeof value !== "object" || value === null) return node;
  const objects = leavesOf(node).filter((b) => b.properties);
  if (objects.length === 0) return node;
  if (objects.length === 1 && !Array.isArray(value)) return objects[0] as JsonNode;
  return chosen(
    branches.map((b) => resolved(b, root)),
    "",
    value,
  );
}

const extra = (node: JsonNode): JsonNode | undefined =>
  typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;

function bounds(low: number | undefined, high: number | undefined, words: Words): string | null {
  const least = low !== undefined && low > -LARGEST ? low : null;
  const most = high !== undefined && high < LARGEST ? high : null;
  if (least !== null && least === most) return words.exactly(least);
  if (least !== null && most !== null) return `${least}${words.to}${most}`;
  if (least !== null) return `${words.least}${least}`;
  return most === null ? null : `${words.most}${most}`;
}

/** Above a number, where nothing else bounds it; a bound of its own is said as it is. */
function rangeOf({ minimum, maximum, exclusiveMinimum: above }: JsonNode, words: Words): string | null {
  const range = bounds(minimum, maximum, words);
  return above === undefined ? range : [`${words.above}${above}`, ...(range ? [range] : [])].join(words.and);
}

const listed = (values: readonly unknown[]) => values.map((v) => String(v)).join(", ");

/** The words of one language; the grammar of the sentence is `inWords`. */
interface Words {
  readonly or: string;
  readonly and: string;
  readonly to: string;
  readonly least: string;
  readonly most: string;
  readonly above: string;
  readonly exactly: (count: number) => string;
  readonly oneOf: (list: string) => string;
  readonly number: (range: string | null, whole: boolean, unit: string | undefined) => string;
  readonly text: (range: string | null) => string;
  readonly list: (range: string | null) => string;
  readonly object: (fields: string) => string;
  readonly plain: Readonly<Record<"date" | "date-time" | "uri" | "boolean" | "null" | "other", string>>;
}

const CHINESE: Words = {
  or: "，或",
  and: "、",
  to: " 到 ",
  least: "至少 ",
  most: "至多 ",
  above: "大于 ",
  exactly: (count) => `恰好 ${count}`,
  oneOf: (list) => `以下之一：${list}`,
  number: (range, whole, unit) =>
    `${range ? `${range} 的` : ""}${whole ? "整数" : "数"}${unit ? `，单位：${UNITS[unit] ?? unit}` : ""}`,
  text: (range) => (range ? `${range} 个字符的文字` : "文字"),
  list: (range) => (range ? `${range} 项的列表` : "列表"),
  object: (fields) => (fields ? `一组字段：${fields}` : "一组字段"),
  plain: {
    date: "日期，如 2026-10-01",
    "date-time": "带时区的时间，如 2026-11-30T09:00+08:00",
    uri: "网址，如 http://10.0.0.1:8080",
    boolean: "true 或 false",
    null: "空",
    other: "别的值",
  },
};

const ENGLISH: Words = {
  or: " or ",
  and: ", ",
  to: " to ",
  least: "at least ",
  most: "at most ",
  above: "above ",
  exactly: (count) => `exactly ${count}`,
  oneOf: (list) => `one of ${list}`,
  number: (range, whole, unit) =>
    `${whole ? "integer" : "number"}${range ? ` ${range}` : ""}${unit ? `, ${unit}` : ""}`,
  text: (range) => (range ? `text, ${range} characters` : "text"),
  list: (range) => (range ? `list of ${range} items` : "list"),
  object: (fields) => (fields ? `object with ${fields}` : "object"),
  plain: {
    date: "date YYYY-MM-DD",
    "date-time": "a time with its offset, e.g. 2026-11-30T09:00+08:00",
    uri: "URL",
    boolean: "true or false",
    null: "null",
    other: "another value",
  },
};

function inWords(node: JsonNode, words: Words): string {
  const branches = branchesOf(node);
  if (branches) return branches.map((b) => inWords(b, words)).join(words.or);
  if (node.const !== undefined) return String(node.const);
  if (node.enum) return words.oneOf(listed(node.enum));
  switch (node.type) {
    case "integer":
    case "number":
      return words.number(rangeOf(node, words), node.type === "integer", node.unit);
    case "string":
      if (node.format === "date" || node.format === "date-time" || node.format === "uri")
        return words.plain[node.format];
      return words.text(bounds(node.minLength, node.maxLength, words));
    case "boolean":
    case "null":
      return words.plain[node.type];
    case "array":
      return words.list(bounds(node.minItems, node.maxItems, words));
    case "object":
      return words.object(listed(Object.keys(node.properties ?? {})));
    default:
      return words.plain.other;
  }
}

/** What is allowed, Chinese. */
export const allowedHere = (node: JsonNode): string => inWords(node, CHINESE);

/** What is allowed, English. */
export const allowedEnglish = (node: JsonNode): string => inWords(node, ENGLISH);
