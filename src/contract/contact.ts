export interface Contact {
  readonly id: string;
  readonly mask: string;
  /** Keyed hash of the phone, the same on every day; absent in journals of before and where no rule asks for it. */
  readonly key?: string;
}
