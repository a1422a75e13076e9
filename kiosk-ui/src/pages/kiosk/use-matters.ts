import { onScopeDispose, ref, shallowRef } from "vue";
import type { KioskMatter, KioskMatters } from "../../../../src/contract/kiosk-matters.ts";
import { api } from "../../shared/api.ts";
import { wantsLetters } from "./matter-pages.ts";
import { loadLetters } from "./pinyin-letters.ts";

/** The matters this kiosk may ask for, as they stand when somebody looks. */
export function useMatters(kiosk: string) {
  const matters = shallowRef<readonly KioskMatter[]>([]);
  /** Whether the last question was answered; until then people may skip. */
  const known = ref(false);
  const lettersOf = shallowRef<((name: string) => string) | null>(null);
  let ended = false;
  onScopeDispose(() => {
    ended = true;
  });

  /** Within `timeoutMs`; what was known stays when no answer comes. */
  const refresh = async (timeoutMs = 6000): Promise<void> => {
    const path = `/kiosks/${encodeURIComponent(kiosk)}/matters`;
    const answer = await api<KioskMatters>("GET", path, { timeoutMs });
    if (ended || !answer.ok) return;
    matters.value = answer.data.matters;
    known.value = true;
    if (lettersOf.value === null && wantsLetters(matters.value.length))
      // Without its letters a list is only turned page by page.
      lettersOf.value = await loadLetters().catch(() => null);
  };
  return { matters, known, lettersOf, refresh };
}
