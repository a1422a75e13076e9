import { type Ref, readonly, ref, shallowRef } from "vue";
import { type Answer, api, type Method, newKey, worthRepeating } from "../api.ts";
import { OPEN_GATE, press, settle } from "./command-gate.ts";
import { problemText } from "./problem-text.ts";

/** About 20 seconds of trying with the delays of `api`: a server restart takes less. */
const RETRIES = 6;

/** What the clerk is told about the last command. */
interface CommandNotice {
  readonly tone: "good" | "warn" | "bad";
  readonly text: string;
}

export interface Commands {
  /** Name of the command under way. */
  readonly busy: Readonly<Ref<string | null>>;
  readonly notice: Ref<CommandNotice | null>;
  /**
   * Sends one command with its own Idempotency-Key, again under the same key while the answer is lost. Null when the
   * press is a double click or another command is still under way.
   */
  readonly send: <T>(
    name: string,
    path: string,
    body?: unknown,
    method?: Method,
  ) => Promise<Answer<T> | null>;
}

export function useCommands({ onSignedOut }: { onSignedOut: (why: string) => void }): Commands {
  const gate = shallowRef(OPEN_GATE);
  const busy = ref<string | null>(null);
  const notice = shallowRef<CommandNotice | null>(null);

  const send = async <T>(name: string, path: string, body: unknown = {}, method: Method = "POST") => {
    const pressed = press(gate.value, `${method} ${path} ${JSON.stringify(body)}`, Date.now(), newKey());
    gate.value = pressed.gate;
    if (pressed.key === null) return null;
    busy.value = name;
    notice.value = null;
    const answer = await api<T>(method, path, {
      body,
      key: pressed.key,
      retries: RETRIES,
      timeoutMs: 5_000,
      onRetry: (attempt) => {
        notice.value = { tone: "warn", text: `没有收到服务器的回答，正在重试（第${attempt}次），请勿离开…` };
      },
    });
    gate.value = settle(gate.value, answer.ok || !worthRepeating(answer));
    busy.value = null;
    notice.value = answer.ok ? null : { tone: "bad", text: problemText(answer.problem) };
    if (!answer.ok && (answer.problem.code === "auth.missing" || answer.problem.code === "auth.invalid")) {
      onSignedOut("登录已失效，请重新登录");
    }
    return answer;
  };

  return { busy: readonly(busy), notice, send };
}
