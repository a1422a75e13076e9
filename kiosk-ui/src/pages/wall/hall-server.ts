import { type Answer, api } from "../../shared/api.ts";
import { currentToken, readCredential } from "../../shared/credential.ts";
import { problemText } from "../../shared/staff/problem-text.ts";

interface Whereabouts {
  readonly url: string | null;
  readonly running: boolean;
}

/** Who opened this page usually came from a page where they had signed in: those sign-ins serve here too. */
const tokens = (): (string | null)[] => [
  ...new Set([currentToken(), readCredential("admin"), readCredential("start")]),
];
const barred = (answer: Answer<unknown>): boolean =>
  !answer.ok && (answer.status === 401 || answer.status === 403);

/** The virtual hall's address, null while it does not run, "sign-in" when the hall server wants to know who asks. */
export async function whereIsIt(): Promise<string | null | "sign-in"> {
  const answer = await ask("GET");
  if (barred(answer)) return "sign-in";
  return answer.ok && answer.data.running ? (answer.data.url?.replace(/\/$/, "") ?? null) : null;
}

/** Has the hall server start it again; null when done, otherwise why not. */
export async function startVirtualHall(): Promise<string | null> {
  const answer = await ask("POST");
  if (answer.ok) return null;
  return barred(answer) ? "启动虚拟大厅要用管理员登录或管理令牌" : problemText(answer.problem);
}

/** Asks with each sign-in there is until one serves. */
async function ask(method: "GET" | "POST"): Promise<Answer<Whereabouts>> {
  let last: Answer<Whereabouts> | null = null;
  for (const token of tokens()) {
    last = await api<Whereabouts>(method, "/virtual-hall", {
      token,
      ...(method === "POST" ? { body: {} } : {}),
    });
    if (!barred(last)) return last;
  }
  return last ?? (await api<Whereabouts>(method, "/virtual-hall"));
}
