import { computed, ref, watch } from "vue";
import type { KioskCard, KioskRoomView, NoticeSeen, ScanSeen } from "../../../../src/contract/desk-input.ts";
import { api } from "../../shared/api.ts";
import { useRoom } from "../../shared/use-room.ts";

/** What card reader and code scanner have put before this kiosk. */
export function useDeskInputs(
  id: string,
  told: { readonly onCard: () => void; readonly onScan: (scan: ScanSeen) => void },
) {
  const { view } = useRoom<KioskRoomView>(`kiosk:${id}`);
  const typed = ref<KioskCard | null>(null);
  // What was typed here is known before the room tells of it.
  const card = computed<KioskCard | null>(() => view.value?.card ?? typed.value);
  const notice = computed<NoticeSeen | null>(() => view.value?.notice ?? null);
  /** Codes scanned before the page was opened are nobody's any more. */
  let lastScan: number | null = null;

  watch(view, (now, before) => {
    if (!now) return;
    const scan = now.scan;
    if (lastScan !== null && scan && scan.id > lastScan) told.onScan(scan);
    lastScan = Math.max(lastScan ?? 0, scan?.id ?? 0);
    if (now.card && now.card.token !== before?.card?.token && before) told.onCard();
  });

  return {
    card,
    notice,
    typed: (given: KioskCard) => {
      typed.value = given;
    },
    /** The number was taken, or the person has gone. */
    forget: () => {
      const had = card.value !== null || (view.value?.scan ?? null) !== null;
      typed.value = null;
      if (had) void api("DELETE", `/kiosks/${encodeURIComponent(id)}/document`, { timeoutMs: 4000 });
    },
  } as const;
}
