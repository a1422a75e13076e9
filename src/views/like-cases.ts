import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { LikeCases, QueueNotice } from "../contract/window.ts";
import { batchWindows } from "../dispatcher/eligibility.ts";
import { batchPlace } from "../kernel/place-names.ts";
import { takesBookings } from "../kernel/slot-plan.ts";
import { nextServiceDay, type ServiceReads, serviceNow } from "./service-now.ts";

// 批量: what an agent with several like cases is told, the same at the kiosk and where a number is refused.

export interface LikeCasesReads extends ServiceReads {
  readonly config: Pick<HallConfig, "appointments">;
  readonly calendar: ServiceReads["calendar"] & {
    readonly clock: (at: number) => string;
    readonly iso: (at: number) => string;
  };
  /** The next free appointments of the sector, `11月24日（周二）09:00–09:30`. */
  readonly offered: (queue: QueueId, now: number) => readonly string[];
  /** `11月24日（周二）9:00` */
  readonly dateText: (at: number) => string;
}

type Sector = Pick<HallConfig["sectors"][number], "id" | "name" | "batchAbove">;

/** Of a sector, or of one of its matters; null: any number of them goes anywhere. */
export function likeCases(
  reads: LikeCasesReads,
  sector: Sector,
  matter: string | null,
  now: number,
): LikeCases | null {
  const { id, batchAbove: above } = sector;
  if (above === undefined) return null;
  const notice = noticeOf(reads, sector, above, matter, now);
  return {
    above,
    windows: batchPlace(batchWindows(reads.dispatcher, id, matter).map((w) => w.name)),
    notice,
    books: takesBookings(reads.config, id),
    offered: notice?.stops ? [...reads.offered(id, now)] : [],
  };
}

function noticeOf(
  reads: LikeCasesReads,
  { id, name }: Sector,
  above: number,
  matter: string | null,
  now: number,
): QueueNotice | null {
  const { calendar, config, dateText } = reads;
  const service = serviceNow(reads, id, now, matter, true);
  switch (service.state) {
    case "open":
      return null;
    case "none": {
      const next = nextServiceDay(reads, id, now, matter, true);
      const again = next === null ? "" : `，下次：${dateText(next)}`;
      const book = takesBookings(config, id) ? "请预约，或" : "请";
      const text = `${name}一次最多办${above}件，今天没有批量窗口${again}。${book}分次办理`;
      return { code: "no-window", stops: true, text, at: null };
    }
    case "away": {
      const at = service.resumesAt;
      const text =
        at === null
          ? "批量窗口现在没有人，可以先取号等候；久等请到咨询台"
          : `批量窗口${calendar.clock(at)}开始叫号，现在取号照样排队`;
      return { code: "away", stops: false, text, at: at === null ? null : calendar.iso(at) };
    }
  }
}

/** The sectors in which a kiosk offers 代办多件: as it is told, else where the number of cases makes a difference. */
export function countIn({ kiosks, sectors }: Pick<HallConfig, "kiosks" | "sectors">, id: string): QueueId[] {
  const kiosk = kiosks.find((k) => k.id === id);
  if (!kiosk || kiosk.askCount === false) return [];
  const limited = (queue: QueueId) => sectors.some((s) => s.id === queue && s.batchAbove !== undefined);
  return kiosk.sectors.filter((queue) => kiosk.askCount === true || limited(queue));
}
