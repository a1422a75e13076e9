import type { HallConfig } from "../contract/hall-config.ts";
import type { VisitToken } from "../contract/ids.ts";
import type { DeviceHall } from "../devices/device-hall.ts";
import { PrintWorker } from "../documents/print-worker.ts";
import type { HallService } from "../http/hall-service.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { HallCore } from "../service/hall-core.ts";
import { printOutbox, renderJob } from "../service/outboxes.ts";
import { takeOvers } from "../service/printers.ts";
import type { PrintJob } from "../store/print-jobs.ts";

/** Slips and case papers out of the outbox onto the hall's printers, the other ones taking over. */
export function createPrintWorker({
  core,
  service,
  config,
  devices,
  statusUrl,
  clock,
  log,
  onChanged,
}: {
  readonly core: HallCore;
  readonly service: HallService;
  readonly config: HallConfig;
  readonly devices: Pick<DeviceHall, "print" | "printerStanding">;
  readonly statusUrl: (token: VisitToken) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: () => void;
}): PrintWorker<PrintJob> {
  return new PrintWorker<PrintJob>({
    outbox: printOutbox(core),
    write: core.turns.write,
    render: (job, printer) => renderJob(core, service, statusUrl, job, printer),
    printersFor: (job) => takeOvers(config, job.printer, core.store.tickets.byId(job.ticket)?.kiosk ?? null),
    standing: (printer) => devices.printerStanding(printer),
    print: (printer, document, progress) => devices.print(printer, document, progress),
    clock,
    log,
    onChanged,
  });
}
