import type { DayClosed, DayDecision, DayView } from "../../../../src/contract/day.ts";

type Person = DayView["people"][number];

export const DAY_STATE_WORDS: Readonly<Record<Person["state"], string>> = {
  waiting: "等候",
  parked: "挂起",
  missed: "过号",
};

/** Whoever is here is served; a number that was called in vain ends. */
export function suggested(state: Person["state"]): DayDecision["action"] {
  return state === "missed" ? "expire" : "serve";
}

/** What is asked of the server: one decision a person; a rebooking without a slot falls back to being served. */
export function decisionsOf(
  people: readonly Person[],
  choices: Readonly<Record<string, DayDecision["action"]>>,
  slots: Readonly<Record<string, string>>,
): DayDecision[] {
  return people.map(({ ticket }) => {
    const slot = slots[ticket];
    const action = choices[ticket] ?? "serve";
    if (action === "rebook") return slot ? { ticket, action, slot } : { ticket, action: "serve" };
    return { ticket, action };
  });
}

export function closedWords({ expired, rebooked, kept, told }: DayClosed): string {
  const parts = [`继续办理 ${kept} 个`, `改约 ${rebooked} 个`, `${expired} 个号作废`];
  return `今日已收号：${parts.join("，")}；已发短信 ${told} 条`;
}
