import type { Clock } from "../../kernel/clock.ts";
import { refuse } from "../../kernel/errors.ts";
import { type AskedThread, createAskedThread } from "../asked-thread/asked-thread.ts";
import type { ThreadData } from "../asked-thread/messages.ts";
import type { Ask } from "./ask.ts";

const IDLE_MS = 5 * 60_000;
const LONGEST_MS = 120_000;
const MOST_WAITING = 3;

export type PlanningThread = AskedThread<Ask>;

/**
 * Plays days in a thread of its own. It has a connection to the data that can't write, and no way to the hall's memory.
 * Refuses when too many ask or a question takes too long.
 */
export function createPlanningThread(needs: ThreadData & { readonly clock: Clock }): PlanningThread {
  const { clock, ...data } = needs;
  return createAskedThread({
    beside: import.meta.url,
    data,
    clock,
    scope: "planning",
    idleMs: IDLE_MS,
    resources: { maxOldGenerationSizeMb: 1_024 },
    limits: {
      mostWaiting: MOST_WAITING,
      busy: refuse("planning.busy", "正在为别的请求推演，请稍后再试（others are being played; try again）"),
      longestMs: LONGEST_MS,
      tooLong: refuse(
        "planning.too-long",
        `推演超过 ${LONGEST_MS / 1000} 秒，已停止；请少选几种规则（stopped after ${LONGEST_MS / 1000} s; try fewer policies）`,
      ),
    },
  });
}
