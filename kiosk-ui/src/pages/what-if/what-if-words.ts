import type { WhatIfChange, WhatIfOutlook } from "../../../../src/contract/what-if.ts";

// A change as the manager fills it in, and figures as the table shows them.

/** Empty texts are not chosen: any window, anybody, now. */
export interface Draft {
  readonly key: number;
  readonly do: WhatIfChange["do"];
  queue: string;
  window: string;
  staff: string;
  at: string;
  minutes: number;
}

export const KINDS: readonly { readonly do: WhatIfChange["do"]; readonly name: string }[] = [
  { do: "open", name: "增开窗口" },
  { do: "close", name: "关闭窗口" },
  { do: "pause", name: "窗口暂停" },
  { do: "sectors", name: "窗口改办" },
  { do: "staff", name: "人员调到板块" },
];

/** What must be chosen before a change can be asked about. */
const NEEDED: Record<Draft["do"], readonly ("queue" | "window" | "staff")[]> = {
  open: ["queue"],
  close: ["window"],
  pause: ["window"],
  sectors: ["window", "queue"],
  staff: ["staff", "queue"],
};

/** The change that is asked for; null while something needed is not chosen yet. The server checks it again. */
export function changeOf(draft: Draft): WhatIfChange | null {
  if (NEEDED[draft.do].some((field) => draft[field] === "")) return null;
  if (draft.do === "pause" && !(draft.minutes >= 1)) return null;
  const fields = draft.do === "open" ? (["queue", "window", "staff"] as const) : NEEDED[draft.do];
  const chosen = Object.fromEntries(
    fields.flatMap((field) => (draft[field] === "" ? [] : [[field, draft[field]]])),
  );
  const { queue, ...others } = chosen;
  return {
    do: draft.do,
    ...(draft.do === "sectors" ? { ...others, sectors: [queue] } : chosen),
    ...(draft.do === "pause" ? { minutes: Math.round(draft.minutes) } : {}),
    ...(draft.at === "" ? {} : { at: draft.at }),
  } as WhatIfChange;
}

export const minutesText = (value: number | null): string =>
  value === null ? "—" : `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}`;

/** 12 → 8 */
export function changeText(before: number | null, after: number | null): string {
  const [was, is] = [minutesText(before), minutesText(after)];
  return was === is ? is : `${was} → ${is}`;
}

/** Whether it became better, worse, or neither, by half a minute at least. */
export function trendOf(before: number | null, after: number | null): "better" | "worse" | "same" {
  if (before === null || after === null || Math.abs(after - before) < 0.5) return "same";
  return after < before ? "better" : "worse";
}

export const lastText = (before: WhatIfOutlook, after: WhatIfOutlook): string => {
  const [was, is] = [clockOf(before.lastCalled), clockOf(after.lastCalled)];
  return was === is ? is : `${was} → ${is}`;
};

const clockOf = (iso: string | null): string => (iso === null ? "—" : iso.slice(11, 16));
