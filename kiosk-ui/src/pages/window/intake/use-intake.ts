import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { CaseView } from "../../../../../src/contract/case.ts";
import type { Matter } from "../../../../../src/contract/matter.ts";
import type { Ticket } from "../../../../../src/contract/ticket.ts";
import { api, newKey } from "../../../shared/api.ts";
import { type CaseDecision, createStepKeys, decideCase } from "./case-flow.ts";
import { type FieldNote, type IntakeForm, notesOfProblem, resumeIntake } from "./intake-form.ts";

const RECEIPT_POLL_MS = 2_000;
const STEP_RETRIES = 5;

/** The cases of the person being served and the form for the next one. Drafts stay with their ticket. */
export function useIntake(ticket: () => Ticket | null) {
  const matters = shallowRef<readonly Matter[] | null>(null);
  const mattersTrouble = ref<string | null>(null);
  const cases = shallowRef<readonly CaseView[]>([]);
  const drafts = shallowRef<ReadonlyMap<string, IntakeForm>>(new Map());
  const notes = shallowRef<readonly FieldNote[]>([]);
  const working = ref(false);
  const keys = createStepKeys(newKey);
  const ended = new AbortController();
  onScopeDispose(() => ended.abort());

  const ticketId = computed(() => ticket()?.id ?? null);
  const form = computed({
    get: () => (ticketId.value === null ? null : (drafts.value.get(ticketId.value) ?? null)),
    set: (next: IntakeForm | null) => {
      if (ticketId.value === null) return;
      const all = new Map(drafts.value);
      if (next) all.set(ticketId.value, next);
      else all.delete(ticketId.value);
      drafts.value = all;
    },
  });

  const loadMatters = async () => {
    mattersTrouble.value = null;
    const answer = await api<Matter[]>("GET", "/matters", { retries: 5, signal: ended.signal });
    if (answer.ok) matters.value = answer.data;
    else mattersTrouble.value = answer.problem.title;
  };
  const loadCases = async () => {
    const id = ticketId.value;
    if (id === null) {
      cases.value = [];
      return;
    }
    const path = `/tickets/${encodeURIComponent(id)}/cases`;
    const answer = await api<CaseView[]>("GET", path, { retries: 2, signal: ended.signal });
    if (answer.ok && id === ticketId.value) cases.value = answer.data;
  };

  void loadMatters();
  watch(
    ticketId,
    () => {
      cases.value = [];
      notes.value = [];
      void loadCases();
    },
    { immediate: true },
  );
  // The receipt is printed after the answer: looked up until it is out.
  const poll = setInterval(() => {
    if (cases.value.some((c) => c.receipt === "pending")) void loadCases();
  }, RECEIPT_POLL_MS);
  onScopeDispose(() => clearInterval(poll));

  const decide = async (decision: CaseDecision) => {
    const current = form.value;
    const served = ticket();
    if (!current || !served || working.value) return;
    working.value = true;
    notes.value = [];
    try {
      const { view, problem } = await decideCase(current, served.id, decision, {
        keys,
        send: (path, body, key) =>
          api<CaseView>("POST", path, { body, key, retries: STEP_RETRIES, timeoutMs: 5_000 }),
      });
      if (ticketId.value !== served.id) return;
      if (view) cases.value = [...cases.value.filter((c) => c.id !== view.id), view];
      if (problem) {
        if (view) form.value = { ...current, opened: view };
        notes.value = notesOfProblem(current, problem);
      } else {
        form.value = null;
      }
    } finally {
      working.value = false;
      void loadCases();
    }
  };

  /** Takes an opened case up again: what was missing has come, or the decision is still open. */
  const resume = (view: CaseView) => {
    const matter = matters.value?.find((m) => m.id === view.matter.id);
    if (matter) form.value = resumeIntake(matter, view);
    else notes.value = [{ field: "", message: `事项“${view.matter.name}”已不在目录中` }];
  };

  return { matters, mattersTrouble, loadMatters, cases, form, notes, working, decide, resume };
}
