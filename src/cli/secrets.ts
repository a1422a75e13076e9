import type { Readable, Writable } from "node:stream";

export interface SecretInput {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  /** Prompts go here, so that stdout stays clean. */
  readonly stderr: Writable;
}

const ENTER = new Set(["\r", "\n"]);
const RUBOUT = new Set(["\u007f", "\b"]);

/**
 * A new password: typed twice without echo at a terminal, else the first line of stdin (a second line, if there is
 * one, must be the same). A string, or why there is none.
 */
export async function readNewPassword(
  input: SecretInput,
): Promise<{ password: string } | { trouble: string }> {
  const { stdin } = input;
  if (stdin.isTTY && stdin.setRawMode) {
    const first = await typed(input, "新密码 new password: ");
    if (first === null) return { trouble: "已取消（cancelled）" };
    const second = await typed(input, "再输一次 once more: ");
    return same(first, second);
  }
  let text = "";
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > 10_000) break;
  }
  const [first = "", second = ""] = text.split(/\r?\n/);
  if (first === "") return { trouble: "没有从标准输入读到密码（no password on standard input）" };
  return second === "" ? { password: first } : same(first, second);
}

function same(first: string, second: string | null): { password: string } | { trouble: string } {
  return first === second ? { password: first } : { trouble: "两次输入不一致（the two do not match）" };
}

/** One line from a terminal in raw mode, not shown; null for Ctrl-C or Ctrl-D. */
function typed({ stdin, stderr }: SecretInput, prompt: string): Promise<string | null> {
  stderr.write(prompt);
  stdin.setRawMode?.(true);
  stdin.resume();
  return new Promise((resolve) => {
    let line: string | null = "";
    const take = (chunk: Buffer | string) => {
      for (const char of String(chunk)) {
        if (line === null || ENTER.has(char)) break;
        line = afterKey(line, char);
      }
      if (line !== null && ![...String(chunk)].some((char) => ENTER.has(char))) return;
      stdin.off("data", take);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write("\n");
      resolve(line);
    };
    stdin.on("data", take);
  });
}

/** The line after one more key; null when it was given up. */
function afterKey(line: string, key: string): string | null {
  if (key === "\u0003" || key === "\u0004") return null;
  return RUBOUT.has(key) ? [...line].slice(0, -1).join("") : line + key;
}
