import type { QueueId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import type { AnnounceState } from "./state.ts";

/** What the hall looks like now; times by `iso`, minutes of waiting by whoever forecasts them. */
export function hallPicture(
  state: AnnounceState,
  minutes: (queue: QueueId) => number | null,
  iso: (at: number) => string,
): HallPicture {
  return {
    windows: state.rules.windows.map((rule) => {
      const window = state.windows.get(rule.id);
      const ticket = window?.ticket ? state.tickets.get(window.ticket) : undefined;
      return {
        id: rule.id,
        name: rule.name,
        state: window?.state ?? "closed",
        number: ticket?.number ?? null,
        waiting: rule.sectors.reduce((sum, q) => sum + (state.waiting.get(q) ?? 0), 0),
        occurrence: window?.occurrence ?? 0,
      };
    }),
    queues: state.rules.sectors.map((sector) => ({
      id: sector.id,
      name: sector.name,
      waiting: state.waiting.get(sector.id) ?? 0,
      minutes: minutes(sector.id),
    })),
    calls: state.calls.map(({ ticket: _ticket, at, ...call }) => ({ ...call, calledAt: iso(at) })),
    missed: state.missed.map(({ number, queue }) => ({ number, queue })),
  };
}
