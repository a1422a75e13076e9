import type { ScreenCall, ScreenView } from "../../../../src/contract/screen.ts";

export const CALL_STATE_WORDS: Readonly<
  Record<ScreenCall["state"], { readonly zh: string; readonly en: string }>
> = {
  calling: { zh: "请到窗口", en: "Calling" },
  serving: { zh: "办理中", en: "Serving" },
  missed: { zh: "已过号", en: "Missed" },
  done: { zh: "已办结", en: "Done" },
};

/** Waiting time of a sector as a citizen reads it; `null` minutes means that no window works on it. */
export function waitWords({ count, minutes, resumesAt }: ScreenView["waiting"][number]): string {
  // The wire's time carries the hall's own offset: read as written.
  if (resumesAt !== null) return `${resumesAt.slice(11, 16)}继续叫号`;
  if (minutes === null) return "暂无窗口开放";
  if (count === 0 && minutes < 1) return "无需等候";
  if (minutes < 1) return "约1分钟";
  return minutes < 60
    ? `约${minutes}分钟`
    : `约${Math.floor(minutes / 60)}小时${minutes % 60 ? `${minutes % 60}分` : ""}`;
}

/** As many missed numbers as there is room for, and how many more there are. */
export function missedShown(
  missed: readonly string[],
  room: number,
): { readonly shown: readonly string[]; readonly more: number } {
  if (missed.length <= room) return { shown: missed, more: 0 };
  const shown = missed.slice(0, Math.max(0, room - 1));
  return { shown, more: missed.length - shown.length };
}

/** How long a page of a list that has more than one is shown. */
const PAGE_MS = 6_000;

/** The page of `all` to show at `now`, epoch ms; `page` counts from 1. */
export function turnedPage<T>(
  all: readonly T[],
  room: number,
  now: number,
): { readonly shown: readonly T[]; readonly page: number; readonly pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / room));
  const page = Math.floor(now / PAGE_MS) % pages;
  return { shown: all.slice(page * room, (page + 1) * room), page: page + 1, pages };
}
