import type { HallConfig } from "../../contract/hall-config.ts";
import type { ReplayFactsQuery, ReplayMomentQuery } from "../../contract/replay.ts";

/** What the thread is started with. */
export interface ThreadData {
  readonly config: HallConfig;
  readonly data: string;
  readonly root: string;
}

export interface Ask {
  readonly id: number;
  readonly ask:
    | {
        readonly what: "days";
        readonly query: { readonly before?: string | undefined; readonly limit: number };
      }
    | { readonly what: "moment"; readonly day: string; readonly query: ReplayMomentQuery }
    | { readonly what: "events"; readonly day: string; readonly query: ReplayFactsQuery };
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: { readonly code: string | null; readonly message: string } };
