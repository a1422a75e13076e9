import type { HallEvent, HallEventType } from "../contract/events.ts";
import type { Refusal } from "../contract/problem.ts";

/** The moment a command or fact is decided at. `day` is the calendar day in the hall's time zone. */
export interface Moment {
  readonly at: number;
  readonly day: string;
}

/** Facts, or why not. An empty list is an answer too: nothing changes. */
export type Decision = readonly HallEvent[] | Refusal;

/**
 * A feature folder's whole face: pure functions of state, input and moment. `apply` may change `state` in place and
 * returns it: a hall of ten thousand people can't be copied a thousand times a second, and a turn that fails has its
 * memory rebuilt from the journal anyway. `decide`, `react` and `nextDue` never change anything.
 */
export interface Feature<State, Command> {
  readonly decide: (state: State, command: Command, now: Moment) => Decision;
  readonly apply: (state: State, event: HallEvent) => State;
  /** What this feature concludes from a fact, its own or another feature's; runs after every feature applied it. */
  readonly react?: (state: State, event: HallEvent, now: Moment) => readonly HallEvent[];
  /** When `decide(state, {type: "due"})` should next be asked, epoch ms; null: nothing is waiting. */
  readonly nextDue: (state: State) => number | null;
}

/** Makes one event; keeps the map's pairing of type and facts. */
export function event<T extends HallEventType>(type: T, at: number, data: HallEvent<T>["data"]): HallEvent {
  return { type, at, data } as HallEvent;
}
