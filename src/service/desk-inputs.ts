import type {
  KioskCard,
  KioskDocument,
  KioskRoomView,
  NoticeSeen,
  ScanSeen,
  WindowCard,
  WindowInputs,
  WindowScan,
} from "../contract/desk-input.ts";
import type { InputPlace } from "../contract/device.ts";
import type { CardSeen, IdCard } from "../contract/id-card.ts";
import { documentProblem, type IdDocument, maskName, normalIdNumber } from "../contract/identity.ts";
import type { VisitToken, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { type CodePatterns, recogniseScan } from "../contract/scan.ts";
import type { Clock } from "../kernel/clock.ts";
import { refuse } from "../kernel/errors.ts";
import type { Random } from "../kernel/random.ts";

export interface DeskInputNeeds {
  readonly clock: Clock;
  readonly random: Random;
  readonly iso: (at: number) => string;
  readonly dayOf: (at: number) => string;
  readonly codes: CodePatterns;
  /** The keyed hash of a document's number, as facts carry it. */
  readonly identityKey: (idNumber: string) => string;
  /** The key of whoever took the number that is at this window; null: none, or taken without a document. */
  readonly holderKey: (window: WindowId) => string | null;
  /** The number of a visit; null: unknown. */
  readonly numberOf: (token: VisitToken) => string | null;
  readonly changed: (kind: "kiosk" | "window", id: string) => void;
}

/** What is kept of a document until a number is taken with it. */
export interface HeldDocument {
  readonly document: IdDocument;
  readonly name: string;
  readonly number: string;
  readonly photo: Uint8Array | null;
}

/** A card is good for taking one number for so long: choosing a sector and typing a phone, unhurried. */
const CARD_LIVES = 180_000;
/** A clerk looks at a card and a notice for so long, milliseconds. */
const WINDOW_CARD_LIVES = 600_000;
const NOTICE_LIVES = 15_000;
const SCAN_LIVES = 60_000;

interface Seen<T> {
  readonly value: T;
  readonly until: number;
}
interface AtKiosk {
  card?: Seen<{ readonly shown: KioskCard; readonly held: HeldDocument }>;
  scan?: Seen<ScanSeen>;
  notice?: Seen<NoticeSeen>;
}
interface AtWindow {
  card?: Seen<{ readonly id: number; readonly card: IdCard; readonly key: string }>;
  scan?: Seen<WindowScan>;
  notice?: Seen<NoticeSeen>;
}

export type DeskInputs = ReturnType<typeof createDeskInputs>;

/**
 * What readers, scanners and keys have put before the pages at kiosks and windows. Only in memory, only for a while:
 * a name or a number gets into the store when a number is taken with it, and nowhere else.
 */
export function createDeskInputs(needs: DeskInputNeeds) {
  const { clock, changed } = needs;
  const kiosks = new Map<string, AtKiosk>();
  const windows = new Map<WindowId, AtWindow>();
  const inUse = new Set<string>();
  let lastId = 0;

  const at = <K, V extends object>(map: Map<K, V>, id: K, empty: V): V => {
    const there = map.get(id) ?? empty;
    map.set(id, there);
    return there;
  };
  const alive = <T>(seen: Seen<T> | undefined): T | null => {
    const now = clock.now();
    return seen && now < seen.until ? seen.value : null;
  };
  /** Told now, and again when it is over. */
  const lasting = <T>(kind: "kiosk" | "window", id: string, value: T, life: number): Seen<T> => {
    const until = clock.now() + life;
    clock.at(until, () => changed(kind, id));
    return { value, until };
  };
  const notice = (place: InputPlace, text: string): void => {
    const seen = { id: ++lastId, text };
    if (place.kiosk !== null) {
      at(kiosks, place.kiosk, {} as AtKiosk).notice = lasting("kiosk", place.kiosk, seen, NOTICE_LIVES);
      changed("kiosk", place.kiosk);
    }
    if (place.window !== null) {
      at(windows, place.window, {} as AtWindow).notice = lasting("window", place.window, seen, NOTICE_LIVES);
      changed("window", place.window);
    }
  };
  const hold = (kiosk: string, held: HeldDocument): KioskCard => {
    const shown: KioskCard = {
      token: needs.random.bytes(18).toString("base64url"),
      mask: maskName(held.name),
      document: held.document,
      until: needs.iso(clock.now() + CARD_LIVES),
    };
    const there = at(kiosks, kiosk, {} as AtKiosk);
    there.card = lasting("kiosk", kiosk, { shown, held }, CARD_LIVES);
    delete there.notice;
    changed("kiosk", kiosk);
    return shown;
  };

  return {
    /** A reader read a card, or could not. */
    card: (place: InputPlace, seen: CardSeen): void => {
      if (seen.seen === "trouble") {
        notice(place, seen.reason);
        return;
      }
      const { card } = seen;
      const now = clock.now();
      if (documentProblem(card.document, card.idNumber, needs.dayOf(now)) !== null) {
        notice(place, "证件号码校验不符，请到窗口办理");
        return;
      }
      if (place.kiosk !== null) hold(place.kiosk, { ...card, number: card.idNumber });
      if (place.window !== null) {
        const read = { id: ++lastId, card, key: needs.identityKey(card.idNumber) };
        const there = at(windows, place.window, {} as AtWindow);
        there.card = lasting("window", place.window, read, WINDOW_CARD_LIVES);
        delete there.notice;
        changed("window", place.window);
      }
    },

    /** A scanner read a code. */
    scan: (place: InputPlace, text: string): void => {
      const found = recogniseScan(text, needs.codes);
      const seen = { id: ++lastId, ...found };
      if (place.kiosk !== null) {
        at(kiosks, place.kiosk, {} as AtKiosk).scan = lasting("kiosk", place.kiosk, seen, SCAN_LIVES);
        changed("kiosk", place.kiosk);
      }
      if (place.window !== null) {
        // The token is the citizen's only key: the clerk is shown the number instead.
        const isVisit = found.kind === "visit";
        const number = isVisit ? needs.numberOf(found.text as VisitToken) : null;
        const shown = { ...seen, text: isVisit ? "" : seen.text, number };
        at(windows, place.window, {} as AtWindow).scan = lasting("window", place.window, shown, SCAN_LIVES);
        changed("window", place.window);
      }
    },

    notice,

    /** A document typed at a kiosk; the same checks as for one that was read. */
    typed: (kiosk: string, { document, name, number }: KioskDocument): KioskCard | Refusal => {
      const idNumber = normalIdNumber(number);
      const wrong = documentProblem(document, idNumber, needs.dayOf(clock.now()));
      if (wrong === null) return hold(kiosk, { document, name, number: idNumber, photo: null });
      return {
        ...refuse("applicant.id-invalid", `${DOCUMENT_NAMES[document]}：${wrong}`),
        problems: [{ path: "number", message: wrong }],
      };
    },

    /** The document behind a token, if it is this kiosk's, still good and not in use; `settle` must follow. */
    claim: (token: string, kiosk: string | null): HeldDocument | null => {
      const seen = kiosk === null ? null : alive(kiosks.get(kiosk)?.card);
      if (seen?.shown.token !== token || inUse.has(token)) return null;
      inUse.add(token);
      return seen.held;
    },
    /** Used up: the name is forgotten. Not used after all (another sector may do): good until its time is over. */
    settle: (token: string, used: boolean): void => {
      inUse.delete(token);
      if (!used) return;
      for (const [id, there] of kiosks) {
        if (there.card?.value.shown.token !== token) continue;
        delete there.card;
        changed("kiosk", id);
      }
    },
    /** The page went back to its start: whoever stood there is gone. */
    forget: (kiosk: string): void => {
      kiosks.delete(kiosk);
      changed("kiosk", kiosk);
    },

    kiosk: (id: string): KioskRoomView => {
      const there = kiosks.get(id);
      return {
        version: 0,
        card: alive(there?.card)?.shown ?? null,
        scan: alive(there?.scan),
        notice: alive(there?.notice),
      };
    },
    window: (id: WindowId): WindowInputs => {
      const there = windows.get(id);
      const read = alive(there?.card);
      return {
        card: read && windowCard(needs, id, read),
        scan: alive(there?.scan),
        notice: alive(there?.notice),
      };
    },
  };
}

const DOCUMENT_NAMES: Readonly<Record<IdDocument, string>> = {
  resident: "居民身份证",
  "residence-permit": "港澳台居民居住证",
  passport: "护照",
  foreigner: "外国人永久居留身份证",
};

function windowCard(
  { holderKey, dayOf, clock }: DeskInputNeeds,
  window: WindowId,
  { id, card, key }: { readonly id: number; readonly card: IdCard; readonly key: string },
): WindowCard {
  const holder = holderKey(window);
  const today = dayOf(clock.now());
  return {
    id,
    name: card.name,
    idNumber: card.idNumber,
    expired: card.validTo !== null && card.validTo < today,
    holder: holder === null ? "unknown" : holder === key ? "same" : "other",
  };
}
