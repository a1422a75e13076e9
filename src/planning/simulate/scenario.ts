import type { z } from "zod";
import { scenarioFields } from "./scenario-fields.ts";
import { problemsOf } from "./scenario-rules.ts";

/** Names are compared even where numbers are wrong, so that one run tells everything. */
const EVEN_IF_WRONG = {
  when: ({ value }: { value: unknown }) =>
    (["matters", "windows", "tickets", "sectors", "staff"] as const).every((list, i) => {
      const entries = (value as Record<string, unknown> | null)?.[list] ?? (i < 3 ? null : []);
      return Array.isArray(entries) && entries.every((e) => typeof e === "object" && e !== null);
    }),
};

export const scenario = scenarioFields.superRefine((day, context) => {
  for (const { path, message } of problemsOf(day)) context.addIssue({ code: "custom", path, message });
}, EVEN_IF_WRONG);
export type Scenario = z.infer<typeof scenario>;

/** One call of one person and what came of it. */
export interface SimulatedService {
  /** Empty: a no-show. */
  readonly matters: readonly string[];
  readonly waitsFrom: number;
  readonly servedBy: string;
  readonly calledAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface SimulatedTicket {
  readonly id: string;
  readonly promisedWindow: string | null;
  readonly servedBy: string | null;
  readonly calledAt: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly estimate: { readonly minutes: number; readonly upTo: number } | null;
  readonly promises: readonly (readonly [at: number, window: string])[];
  /** Every call, of people who may be called more than once: with `more`, `parks` or `returns`. */
  readonly services?: readonly SimulatedService[];
}

export interface SimulatedDay {
  readonly policy: Scenario["policy"];
  readonly tickets: readonly SimulatedTicket[];
}
