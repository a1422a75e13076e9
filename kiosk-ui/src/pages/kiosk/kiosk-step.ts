import type { Problem } from "../../../../src/contract/problem.ts";
import type { SeenAgain } from "./use-issue.ts";

/** Where somebody at the kiosk stands. */
export type Step =
  | {
      readonly name:
        | "rest"
        | "sector"
        | "matters"
        | "card"
        | "document"
        | "phone"
        | "count"
        | "appointment"
        | "sending"
        | "result"
        | "rejoin";
    }
  | { readonly name: "visit"; readonly token: string }
  | { readonly name: "again"; readonly seen: SeenAgain }
  | { readonly name: "problem"; readonly problem: Problem };

type StepName = Step["name"];

const WITH_BACK: ReadonlySet<StepName> = new Set([
  "sector",
  "matters",
  "card",
  "document",
  "phone",
  "count",
  "appointment",
]);

/** Whether 上一步 is offered. */
export const hasBack = (at: StepName): boolean => WITH_BACK.has(at);

/** Where 上一步 leads. `rest`: nothing is left to go back to. */
export function stepBefore(
  at: StepName,
  known: {
    /** A sector is settled. */
    readonly settled: boolean;
    /** The sector looked at has matters to choose. */
    readonly asks: boolean;
    /** There are several sectors. */
    readonly several: boolean;
  },
): "rest" | "sector" | "matters" | "card" | "phone" {
  if (at === "count") return "phone";
  if (at === "document") return known.settled ? "card" : "sector";
  if ((at === "phone" || at === "card") && known.asks) return "matters";
  return at !== "sector" && known.several ? "sector" : "rest";
}
