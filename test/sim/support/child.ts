import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { ROOT } from "./root.ts";

/** Groups that must not outlive the tests, however those end. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) signalGroup(child, "SIGKILL");
});

const LAST_WORDS_MS = 3_000;

export interface Started {
  /** All it has said on stdout and stderr. */
  output(): string;
  /** Signals its whole process group and waits for its end. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Waits for its own end; gives the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  readonly pid: number;
}

/** Starts a process and waits until its output has what `ready` looks for; fails with its output when it ends first. */
export async function startProcess<T>(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  ready: (output: string) => T | null,
  ms: number,
): Promise<Started & { readonly found: T }> {
  const [program = "", ...args] = command;
  // stdin stays open: children started with --parent end with these tests.
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      running.delete(child);
      // Its last words may come after its end; whoever holds its pipes longer is not waited for.
      const late = setTimeout(() => resolve(code), LAST_WORDS_MS);
      child.once("close", () => {
        clearTimeout(late);
        resolve(code);
      });
    });
    child.once("error", (error) => {
      output += error.message;
      running.delete(child);
      resolve(null);
    });
  });
  const found = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      signalGroup(child, "SIGKILL");
      reject(new Error(`${command.join(" ")} was not ready after ${ms} ms:\n${output.slice(-3000)}`));
    }, ms);
    const look = (chunk: Buffer) => {
      output += chunk;
      const seen = ready(output);
      if (seen === null) return;
      clearTimeout(timer);
      resolve(seen);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    void ended.then((code) => {
      clearTimeout(timer);
      reject(
        new Error(`${command.join(" ")} ended with ${code} before it was ready:\n${output.slice(-3000)}`),
      );
    });
  });
  const kill = async (signal: NodeJS.Signals = "SIGKILL") => {
    if (running.has(child)) signalGroup(child, signal);
    await ended;
  };
  return { found: await found, output: () => output, kill, ended, pid: child.pid ?? 0 };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Process ids of the children of `parent` whose command line has `word` in it. */
export function childrenOf(parent: number, word: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        return (
          new RegExp(`^PPid:\\s+${parent}$`, "m").test(status) &&
          readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word)
        );
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);
}
