import type { PlannedLeg } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { IssueTicket } from "../contract/ticket.ts";
import { legsOf, plannedOrder } from "../dispatcher/legs.ts";
import { refuse, refuseField, usable } from "../kernel/errors.ts";
import { comprehensive } from "../views/hall-views.ts";
import type { HallMemory } from "./memory.ts";
import type { TicketNeeds } from "./ticket-needs.ts";

/** Several legs in the order to take them now; the first one gives the number, so it is one that the kiosk has. */
export function inOrder(
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
export function planLegs(
  config: HallConfig,
  memory: HallMemory,
  request: IssueTicket,
): readonly PlannedLeg[] | Refusal {
  const count = request.count ?? 1;
  const kiosk = request.kiosk === undefined ? null : config.kiosks.find((k) => k.id === request.kiosk);
  if (kiosk === undefined) {
    const known = config.kiosks.map((k) => k.id);
    const wanted = request.kiosk ?? "";
    return refuseField("kiosk.unknown", "kiosk", wanted, `没有取号机${wanted}，${usable(known)}`);
  }
  const { queue } = request;
  if (queue !== undefined && !config.sectors.some((s) => s.id === queue)) {
    const known = config.sectors.map((s) => s.id);
    return refuseField("queue.unknown", "queue", queue, `没有板块${queue}，${usable(known)}`);
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
    if (!matter)
      return refuseField("matter.unknown", "matters", id, `没有事项${id}，可用的见事项清单（GET /matters）`);
    asked.push({ queue: queue ?? matter.sector, matter: id });
  }
  return asked;
}

function defaultQueue(config: HallConfig, kiosk: HallConfig["kiosks"][number] | null): QueueId {
  const wanted = comprehensive(config) ?? (config.sectors[0] as HallConfig["sectors"][number]).id;
  return !kiosk || kiosk.sectors.includes(wanted) ? wanted : (kiosk.sectors[0] as QueueId);
}
