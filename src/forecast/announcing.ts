import type { ForwardModel, ForwardPerson } from "../dispatcher/forward/forward-model.ts";

// What announcing windows ahead costs: the hall run twice with the same draws, as it is and with those whom a window was
// announced to back in their line.

/** `free`: indexes of the people who are let go of their windows. */
export function released(model: ForwardModel, free: readonly number[]): ForwardModel {
  const going = new Set(free);
  const lanes = model.lanes.map((lane) => [...lane]);
  for (const i of free) {
    const person = model.people[i] as ForwardPerson;
    const own = lanes.find((lane) => sameLine(model.people[lane[0] as number], person));
    if (!own) {
      lanes.push([i]);
      continue;
    }
    own.push(i);
    own.sort((a, b) => earlier(model.people[a] as ForwardPerson, model.people[b] as ForwardPerson));
  }
  const windows = model.windows.map((w) => ({ ...w, held: w.held.filter((i) => !going.has(i)) }));
  return { ...model, lanes, windows };
}

const sameLine = (a: ForwardPerson | undefined, b: ForwardPerson): boolean =>
  a?.kind === b.kind && a.class === b.class;
const earlier = (a: ForwardPerson, b: ForwardPerson): number => a.origin - b.origin || a.arrival - b.arrival;
