import { type SlotRules, slotIsOver, slotOpens, slotRights } from "../../booking/rights.ts";
import type { Scenario } from "./scenario.ts";

type Ticket = Scenario["tickets"][number];

/**
 * What a number taken at `at` counts as by the hall's appointment rules; "early": there is none yet. Without rules in the
 * scenario, and for all others, as the scenario says. A lapsed booking leaves a walk-in number.
 */
export function rightsAt(
  rules: Scenario["appointments"],
  ticket: Ticket,
  at: number,
): Pick<Ticket, "class" | "slot"> | "early" {
  const begin = ticket.slot ?? null;
  if (!rules || ticket.class !== "appointment" || begin === null) return ticket;
  const by: SlotRules = { earlyMs: rules.earlyMinutes, lateMs: rules.lateMinutes, late: rules.late };
  const slot = { slot: begin, until: begin + rules.slotMinutes };
  if (at < slotOpens(by, slot)) return "early";
  return slotIsOver(by, slot, at) ? { class: "walk", slot: null } : slotRights(by, slot, at);
}
