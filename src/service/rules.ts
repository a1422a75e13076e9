import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, VisitToken, WindowId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { OrderConfig } from "../contract/order-config.ts";
import { orderOf } from "../dispatcher/order-config.ts";
import type { WindowRule } from "../dispatcher/state.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { createDayPlans } from "../kernel/day-plan.ts";
import { createRota } from "../kernel/rota.ts";
import { takesBookings } from "../kernel/slot-plan.ts";
import { zoneNames } from "../views/hall-views.ts";
import { bookingRules } from "./booking-rules.ts";
import type { HallRules } from "./memory.ts";
import { kioskPrinters } from "./printers.ts";

const MINUTE = 60_000;

/** What each feature needs of the config, and no more. */
export function rulesOf(
  config: HallConfig,
  matters: { readonly offered: readonly Matter[]; readonly earlier: readonly Matter[] },
  link: ((token: VisitToken) => string) | null,
  calendar: Calendar,
): HallRules {
  const { policy } = config;
  const zones = zoneNames(config);
  return {
    booking: bookingRules(config, calendar),
    checkin: checkinRules(config, calendar),
    dispatcher: {
      sectors: config.sectors.map((s) => ({
        id: s.id,
        name: s.name,
        meanMs: s.meanMinutes * MINUTE,
        announceAhead: s.announceAhead && bindingOf(config, s) === "atCall",
        binding: bindingOf(config, s),
        batchAbove: hasBatchWindow(config, s.id) ? (s.batchAbove ?? null) : null,
      })),
      windows: config.windows.map((w) => windowRule(config, w)),
      policy: orderOf(orderRules(config)),
      staff: new Map(config.staff.map((s) => [s.id, { skills: s.skills ?? null, level: s.level }])),
      levels: new Map(Object.entries(policy.matterLevels)),
      known: null,
      walkMs: policy.walkMinutes * MINUTE,
      rejoin: policy.rejoin,
      parked: policy.parked,
      remindAhead: config.sms.remindAhead,
      rebindAfterMs: policy.rebindAfterMinutes * MINUTE,
      rota: createRota({ windows: config.windows, staff: config.staff, calendar }),
    },
    announce: {
      hall: config.hall.name,
      sectors: config.sectors.map((s) => ({
        id: s.id,
        name: s.name,
        zone: zones.get(s.id) ?? "大厅",
        booked: takesBookings(config, s.id),
      })),
      windows: config.windows.map((w) => ({ id: w.id, name: w.name, sectors: w.sectors })),
      printers: new Map(
        config.kiosks.flatMap((k) =>
          kioskPrinters(k)
            .slice(0, 1)
            .map((p) => [k.id, p] as const),
        ),
      ),
      remindAhead: config.sms.remindAhead,
      sms: config.sms.provider !== "none",
      expiresMs: config.sms.expiresMinutes * MINUTE,
      link,
    },
    intake: {
      matters: matters.offered,
      earlier: matters.earlier,
      printers: { byWindow: {}, otherwise: firstPrinter(config) },
    },
    rating: { ratingSeconds: policy.ratingSeconds },
  };
}

/** A sector's own word, or the hall's. */
export function bindingOf(
  { policy }: HallConfig,
  sector: HallConfig["sectors"][number],
): "atCall" | "atTicket" {
  return sector.binding ?? policy.binding;
}

/** Without any the limit only turns people away: whoever staff let in all the same is called anywhere. */
function hasBatchWindow({ windows }: HallConfig, queue: QueueId): boolean {
  return windows.some(
    (w) => w.batch && [w.sectors, ...w.changes.map((c) => c.sectors)].flat().includes(queue),
  );
}

function checkinRules(config: HallConfig, calendar: Calendar): HallRules["checkin"] {
  return {
    sectors: new Map(
      config.sectors.map((s) => [
        s.id,
        {
          name: s.name,
          prefix: s.prefix,
          realName: s.realName,
          perIdPerDay: s.perIdPerDay ?? null,
          coolDown: s.noShowCoolDown ?? null,
        },
      ]),
    ),
    green: config.policy.greenChannel,
    plans: createDayPlans({ config, calendar }),
    dayAfter: (at, days) => {
      let reached = at;
      for (let left = days; left > 0; left--) reached = calendar.dayEnd(reached);
      return reached;
    },
    dateText: (at) => {
      const [, month, date] = calendar.day(at).split("-").map(Number);
      return `${month}月${date}日`;
    },
  };
}

/** Where receipts and staff's reprints go: the first ticket printer of the config. */
export function firstPrinter(config: HallConfig): string | null {
  return config.devices.find((d) => d.role === "ticket-printer")?.id ?? null;
}

/** The hall's order of calling with what stands in short beside it. */
export function orderRules({ policy }: Pick<HallConfig, "policy">): OrderConfig {
  const { order, greenHeadStartMinutes } = policy;
  if (greenHeadStartMinutes === undefined) return order;
  const green = { ...order.classes.green, headStartMinutes: greenHeadStartMinutes };
  return { ...order, classes: { ...order.classes, green } };
}

function windowRule(config: HallConfig, window: HallConfig["windows"][number]): WindowRule {
  const { transferTo } = window;
  const isQueue = config.sectors.some((s) => s.id === transferTo);
  return {
    id: window.id,
    name: window.name,
    sectors: window.sectors,
    matters: window.matters ?? null,
    batch: window.batch,
    transferTo: !transferTo
      ? null
      : isQueue
        ? { queue: transferTo as QueueId }
        : { window: transferTo as WindowId },
  };
}
