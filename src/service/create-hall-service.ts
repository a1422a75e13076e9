import { freeSlots } from "../booking/free.ts";
import type { DeviceView, FailureView, SystemView } from "../contract/device.ts";
import type { QueueId } from "../contract/ids.ts";
import type { ScreenView } from "../contract/screen.ts";
import type { KioskView } from "../contract/window.ts";
import { waitingInAll } from "../dispatcher/line.ts";
import { boundOf } from "../dispatcher/outlook.ts";
import type { HallService } from "../http/hall-service.ts";
import { refuse } from "../kernel/errors.ts";
import { askingAt } from "../rating/state.ts";
import { today } from "../statistics/queries.ts";
import { announcedIn } from "../views/announced.ts";
import { hallOpen } from "../views/hall-open.ts";
import { resumesAt, screenNotice, visitNotice } from "../views/hall-says.ts";
import { kioskView, queueViews, screenView } from "../views/hall-views.ts";
import { likeCases } from "../views/like-cases.ts";
import { kioskMatters, matterNotice } from "../views/matter-menu.ts";
import { latenessNow } from "../views/queue-notices.ts";
import { serviceNow } from "../views/service-now.ts";
import { strandedNotices } from "../views/stranded.ts";
import { troubleText } from "../views/ticket-view.ts";
import { waitingLine } from "../views/window-view.ts";
import { createAppointmentService } from "./appointments.ts";
import { createRebooker } from "./book-instead.ts";
import { createCaseService } from "./cases.ts";
import { createDayService } from "./day.ts";
import type { DeskInputs } from "./desk-inputs.ts";
import type { HallCore } from "./hall-core.ts";
import { createPersonService } from "./persons.ts";
import { kioskPrinter, printerNotices } from "./printers.ts";
import { createTicketService } from "./tickets.ts";
import { createVisitService } from "./visits.ts";
import { createWindowService, type WindowService } from "./windows.ts";

/** What the service shows of the outputs, which it does not know. */
export interface OutputFacts {
  readonly demo: boolean;
  readonly version: string;
  readonly startedAt: number;
  readonly devices: () => readonly DeviceView[];
  readonly sms: () => SystemView["sms"];
  readonly voice: () => SystemView["voice"];
  readonly virtualHall: () => SystemView["virtualHall"];
  readonly desk: DeskInputs;
  /** The page for bookings, as a citizen's phone reaches it. */
  readonly bookUrl: () => string;
}

/** The hall as HTTP, sockets and keys ask it. */
export function createHallService(
  core: HallCore,
  outputs: OutputFacts,
): HallService & Pick<WindowService, "press"> {
  const { config, memory, turns, calendar, clock, store } = core;
  const now = () => clock.now();
  const { policy } = config;
  const offered = (queue: QueueId, at: number): readonly string[] => {
    const moment = { at, day: calendar.day(at) };
    return freeSlots(memory.states.booking, queue, moment, SLOTS_OFFERED).map(({ from, to }) =>
      memory.states.booking.rules.when(from, to),
    );
  };
  const reads = () => ({
    config,
    dispatcher: memory.states.dispatcher,
    checkin: memory.states.checkin,
    calendar,
    rota: core.rota,
    offered,
    zoneOf: core.zoneOf,
    outlook: core.outlook,
    matters: memory.states.intake.offered,
    dateText: core.dateText,
    bookUrl: config.appointments && outputs.sms().state === "on" ? outputs.bookUrl() : null,
  });
  const upTo = (queue: QueueId, at: number) => boundOf(core.outlook, memory.states.dispatcher, queue, at);
  const tickets = createTicketService({
    ...core,
    vault: store.vault,
    offered,
    // Asked only where it may turn somebody away: a warning stands on the kiosk before anybody asks. So is lateness.
    serviceNow: (queue, at) =>
      policy.noWindow === "stop" ? { ...serviceNow(reads(), queue, at), stops: true } : null,
    matterNotice: (queue, id, at) => matterNotice({ ...reads(), upTo }, { id, queue }, at),
    likeCases: (queue, matter, at) => {
      const sector = config.sectors.find((s) => s.id === queue);
      return sector ? likeCases(reads(), sector, matter, at) : null;
    },
    lateness: (queue, at) => {
      const late = policy.beforeClosing === "stop" ? latenessNow({ ...reads(), upTo }, queue, at) : null;
      return late && { ...late, stops: true, clock: calendar.clock };
    },
    desk: outputs.desk,
    messages: store.messages,
    prints: store.prints,
    view: core.ticketView,
  });
  const persons = createPersonService({ config, memory, turns, view: core.ticketView });
  const days = createDayService({
    ...core,
    view: core.ticketView,
    now,
    rebooker: createRebooker({ ...core, vault: store.vault }),
  });
  const windows = createWindowService({
    staff: config.staff,
    memory,
    turns,
    calendar,
    random: core.random,
    ticketView: core.ticketView,
    windowView: core.windowView,
  });
  const answered: HallService["answered"] = (key) => store.journal.recall(key) !== null;
  const cases = createCaseService({
    answered,
    ...core,
    hall: config.hall.id,
    vault: store.vault,
    caseFiles: store.caseFiles,
    prints: store.prints,
  });
  const visits = createVisitService({
    hall: config.hall.name,
    memory,
    turns,
    ticketOf: (token) =>
      memory.states.dispatcher.tokens.get(token) ?? store.tickets.byToken(token)?.id ?? null,
    ticketView: core.ticketView,
    notice: (ticket, at) => visitNotice(reads(), ticket, at),
    sectorName: (queue) => config.sectors.find((s) => s.id === queue)?.name ?? queue,
    now,
  });
  const appointments = createAppointmentService({
    ...core,
    vault: store.vault,
    bookings: store.bookings,
    messages: store.messages,
    smsOff: () => {
      const { state, reason } = outputs.sms();
      return state === "on"
        ? null
        : `大厅没有开通短信${reason ? `（${reason}）` : ""}，不能网上预约，请电话或到大厅预约`;
    },
  });
  return {
    ...tickets,
    ...persons,
    ...days,
    appointments,
    ...windows,
    ...cases,
    ...visits,
    answered,
    kioskOf: (id) => store.tickets.byId(id)?.kiosk ?? null,
    ticket: (id) => core.ticketView(id, now()),
    windows: () => config.windows.flatMap((w) => core.windowView(w.id) ?? []),
    windowView: core.windowView,
    line: (id, most) => waitingLine(core.windowReads(), id, most, now()),
    queues: () => queueViews(reads(), now()),
    screen: (id): ScreenView | null =>
      screenView(config, core.picture(), id, 0, calendar.iso(now()), {
        resumesAt: (queue) => resumesAt(reads(), queue, now()),
        notice: (queues) => screenNotice(reads(), queues, now()),
        announced: (queues) => announcedIn(reads().dispatcher, queues),
      }),
    kiosk: (id) => {
      const view = kioskView(reads(), id, kioskPrinter(config, outputs.devices(), id), now());
      return view && { ...view, ...inputDevices(outputs, id) };
    },
    kioskMatters: (id) => kioskMatters({ ...reads(), upTo }, id, now()),
    kioskRoom: (id) => (config.kiosks.some((k) => k.id === id) ? outputs.desk.kiosk(id) : null),
    typeDocument: (id, document) =>
      config.kiosks.some((k) => k.id === id)
        ? outputs.desk.typed(id, document)
        : refuse("kiosk.unknown", `没有取号机${id}`),
    forgetInputs: (id) => outputs.desk.forget(id),
    windowInputs: (id) => outputs.desk.window(id),
    rater: (id) => {
      const window = core.windowView(id);
      if (!window) return null;
      const asked = askingAt(memory.states.rating, id, now());
      const number = asked && store.tickets.byId(asked.ticket)?.number;
      return {
        window: { id: window.id, name: window.name },
        staff: window.staff?.name ?? null,
        asking: asked && number ? { ticket: asked.ticket, number, until: calendar.iso(asked.until) } : null,
        version: 0,
      };
    },
    matters: () => [...memory.states.intake.offered.values()],
    system: () => systemView(core, outputs),
    notices: () => [
      ...printerNotices(config, outputs.devices()),
      ...strandedNotices({ dispatcher: memory.states.dispatcher, matterName: core.matterName }),
    ],
  };
}

/** What people may lay or hold before the kiosk. */
function inputDevices({ devices }: OutputFacts, kiosk: string): Pick<KioskView, "reader" | "scanner"> {
  const here = devices().filter((d) => d.kiosk === kiosk);
  const of = (role: string) => {
    const found = here.filter((d) => d.role === role);
    if (found.length === 0) return "none";
    return found.some((d) => d.health !== "off") ? "ok" : "trouble";
  };
  return { reader: of("id-reader"), scanner: of("code-scanner") };
}

/** As many as a citizen takes in at a kiosk. */
const SLOTS_OFFERED = 2;

function systemView(core: HallCore, outputs: OutputFacts): SystemView {
  const { config, memory, calendar, clock } = core;
  const now = clock.now();
  const day = today(memory.states.statistics);
  return {
    hall: config.hall.name,
    demo: outputs.demo,
    release: outputs.version,
    startedAt: calendar.iso(outputs.startedAt),
    open: hallOpen({ calendar, checkin: memory.states.checkin }, now).open,
    sms: outputs.sms(),
    voice: outputs.voice(),
    devices: [...outputs.devices()],
    failures: failures(core, now),
    virtualHall: outputs.virtualHall(),
    today: {
      issued: day.issued,
      served: day.served,
      missed: day.missed,
      waiting: waitingInAll(memory.states.dispatcher.lines),
      meanWaitMinutes: day.meanWaitMinutes,
      meanServiceMinutes: day.meanServiceMinutes,
      ratings: day.ratings,
      meanScore: day.meanScore,
      voided: memory.states.statistics.voided,
    },
  };
}

const SMS_WORDS = {
  issued: "取号短信",
  near: "即将办理短信",
  called: "叫号短信",
  booked: "预约短信",
  changed: "改约短信",
  cancelled: "取消预约短信",
  reminder: "预约提醒短信",
  rebooked: "改约短信",
  ended: "收号短信",
  "no-window": "无窗口告知短信",
} as const;

/** What failed since yesterday and still waits for a person, newest first. */
function failures({ store, calendar }: HallCore, now: number): FailureView[] {
  const since = now - 86_400_000;
  const prints = store.prints.failedSince(since).map((p) => ({
    at: p.at,
    view: {
      id: `print-${p.id}`,
      kind: p.kind === "slip" ? ("slip" as const) : ("receipt" as const),
      ticket: p.ticket,
      booking: null,
      number: p.number,
      at: calendar.iso(p.at),
      reason: troubleText(p.reason),
      wayOn: "reprint" as const,
    },
  }));
  const messages = store.messages.failedSince(since).map((m) => ({
    at: m.at,
    view: {
      id: `sms-${m.id}`,
      kind: "sms" as const,
      ticket: m.ticket,
      booking: m.booking,
      number: m.number,
      at: calendar.iso(m.at),
      reason: `${SMS_WORDS[m.kind]}：${m.reason ?? "发送失败"}`,
      wayOn: "resend" as const,
    },
  }));
  return [...prints, ...messages].sort((a, b) => b.at - a.at).map((f) => f.view);
}
