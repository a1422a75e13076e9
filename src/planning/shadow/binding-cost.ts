import type { BindingCost } from "../../contract/binding-cost.ts";
import type { ShadowFigures } from "../../contract/shadow.ts";
import { type PresentRules, play, type ShadowNeeds } from "./shadow.ts";
import { lessOrMore, notesOf } from "./words.ts";

/** What a window with the number costs on this day: everything else is the same both times. */
export function bindingCost(needs: Omit<ShadowNeeds, "policies">): BindingCost {
  const rules = { ...needs.present, announceAhead: [] };
  const [atCall, atTicket] = [false, true].map((bound) => play(needs, { ...rules, bound })) as [
    ShadowFigures,
    ShadowFigures,
  ];
  const [late, early] = [atCall.all.mean, atTicket.all.mean];
  const more = late === null || early === null ? null : Math.round((early - late) * 10) / 10;
  const percent = more === null || late === null || late === 0 ? null : Math.round((more / late) * 100);
  return {
    day: needs.day,
    people: atCall.all.people,
    present: presentBinding(needs.present, needs.sectors.length),
    atCall: atCall.all,
    atTicket: atTicket.all,
    moreMinutes: more,
    morePercent: percent,
    changed: atTicket.told?.changed ?? 0,
    says: costSays(atCall, atTicket, more, percent),
    notes: [...notesOf(needs.shadow, needs.ended)],
  };
}

function presentBinding({ bound }: PresentRules, sectors: number): BindingCost["present"] {
  if (bound.length === 0) return "atCall";
  return bound.length === sectors ? "atTicket" : "mixed";
}

function costSays(
  atCall: ShadowFigures,
  atTicket: ShadowFigures,
  more: number | null,
  percent: number | null,
): string {
  if (more === null) return "这一天没有叫过号，无从比较";
  const share = percent === null ? "" : `（${percent < 0 ? "−" : ""}${Math.abs(percent)}%）`;
  const tail = (atTicket.all.max ?? 0) - (atCall.all.max ?? 0);
  return `取号就定窗口：平均${lessOrMore(more)}${share}，最长${lessOrMore(tail)}`;
}
