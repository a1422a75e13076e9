import type { DeviceView } from "../contract/device.ts";
import type { HallService } from "../http/hall-service.ts";
import type { HallFigures } from "../http/metrics.ts";
import { toldToday } from "./forecast-report.ts";
import type { HallCore } from "./hall-core.ts";

const DAY = 86_400_000;

/** What /metrics shows of the hall. */
export function figuresOf(
  { store, clock, memory }: HallCore,
  service: Pick<HallService, "queues">,
  devices: { health(): readonly DeviceView[] },
): HallFigures {
  return {
    waiting: () => Object.fromEntries(service.queues().map((q) => [q.id, q.waiting])),
    outbox: () =>
      Object.fromEntries([
        ...store.messages.counts(clock.now() - DAY).map((c) => [`sms ${c.state}`, c.count] as const),
        ...store.prints.counts(clock.now() - DAY).map((c) => [`print ${c.state}`, c.count] as const),
      ]),
    told: () => toldToday(memory),
    devices: () => {
      const counts: Record<string, number> = {};
      for (const { health } of devices.health()) counts[health] = (counts[health] ?? 0) + 1;
      return counts;
    },
  };
}
