/** What a parser saw on its line since the server started. */
export interface ParseCounters {
  frames: number;
  badChecksum: number;
  /** Length fields that contradict each other, are out of range, or do not lead to the frame's end mark. */
  badLength: number;
  droppedBytes: number;
}

export function noCounters(): ParseCounters {
  return { frames: 0, badChecksum: 0, badLength: 0, droppedBytes: 0 };
}
