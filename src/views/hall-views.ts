import { quotaNow } from "../checkin/quota.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import { SCREEN_SCHEMA, type ScreenView } from "../contract/screen.ts";
import type { KioskView, QueueView } from "../contract/window.ts";
import { waitingIn } from "../dispatcher/line.ts";
import { boundOf, type Outlook } from "../dispatcher/outlook.ts";
import type { DispatcherState } from "../dispatcher/state.ts";
import { joinNames } from "../kernel/place-names.ts";
import { hallOpen } from "./hall-open.ts";
import { countIn, likeCases } from "./like-cases.ts";
import { askedIn, type MatterReads } from "./matter-menu.ts";
import { queueNotices } from "./queue-notices.ts";

export interface HallReads extends Omit<MatterReads, "upTo"> {
  readonly outlook: Outlook;
  readonly zoneOf: (queue: string) => string;
  /** Where people book by phone; null: not online. */
  readonly bookUrl: string | null;
}

export function queueViews(reads: HallReads, now: number): readonly QueueView[] {
  const hall = hallOpen(reads, now);
  const next = hall.open ? null : hall.next;
  return reads.config.sectors.map((sector) => {
    const wait = reads.outlook.ofQueue(reads.dispatcher, sector.id, now);
    const quota = quotaNow(reads.checkin, sector.id, { at: now, day: reads.calendar.day(now) });
    const bound = boundOf(reads.outlook, reads.dispatcher, sector.id, now);
    const notices = { ...reads, upTo: () => bound };
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
      likeCases: likeCases(reads, sector, null, now),
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
    askedIn: [...askedIn({ ...reads, upTo: () => null }, id)],
    countIn: countIn(reads.config, id),
    anyQueue: anyQueue(reads.config, kiosk.sectors),
    idleSeconds: kiosk.idleSeconds,
    ticketsPerPhone: reads.checkin.rules.plans.ticketsPerPhone(reads.calendar.day(now)),
    ...printer,
    open: queues[0]?.open ?? false,
    nextOpening: queues[0]?.nextOpening ?? null,
    greenReasons: green.kiosk === "allow" ? [...green.reasons] : [],
    greenByStaff: green.kiosk === "ask-staff",
    missed: missedHere(reads.dispatcher, kiosk.sectors),
    appointments: reads.config.appointments !== undefined,
    bookUrl: reads.bookUrl,
    at: reads.calendar.iso(now),
  };
}

/** Whoever asks for nothing gets the comprehensive sector's number; a kiosk without it, or with nothing else, asks. */
function anyQueue(config: HallConfig, sectors: readonly QueueId[]): QueueId | null {
  const wanted = comprehensive(config);
  return wanted !== null && sectors.length > 1 && sectors.includes(wanted) ? wanted : null;
}

/** The sector for whoever names none, where the hall has one. */
export const comprehensive = ({ hall, sectors }: HallConfig): QueueId | null =>
  hall.defaultSector ?? sectors.find((s) => s.id === "comprehensive")?.id ?? null;

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
    readonly announced: (queues: readonly QueueId[]) => ScreenView["announced"];
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
    announced: [...says.announced(screen.sectors)],
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
