import { GREEN_REASONS, GREEN_WORDS, type GreenReason } from "../../../../src/contract/ticket.ts";

/** The reasons this hall offers, in the contract's order; what this page does not know is left out. */
export function greenChoices(
  offered: readonly string[],
): { readonly reason: GreenReason; readonly word: string }[] {
  return GREEN_REASONS.filter((reason) => offered.includes(reason)).map((reason) => ({
    reason,
    word: GREEN_WORDS[reason],
  }));
}

export function greenWord(reason: GreenReason): string {
  return GREEN_WORDS[reason];
}
