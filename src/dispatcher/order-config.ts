import type { OrderConfig } from "../contract/order-config.ts";
import { type ClassPace, type OrderPolicy, policyOf } from "./policy.ts";

const MINUTE = 60_000;

/** The order of calling as the config says it, as the dispatcher weighs it. */
export function orderOf(order: OrderConfig): OrderPolicy {
  const pace = (of: { rate: number; headStartMinutes: number }, slotted: boolean): ClassPace => ({
    rate: of.rate,
    headStartMs: of.headStartMinutes * MINUTE,
    slotRate: slotted ? order.slotRate : 0,
    slotLeadMs: order.slotLeadMinutes * MINUTE,
    mostLeadMs: Math.max(order.mostLeadMinutes, of.headStartMinutes) * MINUTE,
  });
  return policyOf(order.kind, {
    kind: order.kind,
    slackMs: order.slackMinutes * MINUTE,
    ratio: order.ratio,
    classes: {
      walk: pace({ rate: 1, headStartMinutes: 0 }, false),
      appointment: pace(order.classes.appointment, true),
      green: pace(order.classes.green, false),
    },
  });
}
