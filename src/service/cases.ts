import type { CaseView } from "../contract/case.ts";
import { normalIdNumber } from "../contract/identity.ts";
import type { CaseId, TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Asked, Done, HallService } from "../http/hall-service.ts";
import type { CaseRecord } from "../intake/case-state.ts";
import type { IntakeCommand } from "../intake/command.ts";
import { intake } from "../intake/intake.ts";
import { restoreCase } from "../intake/state.ts";
import { caseView, daysToCount } from "../intake/view.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Clock } from "../kernel/clock.ts";
import { isRefusal } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { newCaseId, type Random } from "../kernel/random.ts";
import type { Turns } from "../kernel/turn.ts";
import type { CaseFiles } from "../store/case-files.ts";
import type { PrintJobs } from "../store/print-jobs.ts";
import type { Vault } from "../store/vault.ts";
import type { HallMemory } from "./memory.ts";

export interface CaseNeeds {
  readonly hall: string;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly caseFiles: CaseFiles;
  readonly prints: PrintJobs;
  /** Whether a command under this key was answered before. */
  readonly answered: HallService["answered"];
}

type CaseService = Pick<
  HallService,
  "openCase" | "acceptCase" | "supplementCase" | "correctCase" | "refuseCase" | "case" | "casesOf"
>;

/** Cases at the window: ids, numbers, dates and personal data are the shell's, the rules are intake's. */
export function createCaseService(needs: CaseNeeds): CaseService {
  const { memory, turns, calendar, clock, random, vault, caseFiles } = needs;

  /** Brings a case of an earlier day back into memory. */
  const fetch = (id: CaseId): void => {
    if (memory.states.intake.cases.has(id)) return;
    const record = caseFiles.get(id) as CaseRecord | null;
    if (record) restoreCase(memory.states.intake, record);
  };
  const view = (id: CaseId): CaseView | null => {
    fetch(id);
    const record = memory.states.intake.cases.get(id);
    const applicant = record && vault.applicant(record.applicant);
    return caseView(memory.states.intake, id, {
      applicant: { name: applicant?.name ?? "", idNumber: applicant?.idNumber ?? "" },
      receipt: receiptState(needs.prints, id),
      iso: calendar.iso,
    });
  };
  const act = (
    id: CaseId,
    asked: Asked,
    command: (now: Moment) => IntakeCommand,
  ): Promise<Done<CaseView> | Refusal> =>
    turns.submit({
      ...asked,
      decide: (now) => {
        fetch(id);
        return intake.decide(memory.states.intake, command(now), now);
      },
      answer: () => view(id) as CaseView,
    });

  return {
    openCase: async (request, asked) => {
      await startIfCalled(needs, request.ticket, asked);
      const id = newCaseId(random, clock.now());
      return turns.submit({
        ...asked,
        decide: (now) => {
          const { kind, name } = request.applicant;
          const idNumber = normalIdNumber(request.applicant.idNumber);
          const vaultId = `a-${random.bytes(9).toString("base64url")}`;
          const decided = intake.decide(
            memory.states.intake,
            {
              type: "open",
              case: id,
              number: caseNumber(needs, now),
              ticket: request.ticket,
              matter: request.matter,
              applicant: { vaultId, kind, idNumber },
              materials: request.materials,
              actor: asked.actor,
            },
            now,
          );
          if (!isRefusal(decided)) vault.addApplicant({ id: vaultId, kind, name, idNumber }, now.at);
          return decided;
        },
        answer: () => view(id) as CaseView,
      });
    },
    acceptCase: (id, asked) =>
      act(id, asked, (now) => ({
        type: "accept",
        case: id,
        actor: asked.actor,
        dates: datesFor(needs, id, now),
      })),
    supplementCase: (id, materials, asked) =>
      act(id, asked, () => ({ type: "supplement", case: id, materials, actor: asked.actor })),
    correctCase: (id, missing, note, asked) =>
      act(id, asked, () => ({ type: "correct", case: id, missing, note, actor: asked.actor })),
    refuseCase: (id, reasons, asked) =>
      act(id, asked, () => ({ type: "refuse", case: id, reasons, actor: asked.actor })),
    case: view,
    casesOf: (ticket: TicketId) => caseFiles.ofTicket(ticket).flatMap((id) => view(id) ?? []),
  };
}

/**
 * Opening a case says that the person sits at the window: where nobody pressed start (a keypad has no such key), the
 * service starts now. Refused or not, opening then speaks for itself.
 */
async function startIfCalled(needs: CaseNeeds, id: TicketId, { actor, key }: Asked): Promise<void> {
  const { memory, turns, answered } = needs;
  if (key && answered(key)) return; // a repeat moves nothing
  const phase = memory.states.dispatcher.tickets.get(id)?.phase;
  if (phase?.state !== "called") return;
  if (actor.kind === "staff" && actor.id !== phase.staff) return;
  await turns.submit({
    actor,
    key: null,
    decide: (now) =>
      dispatcher.decide(memory.states.dispatcher, { type: "start", window: phase.window }, now),
    answer: () => null,
  });
}

/** 办件编号: hall, day, sequence of the day. A refused opening gives its number back with the savepoint. */
function caseNumber({ hall, caseFiles }: CaseNeeds, now: Moment): string {
  const sequence = String(caseFiles.nextSequence(now.day)).padStart(5, "0");
  return `${hall.toUpperCase()}-${now.day.replaceAll("-", "")}-${sequence}`;
}

function datesFor({ memory, calendar }: CaseNeeds, id: CaseId, now: Moment) {
  const days = daysToCount(memory.states.intake, id);
  if (!days) return { promisedBy: null, dueOn: {} };
  const after = (count: number) => calendar.addWorkingDays(now.day, count);
  const dueOn = Object.fromEntries(Object.entries(days.defer).map(([m, count]) => [m, after(count)]));
  return { promisedBy: after(days.promise), dueOn };
}

function receiptState(prints: PrintJobs, id: CaseId): CaseView["receipt"] {
  const job = prints.latestOfCase(id);
  if (!job) return "none";
  if (job.state === "failed") return "failed";
  return job.state === "printed" || job.state === "superseded" ? "printed" : "pending";
}
