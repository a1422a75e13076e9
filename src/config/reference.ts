import { allowedEnglish, allowedHere, type JsonNode, leavesOf } from "../contract/allowed.ts";
import { configJsonSchema } from "./json-schema.ts";

const HEADER = `# Config reference · 配置项一览

One YAML (or JSON) file describes a hall; \`config/hall.example.yaml\` shows a whole one. Check a file with
\`npm run hall -- check-config FILE\`: it lists every problem with path, value and what is allowed.
Secrets never stand in the file: \`HALL_ADMIN_TOKEN\`, \`TWILIO_AUTH_TOKEN\` come from the environment, passwords
from \`npm run hall -- staff-password ID\`.

This page is generated from the schema by \`npm run hall -- config-reference\`; a test holds it current.
`;

interface Row {
  readonly path: string;
  readonly node: JsonNode;
  readonly required: boolean;
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Every field below a node; unions are listed branch by branch under the constant that chooses them. */
function rows(node: JsonNode, path: string): Row[] {
  if (node.items?.properties || node.items?.oneOf) return rows(node.items, `${path}[]`);
  const leaves = node.oneOf ? leavesOf(node) : [];
  const branches = leaves.length > 0 && leaves.every((b) => b.properties) ? leaves : null;
  if (branches) return branches.flatMap((b) => rows(b, `${path}(${branchName(b)})`));
  return Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const own: Row = { path: here, node: inner, required: node.required?.includes(key) ?? false };
    return [own, ...rows(inner, here)];
  });
}

function branchName(branch: JsonNode): string {
  const constants = Object.entries(branch.properties ?? {}).filter(([, p]) => p.const !== undefined);
  return constants.map(([key, p]) => `${key}: ${String(p.const)}`).join(", ");
}

function shortAllowed(node: JsonNode): [string, string] {
  if (node.properties) return ["一组字段", "object"];
  if (node.oneOf?.some((b) => b.properties)) return ["见下", "see below"];
  if (node.pattern) return [`格式 \`${node.pattern}\``, "pattern"];
  return [allowedHere(node), allowedEnglish(node)];
}

function line({ path, node, required }: Row): string {
  const fallback =
    node.default === undefined ? (required ? "**required**" : "—") : `\`${JSON.stringify(node.default)}\``;
  const [chinese, english] = shortAllowed(node);
  return `| \`${cell(path)}\` | ${cell(chinese)} · ${cell(english)} | ${cell(fallback)} | ${cell(node.description ?? "")} |`;
}

/** The reference page, Markdown, one table a section of the file. */
export function configReference(): string {
  const root = configJsonSchema() as JsonNode;
  const sections = Object.entries(root.properties ?? {}).map(([key, node]) => {
    const own: Row = { path: key, node, required: root.required?.includes(key) ?? false };
    const table = [own, ...rows(node, key)].map(line);
    return [
      `## ${key}`,
      "",
      "| Field 字段 | Allowed 可用 | Default 默认 | Meaning 说明 |",
      "|---|---|---|---|",
      ...table,
      "",
    ].join("\n");
  });
  return [HEADER, ...sections].join("\n");
}
