import { quotaNow } from "../checkin/quota.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import { SCREEN_SCHEMA, type ScreenView } from "../contract/screen.ts";
import type { KioskView, QueueView } from "../contract/window.ts";
import { waitingIn } from "../dispatcher/line.ts";
import type { Outlook } from "../dispatcher/outlook.ts";
import type { DispatcherState } from "../dispatcher/state.ts";
import { hallOpen } from "./hall-open.ts";
import { type NoticeReads, queueNotices } from "./queue-notices.ts";

export interface HallReads extends Omit<NoticeReads, "config" | "upTo"> {
  readonly config: HallConfig;
  readonly outlook: Outlook;
  readonly zoneOf: (queue: string) => string;
}

export function queueViews(reads: HallReads, now: number): readonly QueueView[] {
  const hall = hallOpen(reads, now);
  const next = hall.open ? null : hall.next;
  return reads.config.sectors.map((sector) => {
    const wait = reads.outlook.ofQueue(reads.dispatcher, sector.id, now);
    const quota = quotaNow(reads.checkin, sector.id, { at: now, day: reads.calendar.day(now) });
    const notices = { ...reads, upTo: () => wait?.upTo ?? null };
    return {
      id: sector.id,
      name: sector.name,
      prefix: sector.prefix,
      zone: reads.zoneOf(sector.id),
      waiting: waitingIn(reads.dispatcher.lines, sector.id),
      minutes: wait?.minutes ?? null,
      upTo: wait?.upTo ?? null,
      open: hall.open,
      nextOpening: next === null ? null : reads.calendar.iso(next),
      left: quota?.left ?? null,
      realName: sector.realName,
      notices: [...queueNotices(notices, sector, now)],
    };
  });
}

export function kioskView(
  reads: HallReads,
  id: string,
  printer: Pick<KioskView, "printer" | "printerReason" | "printerElsewhere">,
  now: number,
): Omit<KioskView, "reader" | "scanner"> | null {
  const kiosk = reads.config.kiosks.find((k) => k.id === id);
  if (!kiosk) return null;
  const queues = queueViews(reads, now);
  const green = reads.config.policy.greenChannel;
  return {
    hall: reads.config.hall.name,
    id: kiosk.id,
    name: kiosk.name,
    queues: kiosk.sectors.flatMap((s) => queues.find((q) => q.id === s) ?? []),
    idleSeconds: kiosk.idleSeconds,
    ticketsPerPhone: reads.checkin.rules.plans.ticketsPerPhone(reads.calendar.day(now)),
    ...printer,
    open: queues[0]?.open ?? false,
    nextOpening: queues[0]?.nextOpening ?? null,
    greenReasons: green.kiosk === "allow" ? [...green.reasons] : [],
    greenByStaff: green.kiosk === "ask-staff",
    missed: missedHere(reads.dispatcher, kiosk.sectors),
    appointments: reads.config.appointments !== undefined,
    at: reads.calendar.iso(now),
  };
}

const MOST_MISSED = 60;

/** Who missed the call in these sectors and may still come back by the rule, the latest first. */
function missedHere(dispatcher: DispatcherState, sectors: readonly QueueId[]): KioskView["missed"] {
  return [...dispatcher.away]
    .flatMap((id) => dispatcher.tickets.get(id) ?? [])
    .filter((t) => t.phase.state === "missed" && sectors.includes(t.queue))
    .filter((t) => t.rejoins < dispatcher.rules.rejoin.times)
    .sort((a, b) => b.phase.since - a.phase.since)
    .slice(0, MOST_MISSED)
    .map((t) => ({ number: t.number, queue: t.queue, phone: t.phone !== null }));
}

/** A screen is the hall's picture cut to its sectors and rows; nothing personal beyond a phone's last four digits. */
export function screenView(
  config: HallConfig,
  picture: HallPicture,
  id: string,
  version: number,
  at: string,
  says: {
    readonly resumesAt: (queue: QueueId) => string | null;
    readonly notice: (queues: readonly QueueId[]) => string | null;
  },
): ScreenView | null {
  const screen = config.screens.find((s) => s.id === id);
  if (!screen) return null;
  const shows = (queue: QueueId) => screen.sectors.includes(queue);
  return {
    schema: SCREEN_SCHEMA,
    version,
    id: screen.id,
    name: screen.name,
    hall: config.hall.name,
    rows: screen.rows,
    voice: screen.voice,
    calls: picture.calls
      .filter((c) => shows(c.queue))
      .slice(0, screen.rows)
      .map(({ queue: _queue, ...call }) => call),
    waiting: picture.queues
      .filter((q) => shows(q.id))
      .map((q) => ({
        queue: q.id,
        name: q.name,
        count: q.waiting,
        minutes: q.minutes,
        resumesAt: says.resumesAt(q.id),
      })),
    missed: picture.missed
      .filter((m) => shows(m.queue))
      .map((m) => m.number)
      .slice(0, 12),
    notice: says.notice(screen.sectors),
    at,
  };
}

/** 1号、2号窗口 from window names; a named zone goes before. */
export function zoneNames(config: HallConfig): ReadonlyMap<string, string> {
  return new Map(
    config.sectors.map((sector) => {
      const names = config.windows.filter((w) => w.sectors.includes(sector.id)).map((w) => w.name);
      return [sector.id as string, sector.zone ?? joinNames(names)];
    }),
  );
}

function joinNames(names: readonly string[]): string {
  const numbered = names.map((n) => /^(\d+)号窗口$/.exec(n)?.[1]);
  if (names.length > 1 && numbered.every((n) => n !== undefined)) {
    const numbers = numbered.map(Number).sort((a, b) => a - b);
    const first = numbers[0] as number;
    const row = numbers.every((n, i) => n === first + i) && numbers.length > 2;
    return row ? `${first}至${numbers.at(-1)}号窗口` : `${numbers.join("、")}号窗口`;
  }
  return names.length > 0 ? names.join("、") : "大厅";
}
