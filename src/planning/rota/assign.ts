import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";

export interface RotaWindow {
  readonly id: WindowId;
  readonly sectors: readonly QueueId[];
  readonly batch: boolean;
  /** Who mostly sits there. */
  readonly usual: StaffId | null;
  /** By half hour: not on a break, and the hall is open. */
  readonly free: readonly boolean[];
}

export interface RotaStaff {
  readonly id: StaffId;
  /** By half hour: at work. */
  readonly there: readonly boolean[];
  readonly can: (queue: QueueId) => boolean;
  /** Time taken for the sector's matters as a multiple of everybody's. */
  readonly factor: (queue: QueueId) => number;
}

export interface Assigned {
  readonly window: WindowId;
  readonly open: readonly (QueueId | null)[];
  readonly staff: StaffId | null;
}

export interface Assignment {
  readonly windows: readonly Assigned[];
  /** Half hours and sectors for which a window or a person is missing. */
  readonly missing: readonly { readonly slot: number; readonly queue: QueueId; readonly count: number }[];
}

/**
 * Which window is open when, and for whom: half hour by half hour, the sector with the fewest windows first; windows go on
 * rather than change, those of one sector before those of several. One person a window for the whole day, as long as they
 * are at work: who usually sits there, else the quickest of those without a window of their own; without any staff in the
 * config windows need nobody.
 */
export function assign(
  needed: ReadonlyMap<QueueId, readonly number[]>,
  windows: readonly RotaWindow[],
  staff: readonly RotaStaff[],
): Assignment {
  const open = new Map<WindowId, (QueueId | null)[]>(windows.map((w) => [w.id, w.free.map(() => null)]));
  const persons = new Map<WindowId, RotaStaff>();
  const missing: { slot: number; queue: QueueId; count: number }[] = [];
  const slots = windows[0]?.free.length ?? 0;
  const choices = (queue: QueueId) => windows.filter((w) => w.sectors.includes(queue)).length;
  const queues = [...needed.keys()].sort((a, b) => choices(a) - choices(b));
  const fill = (slot: number, queue: QueueId, wanted: number): number => {
    let left = wanted;
    for (const window of inOrder(windows, open, queue, slot)) {
      if (left === 0) break;
      if (!manned(window, queue, slot, { windows, staff, persons })) continue;
      (open.get(window.id) as (QueueId | null)[])[slot] = queue;
      left--;
    }
    return left;
  };
  for (let slot = 0; slot < slots; slot++)
    for (const queue of queues) {
      const count = fill(slot, queue, needed.get(queue)?.[slot] ?? 0);
      if (count > 0) missing.push({ slot, queue, count });
    }
  for (const window of windows) {
    const there = persons.get(window.id)?.there;
    const row = open.get(window.id) as (QueueId | null)[];
    closeGaps(
      row,
      window.free.map((free, slot) => free && there?.[slot] !== false),
    );
  }
  return {
    windows: [...open].map(([window, row]) => ({
      window,
      open: row,
      staff: persons.get(window)?.id ?? null,
    })),
    missing,
  };
}

function inOrder(
  windows: readonly RotaWindow[],
  open: ReadonlyMap<WindowId, readonly (QueueId | null)[]>,
  queue: QueueId,
  slot: number,
): RotaWindow[] {
  const rank = (w: RotaWindow): number => {
    const row = open.get(w.id) ?? [];
    const before = slot === 0 ? null : row[slot - 1];
    const once = row.some((q) => q !== null) ? 0 : 2;
    if (before === queue) return 0;
    return (before ? 1 : 2) + once + (w.sectors.length === 1 ? 0 : 0.5);
  };
  return windows
    .filter((w) => w.sectors.includes(queue) && w.free[slot] && open.get(w.id)?.[slot] === null)
    .sort((a, b) => rank(a) - rank(b));
}

/** Whether somebody sits there, or can: then they do. */
function manned(
  window: RotaWindow,
  queue: QueueId,
  slot: number,
  is: {
    readonly windows: readonly RotaWindow[];
    readonly staff: readonly RotaStaff[];
    readonly persons: Map<WindowId, RotaStaff>;
  },
): boolean {
  if (is.staff.length === 0) return true;
  const own = is.persons.get(window.id);
  if (own) return own.there[slot] === true && own.can(queue);
  const taken = new Set([...is.persons.values()].map((s) => s.id));
  const elsewhere = new Set(is.windows.map((w) => w.usual));
  const rank = (s: RotaStaff) => (s.id === window.usual ? 0 : elsewhere.has(s.id) ? 2 : 1);
  const [free] = is.staff
    .filter((s) => !taken.has(s.id) && s.there[slot] && s.can(queue))
    .sort((a, b) => rank(a) - rank(b) || a.factor(queue) - b.factor(queue));
  if (!free) return false;
  is.persons.set(window.id, free);
  return true;
}

/** Nobody closes a window for half an hour: it stays open. */
function closeGaps(row: (QueueId | null)[], free: readonly boolean[]): void {
  for (let i = 1; i + 1 < row.length; i++)
    if (row[i] === null && free[i] && row[i - 1] && row[i + 1]) row[i] = row[i - 1] as QueueId;
}
