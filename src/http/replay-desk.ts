import type { Refusal } from "../contract/problem.ts";
import type {
  ReplayDays,
  ReplayFacts,
  ReplayFactsQuery,
  ReplayMoment,
  ReplayMomentQuery,
} from "../contract/replay.ts";

/** Past days and today so far, read-only. Work of its own: it never takes time from the running hall. */
export interface ReplayDesk {
  days(query: { readonly before?: string | undefined; readonly limit: number }): Promise<ReplayDays>;
  moment(day: string, query: ReplayMomentQuery): Promise<ReplayMoment | Refusal>;
  events(day: string, query: ReplayFactsQuery): Promise<ReplayFacts | Refusal>;
}
