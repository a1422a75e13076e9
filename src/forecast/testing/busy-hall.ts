import type { WindowId } from "../../contract/ids.ts";
import type { ForwardModel, ForwardProbe } from "../../dispatcher/forward/forward-model.ts";
import { modelOf } from "../../dispatcher/forward/model.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import { SimulatedHall, staffOf } from "../../planning/simulate/day.ts";
import { scenario } from "../../planning/simulate/scenario.ts";

/** A hall with four sectors, one window in five for all of them, everybody busy and `waiting` people in line. */
export function busyHall(waiting: number, windows: number, policy: "default" | "fcfs" = "default") {
  const sectors = ["a", "b", "c", "d"];
  const matters = sectors.flatMap((sector, s) =>
    Array.from({ length: 5 }, (_, m) => ({ id: `${sector}${m}`, sector, mean: 4 + s + 2 * m, cv: 0.6 })),
  );
  const day = scenario.parse({
    schema: 1,
    policy,
    walk: 0.5,
    matters,
    windows: Array.from({ length: windows }, (_, w) => ({
      id: `w${w}`,
      sector: w % 5 === 4 ? null : sectors[w % 4],
      factor: Object.fromEntries(matters.map((m, i) => [m.id, 0.8 + ((w * 7 + i * 3) % 9) / 20])),
    })),
    tickets: Array.from({ length: waiting + windows }, (_, t) => ({
      id: `t${t}`,
      at: (t * 30) / (waiting + windows),
      matter: (matters[(t * 13) % matters.length] as (typeof matters)[number]).id,
      class: t % 20 === 3 ? "green" : t % 7 === 2 ? "appointment" : "walk",
      slot: t % 7 === 2 ? 20 : null,
      work: 6,
    })),
  });
  const hall = new SimulatedHall(day, () => {});
  const ids = day.windows.map((w) => w.id as WindowId);
  for (const window of ids) hall.do({ type: "open", window, staff: staffOf(window), placed: false }, 0);
  for (const ticket of day.tickets) hall.issue(ticket, ticket.at);
  for (const window of ids) {
    hall.do({ type: "call-next", window }, 30);
    hall.do({ type: "start", window }, 30.5);
  }
  return hall.state;
}

export const AT = 31 * 60_000;

export const modelAt = (state: DispatcherState): ForwardModel => modelOf(state, AT, () => []);

/** One more of each class and kind that waits, come at the model's moment. */
export const newcomersOf = (model: ForwardModel): ForwardProbe[] =>
  model.kinds.flatMap((_, kind) =>
    (["walk", "green"] as const).map((ticketClass) => ({
      ticket: null,
      kind,
      class: ticketClass,
      count: 1,
      origin: model.now,
      slot: null,
      arrival: 1e9,
      only: null,
    })),
  );
