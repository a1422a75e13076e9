import { computed, ref, watch } from "vue";
import type { KioskCard, KioskRoomView, NoticeSeen, ScanSeen } from "../../../../src/contract/desk-input.ts";
import type { IssueTicket } from "../../../../src/contract/ticket.ts";
import { api } from "../../shared/api.ts";
import { useRoom } from "../../shared/use-room.ts";

/** What card reader and code scanner have put before this kiosk. */
export function useDeskInputs(
  id: string,
  told: {
    /** Whether a code means anything now. */
    readonly listens: () => boolean;
    readonly onCard: () => void;
    readonly onScan: (scan: ScanSeen) => void;
  },
) {
  const { view } = useRoom<KioskRoomView>(`kiosk:${id}`);
  const typed = ref<KioskCard | null>(null);
  // What was typed here is known before the room tells of it.
  const card = computed<KioskCard | null>(() => view.value?.card ?? typed.value);
  const notice = computed<NoticeSeen | null>(() => view.value?.notice ?? null);
  /** 统一申报编码 that was scanned: kept with the number taken next. */
  const declaration = ref<string | null>(null);
  const unknownCode = ref(false);
  /** Codes scanned before the page was opened are nobody's any more. */
  let lastScan: number | null = null;

  watch(view, (now, before) => {
    if (!now) return;
    const scan = now.scan;
    if (lastScan !== null && scan && scan.id > lastScan && told.listens()) {
      unknownCode.value = scan.kind === "unknown";
      if (scan.kind === "declaration") declaration.value = scan.text;
      told.onScan(scan);
    }
    lastScan = Math.max(lastScan ?? 0, scan?.id ?? 0);
    if (now.card && now.card.token !== before?.card?.token && before) {
      unknownCode.value = false;
      told.onCard();
    }
  });

  return {
    card,
    declaration,
    /** What is wrong with what was laid on the reader or before the scanner. */
    trouble: computed(() =>
      unknownCode.value ? "这个码不是取号、预约或申报用的码" : (notice.value?.text ?? null),
    ),
    /** As POST /tickets takes it. */
    cardOf: (): Pick<IssueTicket, "card"> => (card.value ? { card: card.value.token } : {}),
    typed: (given: KioskCard) => {
      typed.value = given;
    },
    /** The number was taken, or the person has gone. */
    forget: () => {
      const had = card.value !== null || (view.value?.scan ?? null) !== null;
      typed.value = null;
      declaration.value = null;
      unknownCode.value = false;
      if (had) void api("DELETE", `/kiosks/${encodeURIComponent(id)}/document`, { timeoutMs: 4000 });
    },
  } as const;
}
