import type { HallEvent } from "../contract/events.ts";
import type { CaseId, TicketId } from "../contract/ids.ts";
import type { CaseAction, CaseRecord } from "./case-state.ts";
import { type IntakeState, printKey, restoreCase } from "./state.ts";

/** Folds a fact into the day's services and cases; changes `state` in place. Facts about unknown cases are skipped. */
export function applyIntake(state: IntakeState, event: HallEvent): IntakeState {
  switch (event.type) {
    case "service.started": {
      const { ticket, leg, window, staff } = event.data;
      state.serving.set(ticket, { ticket, leg, window, staff });
      return state;
    }
    case "service.finished":
      state.serving.delete(event.data.ticket);
      return state;
    case "case.opened": {
      const { case: id, materials, ...facts } = event.data;
      return restoreCase(state, {
        ...facts,
        id,
        actions: [{ kind: "open", at: event.at, materials }],
        score: null,
      });
    }
    case "case.supplemented":
      return act(state, event.data.case, {
        kind: "supplement",
        at: event.at,
        materials: event.data.materials,
      });
    case "case.accepted": {
      const { by, promisedBy, deferred } = event.data;
      return act(state, event.data.case, { kind: "accept", at: event.at, by, promisedBy, deferred });
    }
    case "case.correction-notified": {
      const { by, missing, note } = event.data;
      return act(state, event.data.case, { kind: "correct", at: event.at, by, missing, note });
    }
    case "case.refused":
      return act(state, event.data.case, {
        kind: "refuse",
        at: event.at,
        by: event.data.by,
        reasons: event.data.reasons,
      });
    case "case.rated":
      return change(state, event.data.case, (c) => ({ ...c, score: event.data.score }));
    case "print.requested": {
      const { ticket, leg, kind, occurrence } = event.data;
      const key = printKey(ticket, leg, kind);
      state.prints.set(key, Math.max(occurrence, state.prints.get(key) ?? 0));
      return state;
    }
    case "day.ended":
      return forgetEnded(state);
    default:
      return state;
  }
}

/** In a hall that is open around midnight a service goes on: its cases stay, and so does the right to open one. */
function forgetEnded(state: IntakeState): IntakeState {
  for (const [id, record] of state.cases) if (!state.serving.has(record.ticket)) state.cases.delete(id);
  for (const ticket of state.byTicket.keys()) if (!state.serving.has(ticket)) state.byTicket.delete(ticket);
  for (const key of state.prints.keys()) {
    const [ticket] = key.split(" ");
    if (!state.serving.has(ticket as TicketId)) state.prints.delete(key);
  }
  return state;
}

function act(state: IntakeState, id: CaseId, action: CaseAction): IntakeState {
  return change(state, id, (c) => ({ ...c, actions: [...c.actions, action] }));
}

function change(state: IntakeState, id: CaseId, to: (c: CaseRecord) => CaseRecord): IntakeState {
  const known = state.cases.get(id);
  if (known) state.cases.set(id, to(known));
  return state;
}
