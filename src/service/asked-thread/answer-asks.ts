import { parentPort } from "node:worker_threads";
import { HallError, messageOf } from "../../kernel/errors.ts";
import type { Asked, Reply } from "./messages.ts";

/** The thread's side of asked-thread.ts: answers each question in turn; what is thrown goes back as the question's fault. */
export function answerAsks<Ask>(answer: (ask: Ask) => unknown): void {
  const reply = ({ id, ask }: Asked<Ask>): Reply => {
    try {
      return { id, answer: answer(ask) };
    } catch (error) {
      return {
        id,
        fault: { code: error instanceof HallError ? error.code : null, message: messageOf(error) },
      };
    }
  };
  parentPort?.on("message", (asked: Asked<Ask>) => parentPort?.postMessage(reply(asked)));
}
