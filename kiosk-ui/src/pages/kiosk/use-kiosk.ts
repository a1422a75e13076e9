import { onScopeDispose, type ShallowRef, shallowRef } from "vue";
import type { Problem } from "../../../../src/contract/problem.ts";
import type { KioskView } from "../../../../src/contract/window.ts";
import { api } from "../../shared/api.ts";

const EVERY_MS = 5000;
const WHEN_DOWN_MS = 2000;

export interface Kiosk {
  /** Last known; kept while the server can't be reached. */
  readonly view: Readonly<ShallowRef<KioskView | null>>;
  /** Why the last question failed; null when all is well. Code `network`: unreachable, asked again by itself. */
  readonly trouble: Readonly<ShallowRef<Problem | null>>;
  readonly refresh: () => Promise<void>;
}

/** Keeps asking what this kiosk may offer: sectors, people waiting, opening, printer. */
export function useKiosk(id: string): Kiosk {
  const view = shallowRef<KioskView | null>(null);
  const trouble = shallowRef<Problem | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const refresh = async () => {
    clearTimeout(timer);
    const answer = await api<KioskView>("GET", `/kiosks/${encodeURIComponent(id)}`, { timeoutMs: 6000 });
    if (ended) return;
    if (answer.ok) view.value = answer.data;
    trouble.value = answer.ok ? null : answer.problem;
    clearTimeout(timer);
    timer = setTimeout(refresh, answer.ok ? EVERY_MS : WHEN_DOWN_MS);
  };
  void refresh();
  onScopeDispose(() => {
    ended = true;
    clearTimeout(timer);
  });
  return { view, trouble, refresh };
}
