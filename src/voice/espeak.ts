import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { HallError } from "../kernel/errors.ts";
import type { Synthesiser } from "./synthesiser.ts";

// npm espeak-ng is an optional dependency under GPL-3.0-or-later: loaded if the installation has it, never bundled
// (docs/decisions/0004-voice.md). Each text takes 0.2–0.5 s of pure computing, so it runs in a thread of its own.

const TEXT_TIMEOUT_MS = 15_000;
/** The thread holds about 140 MB; what is said is cached, so most of the day it isn't needed. */
const IDLE_MS = 30_000;

/**
 * The thread, as text: a thread can't load TypeScript by itself, and so the same lines run from sources, in tests and
 * from dist. Voice `cmn` of this package reads hanzi rightly; `-b 1` says that the text is UTF-8 (protocols.md §6).
 */
const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
parentPort.on("message", async ({ text, speed }) => {
  try {
    const { default: create } = await import(workerData);
    const quiet = () => {};
    const espeak = await create({
      arguments: ["-b", "1", "-v", "cmn", "-s", String(speed), "-w", "out.wav", text],
      print: quiet,
      printErr: quiet,
    });
    parentPort.postMessage({ wav: espeak.FS.readFile("out.wav") });
  } catch (error) {
    parentPort.postMessage({ fault: String(error) });
  }
});`;

type Answer = { readonly wav: Uint8Array } | { readonly fault: string };

/** Mandarin speech by espeak-ng. `find` resolves a package's entry file and throws when it is not installed. */
export function createEspeak(
  find: (name: string) => string = createRequire(import.meta.url).resolve,
): Synthesiser {
  const entry = locate(find);
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const end = async () => {
    const ending = thread;
    thread = null;
    if (idle) clearTimeout(idle);
    idle = null;
    await ending?.terminate();
  };
  const one = async (text: string, speed: number): Promise<Uint8Array> => {
    if (entry === null) throw new HallError("voice.absent", "the package espeak-ng is not installed");
    if (idle) clearTimeout(idle);
    // Without this process's options: a loader meant for sources would only slow the thread.
    thread ??= new Worker(THREAD, { eval: true, workerData: entry, execArgv: [] });
    try {
      return await ask(thread, text, speed);
    } catch (error) {
      await end();
      throw error;
    } finally {
      idle = setTimeout(() => void end(), IDLE_MS);
      idle.unref();
    }
  };

  return {
    id: "espeak-ng-cmn",
    missing: entry === null ? "未安装可选组件 espeak-ng，改用提示音" : null,
    say: (text, speed) => {
      const mine = last.then(() => one(text, speed));
      last = mine.catch(() => {});
      return mine;
    },
    stop: end,
  };
}

function locate(find: (name: string) => string): string | null {
  try {
    return pathToFileURL(find("espeak-ng")).href;
  } catch {
    return null;
  }
}

function ask(thread: Worker, text: string, speed: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      clearTimeout(limit);
      thread.off("message", answered);
      thread.off("error", broke);
      thread.off("exit", exited);
      thread.unref();
      settle();
    };
    const fault = (cause: unknown) =>
      done(() => reject(new HallError("voice.synthesis", String(cause), { cause })));
    const answered = (answer: Answer) => {
      if ("wav" in answer) done(() => resolve(answer.wav));
      else fault(answer.fault);
    };
    const broke = (error: unknown) => fault(error);
    const exited = () => fault("the synthesis thread ended");
    const limit = setTimeout(() => fault(`no speech within ${TEXT_TIMEOUT_MS} ms`), TEXT_TIMEOUT_MS);
    thread.on("message", answered);
    thread.on("error", broke);
    thread.on("exit", exited);
    thread.ref();
    thread.postMessage({ text, speed });
  });
}
