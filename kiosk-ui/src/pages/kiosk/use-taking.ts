import { ref } from "vue";
import type { IssueTicket } from "../../../../src/contract/ticket.ts";
import type { Step } from "./kiosk-step.ts";
import { useIssue, useSlipWatch } from "./use-issue.ts";

const RESUME_WITHIN_MS = 30_000;

/** Taking the number that was asked for, and what comes of it: the number, the one held already, or why not. */
export function useTaking(
  kiosk: string,
  steps: { readonly at: () => Step["name"]; readonly go: (step: Step) => void },
) {
  const { issue, leave, tries, unfinished } = useIssue(kiosk);
  const slip = useSlipWatch();
  const asked = ref<IssueTicket | null>(null);

  const submit = async (body: IssueTicket): Promise<void> => {
    asked.value = body;
    steps.go({ name: "sending" });
    const outcome = await issue(body);
    if (outcome.kind === "left" || steps.at() !== "sending") return;
    if (outcome.kind === "again") return steps.go({ name: "again", seen: outcome.seen });
    if (outcome.kind === "problem") return steps.go({ name: "problem", problem: outcome.problem });
    slip.watch(outcome.ticket);
    steps.go({ name: "result" });
  };

  return {
    asked,
    tries,
    slip,
    submit,
    /** The same wish once more, with what is changed in it. */
    again: (more: Partial<IssueTicket> = {}): void => {
      if (asked.value) void submit({ ...asked.value, ...more });
    },
    withoutPhone: (): void => {
      if (!asked.value) return;
      const { phone: _, forOther: __, ...body } = asked.value;
      void submit(body);
    },
    /** The page was reloaded while somebody waited for an answer: the same key brings the same number. */
    resume: (): void => {
      const open = unfinished(RESUME_WITHIN_MS);
      if (open) void submit(open.body);
    },
    forget: (): void => {
      leave();
      slip.stop();
      asked.value = null;
    },
  };
}
