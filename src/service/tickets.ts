import { checkin, heldBy, type IssueCommand } from "../checkin/checkin.ts";
import type { HallEvent, PlannedLeg } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import { documentProblem, normalIdNumber } from "../contract/identity.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { ProblemCode, Refusal } from "../contract/problem.ts";
import type { IssueTicket, Ticket } from "../contract/ticket.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import { legsOf, plannedOrder } from "../dispatcher/legs.ts";
import type { Asked, Done, HallService, Issued } from "../http/hall-service.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import { event, type Moment } from "../kernel/feature.ts";
import { newTicketId, newVisitToken, type Random } from "../kernel/random.ts";
import type { Turns } from "../kernel/turn.ts";
import { rating } from "../rating/rating.ts";
import type { Messages } from "../store/messages.ts";
import type { PrintJobs } from "../store/print-jobs.ts";
import type { Vault } from "../store/vault.ts";
import { hallOpen } from "../views/hall-open.ts";
import { withOffer } from "../views/queue-notices.ts";
import { cardUse } from "./card-use.ts";
import { appointmentOf, givenUp } from "./check-in.ts";
import type { DeskInputs } from "./desk-inputs.ts";
import type { HallMemory } from "./memory.ts";
import { reprints } from "./reprints.ts";

export interface TicketNeeds {
  readonly config: HallConfig;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Calendar;
  readonly random: Random;
  readonly vault: Vault;
  /** Free appointments of a sector, as citizens read them. */
  readonly offered: (queue: QueueId, now: number) => readonly string[];
  readonly serviceNow: (queue: QueueId, now: number) => IssueCommand["service"];
  /** The same for one matter. */
  readonly matterService: (
    queue: QueueId,
    matter: string | null,
    now: number,
    batch?: boolean,
  ) => NonNullable<IssueCommand["service"]>["state"];
  readonly lateness: (queue: QueueId, now: number) => IssueCommand["lateness"];
  readonly desk: Pick<DeskInputs, "claim" | "settle">;
  readonly messages: Messages;
  readonly prints: PrintJobs;
  readonly view: (id: TicketId, now: number) => Ticket | null;
  readonly issuedView: (fact: HallEvent<"ticket.issued">, now: number) => Ticket;
  /** An outbox row is wanted again without a fact that says so. */
  readonly outboxChanged: () => void;
}

type TicketService = Pick<HallService, "issue" | "cancel" | "rejoin" | "rate" | "reprint" | "resend">;

/** What people ask for with a ticket: issue, cancel, back in line, rate, print again, send again. */
export function createTicketService(needs: TicketNeeds): TicketService {
  const { config, memory, turns, desk, view } = needs;

  const shown = (id: TicketId, now: number): Ticket => {
    const ticket = view(id, now);
    if (!ticket) throw new Error(`ticket ${id} has no row`);
    return ticket;
  };
  const move = (id: TicketId, command: DispatcherCommand, asked: Asked): Promise<Done<Ticket> | Refusal> =>
    turns.submit({
      ...asked,
      decide: (now) => dispatcher.decide(memory.states.dispatcher, command, now),
      answer: (_, now) => shown(id, now.at),
    });

  return {
    issue: (request, asked) => {
      const wanted = planLegs(config, memory, request);
      if ("refused" in wanted) return Promise.resolve(wanted);
      let again: TicketId | null = null;
      const card = cardUse(desk, request);
      const issued = turns.submit<Issued>({
        ...asked,
        decide: (now) => {
          const wrong = request.document && documentTrouble(request.document, now.day);
          if (wrong) return wrong;
          const read = card.claim();
          if (isRefusal(read)) return read;
          const document = read ?? (request.document ? documentOf(request.document) : null);
          const legs = inOrder(needs, wanted, request.kiosk);
          const taken = take(needs, { request, legs, document, asked }, now);
          if (isRefusal(taken)) return withOffers(needs, taken, legs, now);
          again = taken.again;
          return taken.facts;
        },
        answer: (facts, now) => {
          const issued = facts.find((f) => f.type === "ticket.issued");
          if (issued?.type === "ticket.issued")
            return { created: true, ticket: needs.issuedView(issued, now.at) };
          return { created: false, ticket: shown(again as TicketId, now.at) };
        },
      });
      return card.settled(issued);
    },
    cancel: (id, asked) =>
      move(id, { type: "cancel", ticket: id, by: asked.actor, reason: "cancelled" }, asked),
    rejoin: (id, asked) => {
      const byStaff = asked.actor.kind === "staff" || asked.actor.kind === "admin";
      return move(id, { type: "rejoin", ticket: id, byStaff }, asked);
    },
    rate: (id, given, via, asked) =>
      turns.submit({
        ...asked,
        decide: (now) =>
          view(id, now.at) === null
            ? refuse("ticket.unknown", `没有票号${id}`)
            : rating.decide(
                memory.states.rating,
                {
                  type: "rate",
                  ticket: id,
                  score: given.score,
                  reasons: given.reasons ?? [],
                  comment: given.comment ?? null,
                  via,
                },
                now,
              ),
        answer: (_, now) => shown(id, now.at),
      }),
    reprint: (id, printer, asked) =>
      turns.submit({
        ...asked,
        decide: (now) => {
          const ticket = view(id, now.at);
          if (!ticket) return refuse("ticket.unknown", `没有票号${id}`);
          const again = reprints(needs, ticket, printer);
          if (again.length === 0) {
            return refuse("printer.none", printer ? `没有打印机${printer}` : "大厅没有配置打印机");
          }
          return again.map((job) => event("print.requested", now.at, job));
        },
        answer: (_, now) => shown(id, now.at),
      }),
    resend: async (id, asked) => {
      const done = await turns.submit({
        ...asked,
        decide: (now) => {
          if (view(id, now.at) === null) return refuse("ticket.unknown", `没有票号${id}`);
          const expiresAt = now.at + config.sms.expiresMinutes * 60_000;
          const again = needs.messages.resend(id, now.at, expiresAt);
          return again > 0 ? [] : refuse("ticket.wrong-state", "该号没有发送失败的短信");
        },
        answer: (_, now) => shown(id, now.at),
      });
      if (!isRefusal(done)) needs.outboxChanged();
      return done;
    },
  };
}

const OFFERED_INSTEAD: ReadonlySet<ProblemCode> = new Set([
  "queue.full",
  "queue.no-window",
  "matter.no-window",
  "count.batch",
  "queue.too-late",
]);

/** Whoever gets no number today is told which appointments are free. */
function withOffers(
  { offered }: TicketNeeds,
  refusal: Refusal,
  legs: readonly PlannedLeg[],
  now: Moment,
): Refusal {
  const queue = legs[0]?.queue;
  if (queue === undefined || !OFFERED_INSTEAD.has(refusal.refused)) return refusal;
  return { ...refusal, detail: withOffer(refusal.detail, offered(queue, now.at)) };
}

type TypedDocument = NonNullable<IssueTicket["document"]>;

const documentOf = ({ type, number, name }: TypedDocument) => ({
  document: type,
  number,
  name: name ?? null,
});

function documentTrouble({ type, number }: TypedDocument, today: string): Refusal | null {
  const message = documentProblem(type, normalIdNumber(number), today);
  if (message === null) return null;
  return { ...refuse("applicant.id-invalid", message), problems: [{ path: "document.number", message }] };
}

/** A new number, the one that is held already, or why not. */
function take(
  needs: TicketNeeds,
  {
    request,
    legs,
    document,
    asked,
  }: {
    readonly request: IssueTicket & { readonly phone?: string };
    readonly legs: readonly PlannedLeg[];
    readonly document: Parameters<Vault["identity"]>[0] | null;
    readonly asked: Asked;
  },
  now: Moment,
): { readonly facts: readonly HallEvent[]; readonly again: TicketId | null } | Refusal {
  const { checkin: state } = needs.memory.states;
  const contact = request.phone ? needs.vault.contact(request.phone, now) : null;
  const kept = appointmentOf(needs, { request, contact, legs, asked }, now);
  if (isRefusal(kept)) return kept;
  if (kept && "again" in kept) return { facts: [], again: kept.again };
  const undone =
    kept || request.override ? null : (nobodyDoes(needs, legs, now) ?? noBatch(needs, legs, now));
  if (undone) return undone;
  const identity = document && needs.vault.identity(document, now);
  const asking = { ...(kept ?? { legs, contact, appointment: null }), identity };
  const issued = checkin.decide(state, issueCommand(needs, request, asked, asking, now), now);
  if (isRefusal(issued)) return issued;
  const again = issued.length > 0 ? null : heldBy(state, asking, (asking.legs[0] as PlannedLeg).queue)[0];
  return { facts: [...(kept ? givenUp(needs, kept, asked, now) : []), ...issued], again: again ?? null };
}

/**
 * 窗口—事项: no number for a matter that no window will do today though its sector is served. Where the whole sector is
 * not, the sector's own rule speaks.
 */
function nobodyDoes(
  { memory, matterService, config }: TicketNeeds,
  legs: readonly PlannedLeg[],
  now: Moment,
): Refusal | null {
  for (const { queue, matters } of legs) {
    for (const matter of matters) {
      if (matterService(queue, matter, now.at) !== "none") continue;
      if (matterService(queue, null, now.at) === "none") continue;
      const name = memory.states.intake.offered.get(matter)?.name ?? matter;
      const sector = config.sectors.find((s) => s.id === queue)?.name ?? queue;
      return refuse(
        "matter.no-window",
        `${sector}今天没有窗口能办“${name}”，请改日再来或预约，急事请到咨询台`,
      );
    }
  }
  return null;
}

/** An agent with more like cases than the sector's ordinary windows take, on a day without a batch window. */
function noBatch(
  { matterService, config }: TicketNeeds,
  legs: readonly PlannedLeg[],
  now: Moment,
): Refusal | null {
  for (const { queue, matters, count } of legs) {
    const sector = config.sectors.find((s) => s.id === queue);
    const most = sector?.batchAbove;
    if (sector === undefined || most === undefined || count <= most) continue;
    const asked = matters.length === 0 ? [null] : matters;
    if (asked.every((matter) => matterService(queue, matter, now.at, true) !== "none")) continue;
    return refuse(
      "count.batch",
      `您要办${count}件，${sector.name}一次最多办${most}件，今天没有批量窗口。请预约，或分次办理，每次不超过${most}件`,
    );
  }
  return null;
}

/** The request as check-in decides on it: who asks, when the hall is open, who serves. */
function issueCommand(
  { calendar, memory, random, serviceNow, lateness }: TicketNeeds,
  request: IssueTicket,
  asked: Asked,
  known: Pick<IssueCommand, "legs" | "contact" | "identity" | "appointment">,
  now: Moment,
): IssueCommand {
  const hall = hallOpen({ calendar, checkin: memory.states.checkin }, now.at);
  const { queue } = known.legs[0] as PlannedLeg;
  return {
    ...known,
    type: "issue",
    ticket: newTicketId(random, now.at),
    token: newVisitToken(random, now.at),
    green: request.green ? { reason: request.green, grantedBy: asked.actor } : null,
    channel: request.channel ?? "api",
    kiosk: request.kiosk ?? null,
    declaration: request.declaration ?? null,
    forOther: request.forOther ?? false,
    override: request.override ?? false,
    overrideReason: request.overrideReason ?? null,
    service: serviceNow(queue, now.at),
    lateness: lateness(queue, now.at),
    open: hall.open,
    nextOpening: hall.open ? null : hall.next,
  };
}

/** Several legs in the order to take them now; the first one gives the number, so it is one that the kiosk has. */
function inOrder(
  { config, memory }: TicketNeeds,
  legs: readonly PlannedLeg[],
  kiosk: string | undefined,
): readonly PlannedLeg[] {
  if (legs.length < 2) return legs;
  const ordered = plannedOrder(memory.states.dispatcher, legs);
  const here = config.kiosks.find((k) => k.id === kiosk)?.sectors;
  const first = here ? ordered.find((leg) => here.includes(leg.queue)) : undefined;
  return first ? [first, ...ordered.filter((leg) => leg !== first)] : ordered;
}

/** The visit's legs: the sector asked for, or the matters' sectors, or the comprehensive one. */
function planLegs(
  config: HallConfig,
  memory: HallMemory,
  request: IssueTicket,
): readonly PlannedLeg[] | Refusal {
  const count = request.count ?? 1;
  const kiosk = request.kiosk === undefined ? null : config.kiosks.find((k) => k.id === request.kiosk);
  if (kiosk === undefined) return refuse("kiosk.unknown", `kiosk：没有取号机${request.kiosk}`);
  const { queue } = request;
  if (queue !== undefined && !config.sectors.some((s) => s.id === queue)) {
    return refuse(
      "queue.unknown",
      `queue：没有板块${queue}，可用：${config.sectors.map((s) => s.id).join("、")}`,
    );
  }
  const asked = mattersAsked(memory, queue, request.matters ?? []);
  if ("refused" in asked) return asked;
  const legs =
    queue !== undefined || asked.length === 0
      ? [{ queue: queue ?? defaultQueue(config, kiosk), matters: asked.map((a) => a.matter), count }]
      : legsOf(memory.states.dispatcher, asked, count);
  if (kiosk && !legs.some((leg) => kiosk.sectors.includes(leg.queue))) {
    const first = legs[0]?.queue ?? "";
    return refuse("queue.not-at-kiosk", `${kiosk.name}不办理${first}，可取：${kiosk.sectors.join("、")}`);
  }
  return legs;
}

/** A sector asked for takes all matters along: the clerk there knows the way on. */
function mattersAsked(
  memory: HallMemory,
  queue: QueueId | undefined,
  matters: readonly string[],
): readonly { readonly queue: QueueId; readonly matter: string }[] | Refusal {
  const asked: { queue: QueueId; matter: string }[] = [];
  for (const id of matters) {
    const matter = memory.states.intake.offered.get(id);
    if (!matter) return refuse("matter.unknown", `matters：没有事项${id}`);
    asked.push({ queue: queue ?? matter.sector, matter: id });
  }
  return asked;
}

function defaultQueue(config: HallConfig, kiosk: HallConfig["kiosks"][number] | null): QueueId {
  const comprehensive = config.sectors.find((s) => s.id === "comprehensive")?.id;
  const wanted =
    config.hall.defaultSector ?? comprehensive ?? (config.sectors[0] as HallConfig["sectors"][number]).id;
  return !kiosk || kiosk.sectors.includes(wanted) ? wanted : (kiosk.sectors[0] as QueueId);
}
