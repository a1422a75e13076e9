import type { IdDocument } from "./identity.ts";

/** What a reader found on a card. It stays in memory and in the vault: never in a fact, a log or a public screen. */
export interface IdCard {
  readonly document: IdDocument;
  readonly name: string;
  readonly sex: string;
  /** 民族, or the state of a foreigner; may be empty. */
  readonly nation: string;
  /** `1949-12-31` */
  readonly birth: string | null;
  readonly address: string;
  readonly idNumber: string;
  readonly issuer: string;
  readonly validFrom: string | null;
  /** Null: 长期. */
  readonly validTo: string | null;
  /** WLT bytes as the card has them; null unless the config keeps them. */
  readonly photo: Uint8Array | null;
}

/** What a reader tells of the card on it. */
export type CardSeen =
  | { readonly seen: "card"; readonly card: IdCard }
  /** Chinese, for whoever holds the card. */
  | { readonly seen: "trouble"; readonly reason: string };
