import { GREEN_REASONS, type GreenReason } from "../../../../src/contract/ticket.ts";

const WORDS: Readonly<Record<GreenReason, string>> = {
  elderly: "老年人",
  child: "带婴幼儿",
  ill: "病人",
  pregnant: "孕妇",
  disabled: "残疾人",
  military: "现役军人",
};

/** The reasons this hall offers, in the contract's order; what this page does not know is left out. */
export function greenChoices(
  offered: readonly string[],
): { readonly reason: GreenReason; readonly word: string }[] {
  return GREEN_REASONS.filter((reason) => offered.includes(reason)).map((reason) => ({
    reason,
    word: WORDS[reason],
  }));
}

export function greenWord(reason: GreenReason): string {
  return WORDS[reason];
}
