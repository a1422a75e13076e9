import type { HallEvent } from "../../contract/events.ts";
import type { StaffId, WindowId } from "../../contract/ids.ts";
import { quantile } from "../../kernel/calibration.ts";

// What past days show of who sits where and when people eat: no config need say it.

/** Minutes of the day. */
export interface Lunch {
  readonly from: number;
  readonly to: number;
}

export interface Habits {
  /** Whom a window had longest. */
  readonly usual: ReadonlyMap<WindowId, StaffId>;
  /** Of whoever was away about noon on at least half of the days. */
  readonly lunches: ReadonlyMap<StaffId, Lunch>;
}

const NOON = { from: 10 * 60 + 30, to: 14 * 60 + 30 };
const [SHORTEST, LONGEST] = [20, 150];

interface Stretch {
  readonly staff: StaffId;
  readonly from: number;
  to: number;
}

/** `days`: the facts of each day in order, with minutes of the day for a moment of it. */
export function habitsOf(
  days: readonly { readonly facts: Iterable<HallEvent>; readonly minute: (at: number) => number }[],
): Habits {
  const sat = new Map<WindowId, Map<StaffId, number>>();
  const lunches = new Map<StaffId, Lunch[]>();
  const worked = new Map<StaffId, number>();
  for (const day of days) {
    const watched = watch(day.facts, day.minute);
    for (const [window, staff, minutes] of watched.sat) {
      const own = sat.get(window) ?? new Map<StaffId, number>();
      own.set(staff, (own.get(staff) ?? 0) + minutes);
      sat.set(window, own);
    }
    for (const staff of watched.there) worked.set(staff, (worked.get(staff) ?? 0) + 1);
    for (const [staff, lunch] of watched.lunches) lunches.set(staff, [...(lunches.get(staff) ?? []), lunch]);
  }
  const middle = (values: readonly number[]) =>
    quantile(
      [...values].sort((a, b) => a - b),
      0.5,
    );
  return {
    usual: new Map(
      [...sat].map(([window, own]) => [
        window,
        ([...own].sort((a, b) => b[1] - a[1])[0] as [StaffId, number])[0],
      ]),
    ),
    lunches: new Map(
      [...lunches]
        .filter(([staff, all]) => all.length * 2 >= (worked.get(staff) ?? 0))
        .map(([staff, all]) => [
          staff,
          { from: middle(all.map((l) => l.from)), to: middle(all.map((l) => l.to)) },
        ]),
    ),
  };
}

/** Stretches at windows of one day, and each person's longest absence about noon. */
function watch(facts: Iterable<HallEvent>, minute: (at: number) => number) {
  const open = new Map<WindowId, Stretch>();
  const done: (Stretch & { readonly window: WindowId })[] = [];
  const end = (window: WindowId, at: number) => {
    const stretch = open.get(window);
    open.delete(window);
    if (stretch) done.push({ ...stretch, to: at, window });
  };
  const paused = new Map<WindowId, StaffId>();
  for (const fact of facts) {
    const at = minute(fact.at);
    switch (fact.type) {
      case "window.opened":
        end(fact.data.window, at);
        open.set(fact.data.window, { staff: fact.data.staff, from: at, to: at });
        break;
      case "window.closed":
        end(fact.data.window, at);
        paused.delete(fact.data.window);
        break;
      case "window.paused": {
        const staff = open.get(fact.data.window)?.staff;
        if (staff) paused.set(fact.data.window, staff);
        end(fact.data.window, at);
        break;
      }
      case "window.resumed": {
        const staff = paused.get(fact.data.window);
        paused.delete(fact.data.window);
        if (staff) open.set(fact.data.window, { staff, from: at, to: at });
        break;
      }
    }
  }
  const staff = new Set(done.map((s) => s.staff));
  const lunches = [...staff].flatMap((id) => {
    const own = done.filter((s) => s.staff === id).sort((a, b) => a.from - b.from);
    const longest = longestGap(own);
    return longest ? [[id, longest] as const] : [];
  });
  return {
    sat: done.map((s) => [s.window, s.staff, s.to - s.from] as const),
    there: staff,
    lunches,
  };
}

function longestGap(own: readonly Stretch[]): Lunch | null {
  let longest: Lunch | null = null;
  for (const [i, next] of own.entries()) {
    const before = own[i - 1];
    if (!before) continue;
    const gap = { from: before.to, to: next.from };
    const length = gap.to - gap.from;
    if (length < SHORTEST || length > LONGEST || gap.from < NOON.from || gap.to > NOON.to) continue;
    if (!longest || length > longest.to - longest.from) longest = gap;
  }
  return longest;
}
