import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, VisitToken, WindowId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { WindowRule } from "../dispatcher/state.ts";
import type { Rota } from "../kernel/rota.ts";
import { zoneNames } from "../views/hall-views.ts";
import type { HallRules } from "./memory.ts";

const MINUTE = 60_000;

/** What each feature needs of the config, and no more. */
export function rulesOf(
  config: HallConfig,
  matters: { readonly offered: readonly Matter[]; readonly earlier: readonly Matter[] },
  link: ((token: VisitToken) => string) | null,
  rota: Rota,
): HallRules {
  const { policy } = config;
  const zones = zoneNames(config);
  return {
    checkin: {
      prefixes: new Map(config.sectors.map((s) => [s.id, s.prefix])),
      ticketsPerPhone: policy.ticketsPerPhone,
    },
    dispatcher: {
      sectors: config.sectors.map((s) => ({ id: s.id, name: s.name, meanMs: s.meanMinutes * MINUTE })),
      windows: config.windows.map((w) => windowRule(config, w)),
      greenHeadStartMs: policy.greenHeadStartMinutes * MINUTE,
      walkMs: policy.walkMinutes * MINUTE,
      rejoin: policy.rejoin,
      remindAhead: config.sms.remindAhead,
      rota,
    },
    announce: {
      hall: config.hall.name,
      sectors: config.sectors.map((s) => ({ id: s.id, name: s.name, zone: zones.get(s.id) ?? "大厅" })),
      windows: config.windows.map((w) => ({ id: w.id, name: w.name, sectors: w.sectors })),
      printers: new Map(config.kiosks.flatMap((k) => (k.printer ? [[k.id, k.printer] as const] : []))),
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
    statistics: {
      queues: config.sectors.map((s) => ({ id: s.id, meanMinutes: s.meanMinutes })),
      walkMinutes: policy.walkMinutes,
    },
  };
}

/** Where receipts and staff's reprints go: the first ticket printer of the config. */
export function firstPrinter(config: HallConfig): string | null {
  return config.devices.find((d) => d.role === "ticket-printer")?.id ?? null;
}

function windowRule(config: HallConfig, window: HallConfig["windows"][number]): WindowRule {
  const { transferTo } = window;
  const isQueue = config.sectors.some((s) => s.id === transferTo);
  return {
    id: window.id,
    name: window.name,
    sectors: window.sectors,
    transferTo: !transferTo
      ? null
      : isQueue
        ? { queue: transferTo as QueueId }
        : { window: transferTo as WindowId },
  };
}
