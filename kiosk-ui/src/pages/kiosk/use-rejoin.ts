import { onScopeDispose, type Ref, ref } from "vue";
import type { RejoinedHere } from "../../../../src/contract/ticket.ts";
import { api, newKey, worthRepeating } from "../../shared/api.ts";

const RETRIES = 6;

/** Asks for a missed number's place in line, once however often it is tapped. */
export function useRejoin(kiosk: string) {
  const busy = ref(false);
  const problem: Ref<string | null> = ref(null);
  // A wish whose answer was lost keeps its key: tapped again it is the same wish.
  let open: { readonly wish: string; readonly key: string } | null = null;
  const abort = new AbortController();
  onScopeDispose(() => abort.abort());

  const rejoin = async (body: { number: string; tail?: string }): Promise<RejoinedHere | null> => {
    if (busy.value) return null;
    const wish = JSON.stringify(body);
    open = open?.wish === wish ? open : { wish, key: newKey() };
    busy.value = true;
    problem.value = null;
    const answer = await api<RejoinedHere>("POST", `/kiosks/${encodeURIComponent(kiosk)}/rejoin`, {
      body,
      key: open.key,
      retries: RETRIES,
      timeoutMs: 6000,
      signal: abort.signal,
    });
    busy.value = false;
    if (!worthRepeating(answer)) open = null;
    if (answer.ok) return answer.data;
    problem.value = answer.problem.detail ?? answer.problem.title;
    return null;
  };
  return { rejoin, busy, problem };
}
