import type { WindowId } from "../../contract/ids.ts";
import { SHORT_FIRST } from "../../dispatcher/choose.ts";
import type {
  ForwardModel,
  ForwardPerson,
  ForwardShift,
  ForwardWindow,
} from "../../dispatcher/forward/forward-model.ts";
import { chained } from "../../dispatcher/forward/rows.ts";

/** What is different at the windows; `factors` by kind of the model: time as a multiple of everybody's, 0 where it can't. */
export type ModelChange =
  | { readonly type: "away"; readonly window: WindowId; readonly from: number; readonly to: number }
  | {
      readonly type: "serve";
      readonly window: WindowId;
      readonly from: number;
      readonly factors: readonly number[];
      readonly flexible: boolean;
    }
  | {
      readonly type: "add";
      readonly window: WindowId;
      readonly from: number;
      readonly factors: readonly number[];
      readonly flexible: boolean;
    };

/** The hall as it would be; windows keep their indexes, new ones stand behind. */
export function changedModel(model: ForwardModel, changes: readonly ModelChange[]): ForwardModel {
  return changes.reduce(changeOne, model);
}

function changeOne(model: ForwardModel, change: ModelChange): ForwardModel {
  const { windows, now } = model;
  const from = Math.max(now, change.from);
  switch (change.type) {
    case "away": {
      // Whoever was meant for a window that closes or pauses is anyone's again.
      const open = released(model, change.window);
      const away = (w: ForwardWindow): ForwardWindow => ({
        ...w,
        breaks: withBreak(w.breaks, from, change.to),
      });
      return { ...open, windows: open.windows.map((w) => (w.id === change.window ? away(w) : w)) };
    }
    case "serve": {
      const shift = { ...shiftOf(model, change), from };
      return { ...model, windows: windows.map((w) => (w.id === change.window ? changing(w, shift) : w)) };
    }
    case "add": {
      const made: ForwardWindow = {
        id: change.window,
        ...shiftOf(model, change),
        run: 0,
        now: from > now ? { state: "away", since: now, until: from } : { state: "idle" },
        breaks: [],
        held: [],
        bound: [],
      };
      // Counted on to open by itself: this word is the newer one, its known breaks still hold.
      if (windows.some((w) => w.id === made.id))
        return {
          ...model,
          windows: windows.map((w) => (w.id === made.id ? { ...made, breaks: w.breaks, bound: w.bound } : w)),
        };
      return { ...model, windows: [...windows, made] };
    }
  }
}

/** Changes planned before it still come, those after it don't: the manager's word holds until the day ends. */
function changing(window: ForwardWindow, shift: Omit<ForwardShift, "then">): ForwardWindow {
  const shifts = [];
  for (let next = window.then; next && next.from < shift.from; next = next.then) shifts.push(next);
  const then = chained([...shifts, shift]);
  return then ? { ...window, then } : window;
}

function shiftOf(
  model: ForwardModel,
  { factors, flexible }: { readonly factors: readonly number[]; readonly flexible: boolean },
): Pick<ForwardWindow, "factors" | "costs" | "flexible"> {
  const costs = factors.map((factor, kind) => (factor > 0 ? costOf(model, kind, factor) : 0));
  return { factors, costs, flexible };
}

/** As the dispatcher weighs it: compared with the windows that do the kind now. */
function costOf(model: ForwardModel, kind: number, factor: number): number {
  const able = model.windows.find((w) => (w.factors[kind] ?? 0) > 0);
  const shorter = SHORT_FIRST * Math.log(Math.max(model.kinds[kind]?.meanMs ?? 0, 1) / 60_000);
  if (!able) return Math.log(factor) + shorter;
  return Math.log(factor) - Math.log(able.factors[kind] as number) + (able.costs[kind] as number);
}

type Span = readonly [from: number, to: number];

/** In order, those that touch as one. */
function withBreak(breaks: readonly Span[], from: number, to: number): readonly Span[] {
  const all: [number, number][] = [];
  for (const [begin, end] of [...breaks, [from, to] as const].sort((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before && begin <= before[1]) before[1] = Math.max(before[1], end);
    else all.push([begin, end]);
  }
  return all;
}

function released(model: ForwardModel, id: WindowId): ForwardModel {
  const own = model.windows.find((w) => w.id === id);
  const held = [...(own?.held ?? []), ...(own?.bound ?? [])];
  if (held.length === 0) return model;
  const lanes = model.lanes.map((lane) => [...lane]);
  const personAt = (i: number) => model.people[i] as ForwardPerson;
  for (const index of held) {
    const person = personAt(index);
    const lane = lanes.find((l) => {
      const first = personAt(l[0] as number);
      return first.kind === person.kind && first.class === person.class;
    });
    if (!lane) {
      lanes.push([index]);
      continue;
    }
    const behind = lane.findIndex((i) => personAt(i).origin > person.origin);
    lane.splice(behind < 0 ? lane.length : behind, 0, index);
  }
  return {
    ...model,
    lanes,
    windows: model.windows.map((w) => (w.id === id ? { ...w, held: [], bound: [] } : w)),
  };
}
