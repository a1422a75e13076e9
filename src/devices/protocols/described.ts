/** One frame in words for a technician. */
export interface Described {
  /** Whom it is for or from; null where the protocol does not say. */
  readonly address: number | null;
  /** Chinese. */
  readonly meaning: string;
}
