import type { Kinds } from "../dispatcher/forward/kinds.ts";
import { partOf, type WindowPart } from "../dispatcher/forward/model.ts";
import type { Plans } from "../dispatcher/forward/plans.ts";
import type { Place } from "../dispatcher/line.ts";
import type { Desk, DispatcherState, WindowRule } from "../dispatcher/state.ts";
import { type KeptLine, keepLine } from "./kept-line.ts";

/** A window as it stood when it was looked at. */
export interface KeptWindow {
  readonly part: WindowPart;
  /** Whoever only it may call: those told first, then the others. */
  readonly line: KeptLine;
  readonly desk: Desk | undefined;
  readonly held: readonly Place[];
}

export function* keepWindow(
  state: DispatcherState,
  rule: WindowRule,
  now: number,
  plans: Plans,
  kinds: Kinds,
): Generator<void, KeptWindow> {
  const desk = state.desks.get(rule.id);
  const held = [...(state.lines.held.get(rule.id) ?? [])];
  const part = partOf(state, rule, now, plans, kinds);
  const line = yield* keepLine([...part.told, ...part.bound], (place) =>
    kinds.index(place.queue, place.matter, place.batch),
  );
  return { part, line, desk, held };
}

/** Whether nothing has happened there since: desks and places never change, new ones take their place. */
export function stillSo({ part, desk, held }: KeptWindow, state: DispatcherState): boolean {
  const { id } = part.rule;
  if (state.desks.get(id) !== desk) return false;
  const now = state.lines.held.get(id) ?? [];
  return now.length === held.length && held.every((place, i) => place === now[i]);
}
