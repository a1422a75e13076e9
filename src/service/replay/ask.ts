import type { ReplayFactsQuery, ReplayMomentQuery } from "../../contract/replay.ts";

/** What replay-thread.ts asks thread.ts. */
export type Ask =
  | {
      readonly what: "days";
      readonly query: { readonly before?: string | undefined; readonly limit: number };
    }
  | { readonly what: "moment"; readonly day: string; readonly query: ReplayMomentQuery }
  | { readonly what: "events"; readonly day: string; readonly query: ReplayFactsQuery };
