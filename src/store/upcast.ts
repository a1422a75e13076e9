import type { HallEvent, HallEventType } from "../contract/events.ts";
import { HallError } from "../kernel/errors.ts";

/** The version in which each event is written now; an event not named here is at 1. */
const VERSIONS: { readonly [T in HallEventType]?: number } = {};

export function versionOf(type: HallEventType): number {
  return VERSIONS[type] ?? 1;
}

/**
 * A journal row as the features know it today. An older row would be lifted here, one version a step; a newer one
 * means the data belong to a later release. Throws HallError `journal.newer`.
 */
export function upcast(row: {
  readonly type: string;
  readonly version: number;
  readonly at: number;
  readonly data: string;
}): HallEvent {
  const type = row.type as HallEventType;
  if (row.version > versionOf(type)) {
    throw new HallError(
      "journal.newer",
      `event ${type} has version ${row.version}; this release knows ${versionOf(type)}`,
    );
  }
  return { type, at: row.at, data: JSON.parse(row.data) } as HallEvent;
}
