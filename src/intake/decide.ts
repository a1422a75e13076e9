import type { CaseMaterial } from "../contract/events.ts";
import type { CaseId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import { HallError, isRefusal, refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { type CaseActionKind, type CaseRecord, lastOf, materialsOf, moveOf, stateOf } from "./case-state.ts";
import { checkComplete, checkList, checkNotice } from "./check-materials.ts";
import type { IntakeCommand } from "./command.ts";
import { checkApplicantId } from "./identity.ts";
import { type IntakeState, pinnedMatter, type Service } from "./state.ts";

/** Answers a command with facts or a refusal; changes nothing. Rules: guide 三（四）1 (1) 收件受理. */
export function decideIntake(state: IntakeState, command: IntakeCommand, now: Moment): Decision {
  switch (command.type) {
    case "open":
      return open(state, command, now);
    case "supplement":
      return supplement(state, command, now);
    case "accept":
      return accept(state, command, now);
    case "correct":
      return correct(state, command, now);
    case "refuse":
      return refuseCase(state, command, now);
    case "due":
      return [];
  }
}

type Command<T extends IntakeCommand["type"]> = Extract<IntakeCommand, { type: T }>;

function open(state: IntakeState, command: Command<"open">, now: Moment): Decision {
  const service = state.serving.get(command.ticket);
  if (!service) return refuse("case.not-serving", `号 ${command.ticket} 现在不在窗口办理中`);
  const stranger = notTheirs(service, command.actor);
  if (stranger) return stranger;
  const matter = state.offered.get(command.matter);
  if (!matter) return refuse("matter.unknown", `没有事项 ${command.matter}`);
  const wrong =
    checkApplicantId(command.applicant.kind, command.applicant.idNumber, now.day) ??
    checkList(matter, command.materials);
  if (wrong) return wrong;
  if (state.cases.has(command.case)) {
    throw new HallError("intake.case-id", `case id ${command.case} was used twice`);
  }
  return [
    event("case.opened", now.at, {
      case: command.case,
      number: command.number,
      matter: matter.id,
      matterVersion: matter.version,
      ticket: service.ticket,
      leg: service.leg,
      window: service.window,
      firstHandler: service.staff,
      applicant: command.applicant.vaultId,
      applicantKind: command.applicant.kind,
      materials: wholeList(matter, command.materials),
    }),
  ];
}

function supplement(state: IntakeState, command: Command<"supplement">, now: Moment): Decision {
  const found = find(state, command.case, command.actor, "supplement");
  if (isRefusal(found)) return found;
  const wrong = checkList(found.matter, command.materials);
  if (wrong) return wrong;
  return [event("case.supplemented", now.at, { case: command.case, materials: command.materials })];
}

function accept(state: IntakeState, command: Command<"accept">, now: Moment): Decision {
  const found = find(state, command.case, command.actor, "accept");
  if (isRefusal(found)) return found;
  const states = materialsOf(found.record.actions);
  const wrong = checkComplete(found.matter, states);
  if (wrong) return wrong;
  const deferred = found.matter.materials
    .filter((m) => states.get(m.id) === "deferred")
    .map((m) => {
      const dueOn = command.dates.dueOn[m.id];
      if (!dueOn) throw new HallError("intake.due-date", `accept came without dates.dueOn.${m.id}`);
      return { id: m.id, dueOn };
    });
  const { promisedBy } = command.dates;
  return [event("case.accepted", now.at, { case: command.case, by: command.actor, promisedBy, deferred })];
}

function correct(state: IntakeState, command: Command<"correct">, now: Moment): Decision {
  const known = state.cases.get(command.case);
  if (known && lastOf(known.actions, "correct")) {
    return refuse("case.corrected-once", `办件 ${known.number} 已发过补正告知，补正内容须一次告知`);
  }
  const found = find(state, command.case, command.actor, "correct");
  if (isRefusal(found)) return found;
  const missing = [...new Set(command.missing)];
  const wrong = checkNotice(found.matter, materialsOf(found.record.actions), missing);
  if (wrong) return wrong;
  const note = command.note?.trim() || null;
  return [
    event("case.correction-notified", now.at, { case: command.case, by: command.actor, missing, note }),
  ];
}

function refuseCase(state: IntakeState, command: Command<"refuse">, now: Moment): Decision {
  const found = find(state, command.case, command.actor, "refuse");
  if (isRefusal(found)) return found;
  const reasons = command.reasons.map((r) => r.trim()).filter((r) => r !== "");
  if (reasons.length === 0) {
    return {
      refused: "request.invalid",
      detail: "不予受理须列明具体理由",
      problems: [{ path: "reasons", value: command.reasons, message: "至少一条不为空的理由" }],
    };
  }
  return [event("case.refused", now.at, { case: command.case, by: command.actor, reasons })];
}

/** The case, its pinned matter, and that this actor may do this to it now. */
function find(
  state: IntakeState,
  id: CaseId,
  actor: Actor,
  action: CaseActionKind,
): { readonly record: CaseRecord; readonly matter: Matter } | Refusal {
  const record = state.cases.get(id);
  if (!record) return refuse("case.unknown", `没有办件 ${id}`);
  const from = stateOf(record.actions);
  if (moveOf(from, action) === null) {
    return refuse("case.wrong-state", `办件 ${record.number} 为“${STATE_NAMES[from] ?? from}”，不能这样操作`);
  }
  const barred = mayHandle(state, record, actor);
  if (barred) return barred;
  const matter = pinnedMatter(state, record);
  if (matter) return { record, matter };
  return refuse(
    "matter.unknown",
    `办件 ${record.number} 依据的事项版本 ${record.matterVersion} 已不在系统中`,
  );
}

const STATE_NAMES: Readonly<Record<string, string>> = {
  received: "已收件",
  correctionPending: "待补正",
  accepted: "已受理",
  notAccepted: "不予受理",
};

/**
 * While the case's ticket is served, the clerk who serves it. Afterwards the first handler, who follows the case
 * throughout (guide 三（七）3), or a clerk who is serving someone now: the citizen may bring the missing paper to any
 * window. An administrator acts for the holder.
 */
function mayHandle(state: IntakeState, record: CaseRecord, actor: Actor): Refusal | null {
  const service = state.serving.get(record.ticket);
  if (service) return notTheirs(service, actor);
  if (actor.kind === "admin") return null;
  if (actor.kind !== "staff") return refuse("auth.forbidden", "办件只由窗口工作人员处理");
  if (actor.id === record.firstHandler) return null;
  if ([...state.serving.values()].some((s) => s.staff === actor.id)) return null;
  return refuse("case.not-serving", `办件 ${record.number} 的申请人现在不在您的窗口办理`);
}

function notTheirs(service: Service, actor: Actor): Refusal | null {
  if (actor.kind === "admin") return null;
  if (actor.kind !== "staff") return refuse("auth.forbidden", "办件只由窗口工作人员处理");
  if (actor.id === service.staff) return null;
  return refuse("case.not-serving", `该号正由其他工作人员在窗口 ${service.window} 办理`);
}

/** Every material of the matter with its state; what was not listed is missing. */
function wholeList(matter: Matter, listed: readonly CaseMaterial[]): CaseMaterial[] {
  return matter.materials.map((m) => ({
    id: m.id,
    state: listed.find((l) => l.id === m.id)?.state ?? "missing",
  }));
}
