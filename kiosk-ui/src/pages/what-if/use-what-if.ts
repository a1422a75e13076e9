import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { WhatIfReport } from "../../../../src/contract/what-if.ts";
import { api } from "../../shared/api.ts";
import { problemText } from "../../shared/staff/problem-text.ts";
import { changeOf, type Draft } from "./what-if-words.ts";

/** How often the hall is asked again while the page is open. */
const REFRESH_MS = 15_000;
/** After the last key or choice. */
const SETTLE_MS = 400;
const ANSWER_MS = 30_000;

/** The manager's changes, and what they would do: asked again with each change and while the page is open. */
export function useWhatIf({ onSignedOut }: { readonly onSignedOut: (why: string) => void }) {
  const drafts = ref<Draft[]>([]);
  const hours = ref(2);
  const report = shallowRef<WhatIfReport | null>(null);
  const trouble = ref<string | null>(null);
  const asking = ref(false);
  /** The changes that `report` answers. */
  const answered = ref("");
  const changes = computed(() => drafts.value.flatMap((d) => changeOf(d) ?? []));
  let keys = 0;
  let again = false;

  const refresh = async (): Promise<void> => {
    if (asking.value) {
      again = true;
      return;
    }
    asking.value = true;
    const wanted = JSON.stringify(changes.value);
    const answer = await api<WhatIfReport>("POST", "/planning/what-if", {
      body: { changes: changes.value, hours: hours.value },
      timeoutMs: ANSWER_MS,
    });
    asking.value = false;
    if (answer.ok) {
      report.value = answer.data;
      answered.value = wanted;
      trouble.value = null;
    } else {
      trouble.value = problemText(answer.problem);
      if (answer.problem.code === "auth.missing" || answer.problem.code === "auth.invalid")
        onSignedOut("登录已失效，请重新登录");
    }
    if (!again) return;
    again = false;
    await refresh();
  };

  let settle: ReturnType<typeof setTimeout> | undefined;
  watch([changes, hours], () => {
    clearTimeout(settle);
    settle = setTimeout(() => void refresh(), SETTLE_MS);
  });
  const poll = setInterval(() => {
    if (!document.hidden) void refresh();
  }, REFRESH_MS);
  onScopeDispose(() => {
    clearTimeout(settle);
    clearInterval(poll);
  });
  void refresh();

  return {
    drafts,
    hours,
    report,
    trouble,
    asking,
    refresh,
    /** The report is of what stands on the page now: what it says may be done. */
    settled: computed(() => trouble.value === null && answered.value === JSON.stringify(changes.value)),
    complete: computed(() => changes.value.length === drafts.value.length),
    add: (kind: Draft["do"]) =>
      void drafts.value.push({
        key: ++keys,
        do: kind,
        queue: "",
        window: "",
        staff: "",
        at: "",
        minutes: 60,
      }),
    remove: (key: number) => {
      drafts.value = drafts.value.filter((d) => d.key !== key);
    },
  };
}
