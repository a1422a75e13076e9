export interface SilentHours {
  /** `22:00` */
  readonly from: string;
  /** `06:00`, itself no longer silent; `24:00` is the day's end. */
  readonly to: string;
}

/** Whether the hall's clock (`HH:MM`) stands within silent hours; `22:00`–`06:00` goes over midnight. */
export function isSilent(silent: readonly SilentHours[], clock: string): boolean {
  return silent.some(({ from, to }) =>
    from <= to ? from <= clock && clock < to : clock >= from || clock < to,
  );
}
