import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from "yaml";
import { withEverySector } from "../contract/every-sector.ts";
import { fieldProblemAt, fieldProblems } from "../contract/field-problems.ts";
import { type HallConfig, hallConfig } from "../contract/hall-config.ts";
import type { FieldProblem } from "../contract/problem.ts";
import { draftOf, type Finding } from "./draft.ts";
import { findingsOf } from "./rules.ts";

/** A problem and where in the file it stands; `line` and `column` count from 1, null when unknown. */
export interface ConfigProblem extends FieldProblem {
  readonly line: number | null;
  readonly column: number | null;
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: HallConfig; readonly warnings: readonly ConfigProblem[] }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

const LARGEST = 4 * 1024 * 1024;

/** Reads and checks a hall's config file, YAML or JSON: the whole config, or all its problems at once. */
export function loadHallConfig(file: string): LoadedConfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const why =
      code === "ENOENT" ? "没有这个文件（no such file）" : `读不了这个文件（can't be read: ${code}）`;
    return refused([{ path: "", message: why, value: file, line: null, column: null }]);
  }
  return parseHallConfig(text);
}

const refused = (problems: readonly ConfigProblem[]): LoadedConfig => ({ ok: false, problems, warnings: [] });

/** The same from the file's text. */
export function parseHallConfig(text: string): LoadedConfig {
  if (text.length > LARGEST)
    return refused([{ path: "", message: "文件超过 4 MB（larger than 4 MB）", line: null, column: null }]);
  const counter = new LineCounter();
  const doc = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const syntax = doc.errors.map((e) => ({
    path: "",
    message: `YAML 写法有误（${e.message}）`,
    ...placeAt(counter, e.pos[0]),
  }));
  // A key written twice still leaves something to check; anything else may be read in a wrong shape.
  if (doc.errors.some((e) => e.code !== "DUPLICATE_KEY")) return refused(syntax);
  const input = inputOf(doc);
  if (!input.ok) return refused([...syntax, { path: "", message: input.why, line: null, column: null }]);
  return check(withEverySector(input.value), syntax, (path) => placeOf(doc, counter, path));
}

function inputOf(doc: Document.Parsed): { ok: true; value: unknown } | { ok: false; why: string } {
  if (doc.contents === null) return { ok: false, why: "文件是空的（the file is empty）" };
  try {
    return { ok: true, value: doc.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (cause) {
    return { ok: false, why: `YAML 无法展开（${cause instanceof Error ? cause.message : String(cause)}）` };
  }
}

type Place = { line: number | null; column: number | null };

function check(
  input: unknown,
  syntax: readonly ConfigProblem[],
  place: (path: readonly PropertyKey[]) => Place,
): LoadedConfig {
  const parsed = hallConfig.safeParse(input);
  const findings = findingsOf(draftOf(input));
  const told = (f: Finding): ConfigProblem => ({
    ...fieldProblemAt(f.path, input, f.message, f.show ?? true),
    ...place(f.path),
  });
  const warnings = findings.filter((f) => f.severity === "warning").map(told);
  const spanning = findings.filter((f) => f.severity === "error").map(told);
  const fields = parsed.success
    ? []
    : fieldProblems(hallConfig, parsed.error, input).map((p) => ({ ...p, ...place(keysOf(p.path)) }));
  // A rule that speaks about a field says it better than the schema's "unknown field".
  const better = new Set(spanning.map((p) => p.path));
  const problems = [...syntax, ...fields.filter((p) => !better.has(p.path)), ...spanning];
  if (problems.length > 0 || !parsed.success) return { ok: false, problems: inOrder(problems), warnings };
  return { ok: true, config: parsed.data, warnings };
}

const inOrder = (problems: readonly ConfigProblem[]) =>
  [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));

function keysOf(path: string): PropertyKey[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map((m) =>
    m[1] === undefined ? String(m[2]) : Number(m[1]),
  );
}

/** Where a path stands; for something missing, where its nearest parent does. */
function placeOf(doc: Document.Parsed, counter: LineCounter, path: readonly PropertyKey[]): Place {
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = offsetOf(doc, path.slice(0, depth));
    if (offset !== null) return placeAt(counter, offset);
  }
  return { line: null, column: null };
}

function offsetOf(doc: Document.Parsed, path: readonly PropertyKey[]): number | null {
  const parent: unknown = path.length > 1 ? doc.getIn(path.slice(0, -1), true) : doc.contents;
  const last = path.at(-1);
  if (last !== undefined && isMap(parent)) {
    const pair = parent.items.find((i) => isNode(i.key) && String(i.key) === String(last));
    const key = pair?.key;
    return isNode(key) && key.range ? key.range[0] : null;
  }
  const node: unknown =
    last === undefined ? doc.contents : isSeq(parent) ? parent.get(Number(last), true) : null;
  return isNode(node) && node.range ? node.range[0] : null;
}

function placeAt(counter: LineCounter, offset: number): Place {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
}

/** One problem on one line, as the server and check-config print it. */
export function problemLine(file: string, p: ConfigProblem): string {
  const where = p.line === null ? file : `${file}:${p.line}:${p.column ?? 1}`;
  const field = p.path === "" ? "" : ` ${p.path}`;
  const value = p.value === undefined ? "" : ` = ${JSON.stringify(p.value)}`;
  return `${where}${field}${value}: ${p.message}`;
}
