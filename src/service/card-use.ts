import type { Refusal } from "../contract/problem.ts";
import type { IssueTicket } from "../contract/ticket.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import type { DeskInputs, HeldDocument } from "./desk-inputs.ts";

/** The document that a number is asked for with: in use from the decision until its commit, then gone or free again. */
export function cardUse(
  desk: Pick<DeskInputs, "claim" | "settle">,
  { card, kiosk }: Pick<IssueTicket, "card" | "kiosk">,
) {
  let claimed = false;
  return {
    claim: (): HeldDocument | null | Refusal => {
      if (card === undefined) return null;
      const held = desk.claim(card, kiosk ?? null);
      claimed = held !== null;
      return held ?? refuse("card.unknown", "证件信息已失效或不属于这台取号机，请重新刷证件");
    },
    settled: async <T extends object>(outcome: Promise<T>): Promise<T> => {
      let used = false;
      try {
        const done = await outcome;
        used = !isRefusal(done);
        return done;
      } finally {
        if (claimed && card !== undefined) desk.settle(card, used);
      }
    },
  };
}
