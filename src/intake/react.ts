import type { HallEvent, PrintKind } from "../contract/events.ts";
import type { CaseId, WindowId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";
import { event, type Moment } from "../kernel/feature.ts";
import type { CaseRecord } from "./case-state.ts";
import { type IntakeState, printKey } from "./state.ts";

/** A written slip for each decision (guide 三（四）1), and the rating hung on each case of the service. */
export function reactIntake(state: IntakeState, happened: HallEvent, now: Moment): readonly HallEvent[] {
  switch (happened.type) {
    case "case.accepted":
      return print(state, happened.data.case, happened.data.by, "acceptance", now);
    case "case.correction-notified":
      return print(state, happened.data.case, happened.data.by, "correction", now);
    case "case.refused":
      return print(state, happened.data.case, happened.data.by, "refusal", now);
    case "rating.given": {
      const { ticket, leg, score } = happened.data;
      return (state.byTicket.get(ticket) ?? [])
        .filter((id) => state.cases.get(id)?.leg === leg)
        .map((id) => event("case.rated", now.at, { case: id, ticket, score }));
    }
    default:
      return [];
  }
}

function print(
  state: IntakeState,
  id: CaseId,
  by: Actor,
  kind: Exclude<PrintKind, "slip">,
  now: Moment,
): readonly HallEvent[] {
  const record = state.cases.get(id);
  if (!record) return [];
  const { byWindow, otherwise } = state.printers;
  const printer = byWindow[windowOf(state, record, by)] ?? otherwise;
  if (printer === null) return [];
  const { ticket, leg } = record;
  const occurrence = (state.prints.get(printKey(ticket, leg, kind)) ?? 0) + 1;
  return [event("print.requested", now.at, { ticket, leg, kind, occurrence, printer, case: id, slip: null })];
}

/** Where the deciding clerk sits now; else where the case was opened. */
function windowOf(state: IntakeState, record: CaseRecord, by: Actor): WindowId {
  if (by.kind !== "staff") return record.window;
  return [...state.serving.values()].find((s) => s.staff === by.id)?.window ?? record.window;
}
