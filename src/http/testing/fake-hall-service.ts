import type { Appointment } from "../../contract/appointment.ts";
import type { CaseView } from "../../contract/case.ts";
import type { SystemView } from "../../contract/device.ts";
import type { QueueId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { Ticket, VisitView } from "../../contract/ticket.ts";
import type { WindowView } from "../../contract/window.ts";
import { refuse } from "../../kernel/errors.ts";
import type { Asked, Done, HallService, Issued } from "../hall-service.ts";
import { fakeAppointments } from "./fake-appointments.ts";

const AT = "2026-11-23T09:31:05.120+08:00";

export function ticketLike(over: Partial<Record<keyof Ticket, unknown>> = {}): Ticket {
  return {
    id: "t-1",
    number: "Z001",
    state: "waiting",
    queue: "comprehensive",
    class: "walk",
    slot: null,
    window: null,
    zone: "1号、2号窗口",
    likelyWindow: null,
    boundWindow: null,
    ahead: 0,
    estimate: { minutes: 3, upTo: 8 },
    phone: "138****8001",
    leg: 1,
    matters: [],
    legs: [],
    issuedAt: AT,
    calledAt: null,
    startedAt: null,
    endedAt: null,
    statusUrl: "http://127.0.0.1:8080/v/AAAAAAAAAAAAAAAAAAAAAA",
    slip: { state: "pending" },
    messages: [],
    rating: null,
    rejoinsLeft: 1,
    identityMissing: false,
    green: null,
    identity: null,
    ...over,
  } as Ticket;
}

export function windowLike(over: Partial<Record<keyof WindowView, unknown>> = {}): WindowView {
  return {
    id: "w01",
    name: "1号窗口",
    kind: "acceptance",
    sectors: ["comprehensive"],
    assigned: false,
    plans: [],
    state: "idle",
    staff: { id: "s01", name: "张三" },
    ticket: null,
    waiting: 0,
    parked: [],
    missed: [],
    next: null,
    pauseReason: null,
    nextBreak: null,
    breakSoon: false,
    nextSectors: null,
    since: AT,
    ...over,
  } as WindowView;
}

export function caseLike(over: Partial<Record<keyof CaseView, unknown>> = {}): CaseView {
  return {
    id: "c-1",
    number: "20261123-0001",
    state: "received",
    matter: { id: "m1", name: "事项", version: "v" },
    ticket: "t-1",
    firstHandler: "s01",
    applicant: { kind: "person", name: "张三", idNumber: "11010519491231002X" },
    materials: [],
    correction: null,
    refusal: null,
    promisedBy: null,
    openedAt: AT,
    acceptedAt: null,
    receipt: "none",
    rating: null,
    version: 1,
    ...over,
  } as CaseView;
}

const visitLike = (): VisitView =>
  ({
    hall: "大厅",
    number: "Z001",
    state: "waiting",
    queue: { id: "comprehensive" as QueueId, name: "综合受理" },
    zone: null,
    likelyWindow: null,
    boundWindow: null,
    window: null,
    ahead: 0,
    estimate: null,
    legs: [],
    issuedAt: AT,
    calledAt: null,
    canRate: false,
    rating: null,
    canRejoin: false,
    canLeave: true,
    canYield: true,
    notice: null,
    version: 1,
  }) as VisitView;

const system: SystemView = {
  hall: "大厅",
  demo: false,
  release: "0",
  startedAt: AT,
  open: true,
  sms: { provider: "none", state: "off", reason: null },
  voice: { engine: "chime", state: "chime", reason: null },
  devices: [],
  failures: [],
  virtualHall: null,
  today: {
    issued: 0,
    served: 0,
    missed: 0,
    waiting: 0,
    meanWaitMinutes: null,
    meanServiceMinutes: null,
    ratings: 0,
    voided: 0,
    meanScore: null,
  },
};

export const VISIT_TOKEN = "AAAAAAAAAAAAAAAAAAAAAA";

export interface FakeHallService extends HallService {
  /** Every command it was given, in order: its name, its arguments. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[];
  /** What the next commands answer instead of being done: refusals are returned, errors thrown. */
  readonly next: (Refusal | Error)[];
  readonly tickets: Map<string, { ticket: Ticket; kiosk: string | null }>;
  readonly appointmentsById: Map<string, { appointment: Appointment; phone: string }>;
  readonly windowsById: Map<string, WindowView>;
}

/** A hall that records what it is asked, remembers keys and refuses what it doesn't know; no rules of its own. */
export function fakeHallService(): FakeHallService {
  const calls: { name: string; args: readonly unknown[] }[] = [];
  const next: (Refusal | Error)[] = [];
  const tickets = new Map<string, { ticket: Ticket; kiosk: string | null }>();
  const appointmentsById = new Map<string, { appointment: Appointment; phone: string }>();
  const windowsById = new Map([
    ["w01", windowLike()],
    ["w02", windowLike({ id: "w02", staff: null, state: "closed" })],
  ]);
  const answers = new Map<string, { fingerprint: string; answer: unknown }>();
  const keyText = (key: NonNullable<Asked["key"]>) => `${key.scope}\n${key.key}`;

  function command<T>(
    name: string,
    args: readonly unknown[],
    asked: Asked,
    answer: () => T,
  ): Promise<Done<T> | Refusal> {
    calls.push({ name, args: [...args, asked] });
    const instead = next.shift();
    if (instead instanceof Error) return Promise.reject(instead);
    if (instead) return Promise.resolve(instead);
    const seen = asked.key && answers.get(keyText(asked.key));
    if (seen && asked.key && seen.fingerprint !== asked.key.fingerprint)
      return Promise.resolve(refuse("idempotency.mismatch", ""));
    if (seen) return Promise.resolve({ answer: seen.answer as T, fresh: false });
    const made = answer();
    if (asked.key) answers.set(keyText(asked.key), { fingerprint: asked.key.fingerprint, answer: made });
    return Promise.resolve({ answer: made, fresh: true });
  }
  const ofTicket =
    (name: string) =>
    (id: string, ...rest: unknown[]) =>
      command(name, [id, ...rest.slice(0, -1)], rest.at(-1) as Asked, () => ticketLike({ id }));
  const ofCase =
    (name: string) =>
    (...args: unknown[]) =>
      command(name, args.slice(0, -1), args.at(-1) as Asked, () => caseLike());

  const dayLike = { open: true, stopped: false, closing: null, people: [], slots: [], season: null };
  return {
    appointments: fakeAppointments(command, appointmentsById),
    appointmentsById,
    calls,
    next,
    tickets,
    windowsById,
    answered: (key) => answers.has(keyText(key)),
    issue: (request, asked) =>
      command<Issued>("issue", [request], asked, () => {
        const n = tickets.size + 1;
        const made = ticketLike({
          id: `t-${n}`,
          number: `Z${String(n).padStart(3, "0")}`,
          queue: request.queue ?? "comprehensive",
        });
        tickets.set(made.id, { ticket: made, kiosk: request.kiosk ?? null });
        return { created: true, ticket: made };
      }),
    ticket: (id) => tickets.get(id)?.ticket ?? null,
    kioskOf: (id) => tickets.get(id)?.kiosk ?? null,
    cancel: ofTicket("cancel"),
    rejoin: ofTicket("rejoin"),
    checkHolder: ofTicket("checkHolder"),
    grantGreen: ofTicket("grantGreen"),
    withdrawGreen: ofTicket("withdrawGreen"),
    chooseLeg: ofTicket("chooseLeg"),
    rejoinByNumber: (kiosk, wanted, asked) =>
      command("rejoinByNumber", [kiosk, wanted], asked, () => ({
        number: wanted.number,
        queue: ticketLike().queue,
        zone: null,
        ahead: 2,
        estimate: null,
        rejoinsLeft: 0,
        identityMissing: false,
      })),
    rate: ofTicket("rate"),
    reprint: ofTicket("reprint"),
    resend: ofTicket("resend"),
    window: (wanted, asked) =>
      command("window", [wanted], asked, () => ({
        window: windowsById.get(wanted.window) as WindowView,
        ticket: null,
      })),
    arrange: (wanted, asked) =>
      command("arrange", [wanted], asked, () => ({ windows: [...windowsById.values()] })),
    windows: () => [...windowsById.values()],
    windowView: (id) => windowsById.get(id) ?? null,
    line: (id, most) => (windowsById.has(id) ? Array.from({ length: Math.min(most, 0) }) : null),
    queues: () => [],
    screen: (id) =>
      id === "main"
        ? {
            schema: 1,
            version: 1,
            id,
            name: "主屏",
            hall: "大厅",
            rows: 8,
            voice: true,
            calls: [],
            waiting: [],
            announced: [],
            missed: [],
            notice: null,
            at: AT,
          }
        : null,
    kiosk: (id) =>
      id === "k1"
        ? {
            hall: "大厅",
            id,
            name: "取号机",
            queues: [],
            askedIn: [],
            countIn: [],
            anyQueue: null,
            idleSeconds: 45,
            ticketsPerPhone: 2,
            printer: "ok",
            printerReason: null,
            printerElsewhere: null,
            open: true,
            nextOpening: null,
            reader: "none",
            scanner: "none",
            greenReasons: [],
            greenByStaff: false,
            missed: [],
            appointments: false,
            bookUrl: null,
            at: AT,
          }
        : null,
    kioskMatters: (id) => (id === "k1" ? { matters: [], at: AT } : null),
    kioskRoom: (id) => (id === "k1" ? { version: 0, card: null, scan: null, notice: null } : null),
    typeDocument: (id, { document }) =>
      id === "k1"
        ? { token: "card-1", mask: "张*", document, until: AT }
        : refuse("kiosk.unknown", "没有取号机"),
    forgetInputs: () => {},
    windowInputs: () => ({ card: null, scan: null, notice: null }),
    rater: (window) =>
      windowsById.has(window)
        ? { window: { id: window, name: "窗口" }, staff: null, asking: null, version: 1 }
        : null,
    matters: () => [],
    openCase: ofCase("openCase"),
    acceptCase: ofCase("acceptCase"),
    supplementCase: ofCase("supplementCase"),
    correctCase: ofCase("correctCase"),
    refuseCase: ofCase("refuseCase"),
    case: (id) => (id === "c-1" ? caseLike() : null),
    casesOf: () => [caseLike()],
    visit: (token) => (token === VISIT_TOKEN ? visitLike() : null),
    visitTicket: (token) => (token === VISIT_TOKEN ? ticketLike().id : null),
    leave: (token, asked) => command("leave", [token], asked, visitLike),
    yieldTurn: (token, asked) => command("yieldTurn", [token], asked, visitLike),
    system: () => system,
    notices: () => [],
    day: () => dayLike,
    closeDay: (request, asked) =>
      command("closeDay", [request], asked, () => ({
        expired: 3,
        rebooked: 0,
        kept: 0,
        told: 2,
        untold: ["Z003"],
      })),
    reopenDay: (asked) => command("reopenDay", [], asked, () => dayLike),
  };
}
