import { checkin, heldBy, type IssueCommand } from "../checkin/checkin.ts";
import type { HallEvent, PlannedLeg } from "../contract/events.ts";
import { documentProblem, normalIdNumber } from "../contract/identity.ts";
import type { TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { IssueTicket } from "../contract/ticket.ts";
import type { Asked } from "../http/hall-service.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { newTicketId, newVisitToken } from "../kernel/random.ts";
import type { Vault } from "../store/vault.ts";
import { hallOpen } from "../views/hall-open.ts";
import { appointmentOf, givenUp } from "./check-in.ts";
import { noBatch, nobodyDoes } from "./nobody-does.ts";
import type { TicketNeeds } from "./ticket-needs.ts";

type TypedDocument = NonNullable<IssueTicket["document"]>;

export const documentOf = ({ type, number, name }: TypedDocument) => ({
  document: type,
  number,
  name: name ?? null,
});

export function documentTrouble({ type, number }: TypedDocument, today: string): Refusal | null {
  const message = documentProblem(type, normalIdNumber(number), today);
  if (message === null) return null;
  return { ...refuse("applicant.id-invalid", message), problems: [{ path: "document.number", message }] };
}

/** A new number, the one that is held already, or why not. */
export function takeNumber(
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
