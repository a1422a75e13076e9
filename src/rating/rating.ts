import type { HallEvent } from "../contract/events.ts";
import type { TicketId, WindowId } from "../contract/ids.ts";
import { event, type Feature, type Moment } from "../kernel/feature.ts";
import { decideRating, type RatingCommand } from "./decide.ts";
import { type Asked, find, type RatingState } from "./state.ts";

/** 好差评: asked when a service ends, given once, or lapsed (guide 三（二）3 (3)). */
export const rating: Feature<RatingState, RatingCommand> = {
  decide: decideRating,
  apply: applyRating,
  react: reactRating,
  nextDue: (state) => {
    const ends = [...state.asking.values()].flatMap(
      ({ ticket, leg }) => find(state, ticket, leg)?.until ?? [],
    );
    return ends.length === 0 ? null : Math.min(...ends);
  },
};

function applyRating(state: RatingState, happened: HallEvent): RatingState {
  switch (happened.type) {
    case "rating.asked": {
      const { ticket, leg, window } = happened.data;
      const others = (state.asked.get(ticket) ?? []).filter((a) => a.leg !== leg);
      state.asked.set(ticket, [...others, { ...happened.data, given: null }]);
      state.asking.set(window, { ticket, leg });
      return state;
    }
    case "rating.given": {
      const { ticket, leg, score, reasons, comment, via } = happened.data;
      const given = { score, reasons, comment, via, at: happened.at };
      state.asked.set(
        ticket,
        (state.asked.get(ticket) ?? []).map((a) => (a.leg === leg ? { ...a, given } : a)),
      );
      return rest(state, happened.data);
    }
    case "rating.lapsed":
      return rest(state, happened.data);
    // No rater asks for hours because the clock was set back.
    case "clock.set-back":
      for (const [ticket, asked] of state.asked)
        state.asked.set(
          ticket,
          asked.map((a) => ({ ...a, until: a.until - happened.data.by })),
        );
      return state;
    case "day.ended":
      state.asked.clear();
      state.asking.clear();
      return state;
    default:
      return state;
  }
}

/** The window's rater asks no more, if it still asks about this service. */
function rest(
  state: RatingState,
  { ticket, leg, window }: { ticket: TicketId; leg: number; window: WindowId },
): RatingState {
  const now = state.asking.get(window);
  if (now?.ticket === ticket && now.leg === leg) state.asking.delete(window);
  return state;
}

/**
 * Asks when a service ends. The rater stops asking when the next person sits down, not already at the next call:
 * call-next ends one service and calls in one press, and who was served must still reach the rater.
 */
function reactRating(state: RatingState, happened: HallEvent, now: Moment): readonly HallEvent[] {
  switch (happened.type) {
    case "service.started":
      return lapse(state, happened.data, now);
    case "service.finished": {
      const { ticket, leg, window, staff, outcome } = happened.data;
      if (outcome !== "served" || find(state, ticket, leg)) return [];
      const until = happened.at + state.ratingMs;
      return [
        ...lapse(state, happened.data, now),
        event("rating.asked", now.at, { ticket, leg, window, staff, until }),
      ];
    }
    default:
      return [];
  }
}

/** Ends what the window's rater asks about, unless it is this very service. */
function lapse(
  state: RatingState,
  { ticket, leg, window }: Pick<Asked, "ticket" | "leg" | "window">,
  now: Moment,
): HallEvent[] {
  const asking = state.asking.get(window);
  if (!asking || (asking.ticket === ticket && asking.leg === leg)) return [];
  return [event("rating.lapsed", now.at, { ...asking, window })];
}
