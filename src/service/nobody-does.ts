import type { PlannedLeg } from "../contract/events.ts";
import type { ProblemCode, Refusal } from "../contract/problem.ts";
import type { QueueNotice } from "../contract/window.ts";
import { refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { withOffer } from "../views/queue-notices.ts";
import type { TicketNeeds } from "./ticket-needs.ts";

/** 窗口—事项: no number for a matter that no window will do today though its sector is served, if the hall wants that. */
export function nobodyDoes(
  { matterNotice, config }: TicketNeeds,
  legs: readonly PlannedLeg[],
  now: Moment,
): Refusal | null {
  if (config.policy.noWindow !== "stop") return null;
  for (const { queue, matters } of legs)
    for (const matter of matters) {
      const notice = matterNotice(queue, matter, now.at);
      if (notice?.stops) return refuse("matter.no-window", notice.text);
    }
  return null;
}

/** An agent with more like cases than the sector's ordinary windows take, on a day without a batch window. */
export function noBatch(
  needs: Pick<TicketNeeds, "likeCases" | "config">,
  legs: readonly PlannedLeg[],
  now: Moment,
): Refusal | null {
  for (const leg of legs) {
    const told = tooMany(needs, leg, now);
    if (told) return refuse("count.batch", `您要办${leg.count}件，${told.text}`);
  }
  return null;
}

/** Why so many like cases get no number today; null: they do. */
export function tooMany(
  { likeCases, config }: Pick<TicketNeeds, "likeCases" | "config">,
  { queue, matters, count }: PlannedLeg,
  now: Moment,
): QueueNotice | null {
  const most = config.sectors.find((s) => s.id === queue)?.batchAbove;
  if (most === undefined || count <= most) return null;
  const asked = matters.length === 0 ? [null] : matters;
  const notices = asked.flatMap((matter) => likeCases(queue, matter, now.at)?.notice ?? []);
  return notices.find((n) => n.stops) ?? null;
}

const OFFERED_INSTEAD: ReadonlySet<ProblemCode> = new Set([
  "queue.full",
  "queue.no-window",
  "matter.no-window",
  "count.batch",
  "queue.too-late",
]);

/** Whoever gets no number today is told which appointments are free. */
export function withOffers(
  { offered }: TicketNeeds,
  refusal: Refusal,
  legs: readonly PlannedLeg[],
  now: Moment,
): Refusal {
  const queue = legs[0]?.queue;
  if (queue === undefined || !OFFERED_INSTEAD.has(refusal.refused)) return refusal;
  return { ...refusal, detail: withOffer(refusal.detail, offered(queue, now.at)) };
}
