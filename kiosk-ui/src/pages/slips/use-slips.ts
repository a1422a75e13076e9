import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type {
  PaperColumns,
  SlipPreview,
  SlipTemplate,
  SlipTemplateView,
  SlipTestAnswer,
} from "../../../../src/contract/slip-template.ts";
import { api } from "../../shared/api.ts";
import { problemText } from "../../shared/staff/problem-text.ts";
import type { Commands } from "../../shared/staff/use-commands.ts";
import { draftTrouble } from "./slip-words.ts";

/** A change is shown this long after the last key, ms. */
const SHOW_AFTER_MS = 250;

/** The template being edited, its preview, and the commands around it. */
export function useSlips({ commands }: { readonly commands: Commands }) {
  const state = shallowRef<SlipTemplateView | null>(null);
  const draft = ref<SlipTemplate | null>(null);
  const columns = ref<PaperColumns>(32);
  const green = ref(false);
  const reprint = ref(false);
  const preview = shallowRef<SlipPreview | null>(null);
  /** What is wrong with the draft; null: it can be kept. */
  const trouble = ref<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const same = (a: SlipTemplate, b: SlipTemplate) => JSON.stringify(a) === JSON.stringify(b);
  const changed = computed(
    () => draft.value !== null && state.value !== null && !same(draft.value, state.value.template),
  );

  const take = (view: SlipTemplateView) => {
    state.value = view;
    draft.value = structuredClone(view.template);
  };
  const load = async () => {
    const answer = await api<SlipTemplateView>("GET", "/slip-template", { retries: 3 });
    if (!answer.ok) {
      trouble.value = problemText(answer.problem);
      return;
    }
    columns.value = answer.data.printers[0]?.columns ?? 32;
    take(answer.data);
  };
  const show = async () => {
    if (!draft.value) return;
    const mine = ++asked;
    const body = {
      template: draft.value,
      columns: columns.value,
      green: green.value,
      reprint: reprint.value,
    };
    const answer = await api<SlipPreview>("POST", "/slip-template/preview", { body });
    if (mine !== asked) return;
    trouble.value = answer.ok ? null : draftTrouble(answer.problem);
    if (answer.ok) preview.value = answer.data;
  };
  watch(
    [draft, columns, green, reprint],
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => void show(), SHOW_AFTER_MS);
    },
    { deep: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  const save = async () => {
    const answer = await commands.send<SlipTemplateView>("save", "/slip-template", draft.value);
    if (!answer?.ok) return;
    take(answer.data);
    commands.notice.value = { tone: "good", text: "已保存，从下一张小票起生效" };
  };
  const reset = async () => {
    const answer = await commands.send<SlipTemplateView>("reset", "/slip-template", undefined, "DELETE");
    if (!answer?.ok) return;
    take(answer.data);
    commands.notice.value = { tone: "good", text: "已恢复为配置文件的样式" };
  };
  const test = async (printer: string) => {
    const body = { template: draft.value, printer };
    const answer = await commands.send<SlipTestAnswer>("test", "/slip-template/test", body);
    if (!answer?.ok) return;
    const { printed, reason } = answer.data;
    commands.notice.value = printed
      ? { tone: "good", text: "样张已打出" }
      : { tone: "bad", text: `样张没有打出：${reason}` };
  };
  const undo = () => {
    if (state.value) draft.value = structuredClone(state.value.template);
  };

  void load();
  return { state, draft, columns, green, reprint, preview, trouble, changed, save, reset, test, undo };
}
