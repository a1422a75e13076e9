import type { Refusal } from "../../contract/problem.ts";
import type { ReplayDays, ReplayFacts, ReplayMoment } from "../../contract/replay.ts";
import type { ReplayDesk } from "../../http/replay-desk.ts";
import type { Clock } from "../../kernel/clock.ts";
import { createAskedThread } from "../asked-thread/asked-thread.ts";
import type { ThreadData } from "../asked-thread/messages.ts";
import type { Ask } from "./ask.ts";

/** What the thread holds is some ten megabytes. */
const IDLE_MS = 10 * 60_000;

/** Replays days in a thread of its own. */
export function createReplayThread(needs: ThreadData & { readonly clock: Clock }): ReplayDesk & {
  stop(): Promise<void>;
} {
  const { clock, ...data } = needs;
  const { ask, stop } = createAskedThread<Ask>({
    beside: import.meta.url,
    data,
    clock,
    scope: "replay",
    idleMs: IDLE_MS,
    limits: null,
  });
  return {
    days: (query) => ask({ what: "days", query }) as Promise<ReplayDays>,
    moment: (day, query) => ask({ what: "moment", day, query }) as Promise<ReplayMoment | Refusal>,
    events: (day, query) => ask({ what: "events", day, query }) as Promise<ReplayFacts | Refusal>,
    stop,
  };
}
