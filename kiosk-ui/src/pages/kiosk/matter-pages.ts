import type { KioskMatter } from "../../../../src/contract/kiosk-matters.ts";

// How a sector's matters stand on the glass: tiles on pages that are turned, found by the first letters of their pinyin.

/** A matter with the first letters of its name, SHBZKSL. */
export interface Lettered {
  readonly matter: KioskMatter;
  readonly letters: string;
}

/** So many fit without letters above them. */
const WITHOUT_LETTERS = 10;
const WITH_LETTERS = 8;

/** Whether there are so many that people should be able to look by letters. */
export const wantsLetters = (matters: number): boolean => matters > WITHOUT_LETTERS;

/** Those that have the letters in this order, the ones beginning with them first. */
export function matching(all: readonly Lettered[], typed: string): readonly Lettered[] {
  if (typed === "") return all;
  const begins = all.filter((l) => l.letters.startsWith(typed));
  return [...begins, ...all.filter((l) => !l.letters.startsWith(typed) && l.letters.includes(typed))];
}

/** The letters that still find something behind those typed. */
export function lettersOn(all: readonly Lettered[], typed: string): ReadonlySet<string> {
  const on = new Set<string>();
  for (const { letters } of all)
    for (let at = letters.indexOf(typed); at >= 0; at = letters.indexOf(typed, at + 1)) {
      const next = letters[at + typed.length];
      if (next !== undefined) on.add(next);
      if (at + 1 > letters.length) break;
    }
  return on;
}

export interface Page {
  readonly shown: readonly Lettered[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** `wanted` from 1; a page beyond the last is the last. */
export function pageOf(found: readonly Lettered[], wanted: number, lettered: boolean): Page {
  const size = lettered ? WITH_LETTERS : WITHOUT_LETTERS;
  const pages = Math.max(1, Math.ceil(found.length / size));
  const page = Math.min(Math.max(1, wanted), pages);
  return { shown: found.slice((page - 1) * size, page * size), page, pages };
}

/** What stands on a tile that can't be done as things are. */
export function markOf({ notice }: Pick<KioskMatter, "notice">): string | null {
  if (!notice) return null;
  if (notice.code === "no-window") return "今天没有窗口办";
  return notice.at === null ? "现在没有窗口办" : `${notice.at.slice(11, 16)}起办理`;
}
