import { valueAt } from "../contract/field-problems.ts";
import { error, type Finding, fieldsOf, type Path, type Rule } from "./draft.ts";

const SECRET_KEY =
  /^(auth_?token|.*secret.*|.*password.*|passwd|api_?key|access_?key(_?id)?|admin_?token|token)$/i;
const FROM_ENVIRONMENT: Readonly<Record<string, string>> = {
  sms: "密钥不写在配置文件里，请用环境变量 TWILIO_AUTH_TOKEN（secrets come from the environment: TWILIO_AUTH_TOKEN）",
  staff:
    "密码不写在配置文件里，请用 npm run hall -- staff-password 编号 设置（set passwords with: npm run hall -- staff-password ID）",
};
const ELSEWHERE =
  "密钥不写在配置文件里，请用环境变量，如 HALL_ADMIN_TOKEN（secrets come from the environment, e.g. HALL_ADMIN_TOKEN）";

/** Deeper than any field of the schema; an alias in YAML may lead in a circle. */
const DEEPEST = 8;

function secretsIn(value: unknown, path: Path): Finding[] {
  if (typeof value !== "object" || value === null || path.length > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value) && SECRET_KEY.test(key))
      return [{ ...error(here, FROM_ENVIRONMENT[String(here[0])] ?? ELSEWHERE), show: false }];
    return secretsIn(inner, here);
  });
}

/** Nothing that must stay secret stands in the file (design §6); its value is never repeated. */
export const noSecrets: Rule = ({ input }) => {
  const { matters: _, ...rest }: { matters?: unknown } = fieldsOf(input);
  return secretsIn(rest, []);
};

/** Addresses are http(s) and carry no user name and password. */
export const plainUrls: Rule = ({ input }) => {
  const urls: [Path, unknown][] = [
    [["publicUrl"], valueAt(input, ["publicUrl"])],
    [["sms", "baseUrl"], valueAt(input, ["sms", "baseUrl"])],
  ];
  return urls.flatMap(([path, value]): Finding[] => {
    if (typeof value !== "string" || !URL.canParse(value)) return [];
    const url = new URL(value);
    if (url.username !== "" || url.password !== "")
      return [
        {
          ...error(path, "网址中不得带用户名或密码（no user name or password in an address）"),
          show: false,
        },
      ];
    if (url.protocol !== "http:" && url.protocol !== "https:")
      return [error(path, "须为 http:// 或 https:// 网址（must be an http or https address）")];
    return [];
  });
};

export const voiceClips: Rule = ({ input }) => {
  const { engine, clips }: { engine?: unknown; clips?: unknown } = fieldsOf(valueAt(input, ["voice"]));
  return engine === "clips" && clips === undefined
    ? [error(["voice", "clips"], "engine 为 clips 时须写录音文件夹（engine: clips needs a folder）")]
    : [];
};
