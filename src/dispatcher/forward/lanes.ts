import { keepsOrder } from "../policy.ts";
import type { ForwardModel, ForwardPerson } from "./model.ts";

/** A line in a run: people of one kind and class, whose ages keep their order where that can be. */
export interface RunLane {
  readonly people: ForwardPerson[];
  /** Indexes of `people` of the model; -1 for who comes later. */
  readonly ids: number[];
  readonly kind: number;
  readonly inOrder: boolean;
  /** How many have gone. */
  next: number;
}

/** Lanes as a run begins with them, made once for all runs of a model. */
const templates = new WeakMap<ForwardModel, readonly RunLane[]>();

export function templateOf(model: ForwardModel): readonly RunLane[] {
  const known = templates.get(model);
  if (known) return known;
  const made = model.lanes.flatMap((ids) => inOrderLanes(model, ids));
  templates.set(model, made);
  return made;
}

/** With appointments, ages keep their order only among those of one slot: a lane each, so that no line is searched. */
function inOrderLanes(model: ForwardModel, ids: readonly number[]): RunLane[] {
  const bySlot = new Map<number | null, number[]>();
  const { class: ticketClass, kind } = model.people[ids[0] as number] as ForwardPerson;
  const ordered = keepsOrder(model.policy, ticketClass);
  for (const id of ids) {
    const slot = ordered ? null : (model.people[id] as ForwardPerson).slot;
    const lane = bySlot.get(slot);
    if (lane) lane.push(id);
    else bySlot.set(slot, [id]);
  }
  return [...bySlot.values()].map((lane) => ({
    people: lane.map((i) => model.people[i] as ForwardPerson),
    ids: lane,
    next: 0,
    kind,
    inOrder: true,
  }));
}

const CLASS_INDEX = { walk: 0, appointment: 1, green: 2 } as const;
export const laneKey = (person: ForwardPerson): number => person.kind * 3 + CLASS_INDEX[person.class];
