import { willCall } from "../dispatcher/eligibility.ts";
import { type DispatcherState, windowRules } from "../dispatcher/state.ts";
import { type LaneKey, unserved } from "../dispatcher/stranded.ts";
import { nextServiceDay, type ServiceReads, serviceNow } from "./service-now.ts";

/**
 * People wait in a served sector for a matter that nobody who sits there can do, or with many like cases while no batch
 * window works: staff must see to it, a sentence each.
 */
export function strandedNotices({
  dispatcher,
  matterName,
}: {
  readonly dispatcher: DispatcherState;
  readonly matterName: (matter: string) => string;
}): readonly string[] {
  const open = windowRules(dispatcher).filter((w) => willCall(dispatcher, w.id));
  const waiting = new Map<string, number>();
  const batches = new Map<string, number>();
  for (const { queue, matter, batch, people } of unserved(dispatcher)) {
    if (matter === null && !batch) continue;
    // A sector without any window is shown by itself; lunch and closing are known.
    if (!open.some((w) => w.sectors.includes(queue))) continue;
    const [told, key] = matter === null || batch ? [batches, queue] : [waiting, matter];
    told.set(key, (told.get(key) ?? 0) + people);
  }
  const sectorName = (queue: string) => dispatcher.rules.sectors.find((s) => s.id === queue)?.name ?? queue;
  return [
    ...[...waiting].map(
      ([matter, people]) => `“${matterName(matter)}”有${people}人等候，现在没有窗口能办，请安排`,
    ),
    ...[...batches].map(
      ([queue, people]) =>
        `${sectorName(queue)}有${people}个批量号等候，现在没有批量窗口叫号，请开批量窗口，或由窗口点名呼叫`,
    ),
  ];
}

export interface StrandedReads extends ServiceReads {
  readonly matterName: (matter: string) => string;
  /** `11月24日（周二）9:00` */
  readonly dateText: (at: number) => string;
}

/** What those who wait there are told when nobody serves them any more; null: it is lunch, or after hours. */
export function strandedWords(
  reads: StrandedReads,
  { queue, matter, batch }: LaneKey,
  now: number,
): { readonly what: string; readonly today: boolean; readonly next: string | null } | null {
  if (!reads.calendar.isOpen(now)) return null;
  const own = serviceNow(reads, queue, now, matter, batch);
  const sector = reads.dispatcher.rules.sectors.find((s) => s.id === queue)?.name ?? queue;
  const what = batch ? `${sector}批量业务` : matter === null ? sector : reads.matterName(matter);
  if (own.state === "none") {
    const at = nextServiceDay(reads, queue, now, matter, batch);
    return { what, today: true, next: at === null ? null : reads.dateText(at) };
  }
  // A whole sector at rest, or one that is not yet open, is seen on every screen.
  const alone = own.state === "away" && own.resumesAt === null && (matter !== null || batch);
  return alone && serviceNow(reads, queue, now).state === "open" ? { what, today: false, next: null } : null;
}
