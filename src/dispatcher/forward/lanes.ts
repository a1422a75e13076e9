import { keepsOrder } from "../policy.ts";
import type { ForwardModel, ForwardPerson } from "./forward-model.ts";

/** A line in a run: people of one kind and class, whose ages keep their order where that can be. */
export interface RunLane {
  people: ForwardPerson[];
  /** Indexes of `people` of the model; -1 for who comes later. */
  ids: number[];
  /** Whether the two lists are those of all runs of the model: copied before the first change that is this run's own. */
  shared: boolean;
  readonly kind: number;
  readonly inOrder: boolean;
  /** How many have gone. */
  next: number;
}

/** Lanes as a run begins with them, made once for all runs of a model. */
const templates = new WeakMap<ForwardModel, readonly RunLane[]>();

/** The lanes of a run that begins. */
export function lanesOf(model: ForwardModel): RunLane[] {
  let template = templates.get(model);
  if (!template) {
    template = model.lanes.flatMap((ids) => inOrderLanes(model, ids));
    templates.set(model, template);
  }
  return template.map((lane) => ({ ...lane }));
}

/** Somebody comes. */
export function joinLane(lane: RunLane, person: ForwardPerson): void {
  own(lane);
  lane.people.push(person);
  lane.ids.push(-1);
}

/** The one at `index` is called. */
export function leaveLane(lane: RunLane, index: number): void {
  if (index === lane.next) {
    lane.next++;
    return;
  }
  own(lane);
  lane.people.splice(index, 1);
  lane.ids.splice(index, 1);
}

function own(lane: RunLane): void {
  if (!lane.shared) return;
  lane.people = [...lane.people];
  lane.ids = [...lane.ids];
  lane.shared = false;
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
    shared: true,
    next: 0,
    kind,
    inOrder: true,
  }));
}

const CLASS_INDEX = { walk: 0, appointment: 1, green: 2 } as const;
export const laneKey = (person: ForwardPerson): number => person.kind * 3 + CLASS_INDEX[person.class];
