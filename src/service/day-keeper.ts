import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Clock } from "../kernel/clock.ts";
import type { DueSource } from "../kernel/scheduler.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

/** Ends the hall's day at its midnight, or at the next start when the server was off then. */
export function createDayKeeper(needs: {
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Calendar;
  readonly clock: Clock;
  /** After the day's end was committed: snapshot, purge. */
  readonly onEnded: (day: string) => Promise<void>;
}): DueSource {
  const { memory, turns, calendar, clock, onEnded } = needs;
  let dayBegan = calendar.day(clock.now());
  return {
    name: "day",
    nextDue: () => {
      const now = clock.now();
      const { day } = memory.states.checkin;
      const today = calendar.day(now);
      // The midnight that was missed, not "now": one moment, so that a try that failed is repeated in its time.
      if (day === "" ? dayBegan < today : day < today) return calendar.moment(today, "00:00");
      return calendar.dayEnd(now);
    },
    run: async () => {
      const now = clock.now();
      const next = calendar.day(now);
      const day = memory.states.checkin.day || dayBegan;
      if (day >= next) return;
      const midnight = calendar.moment(next, "00:00");
      const continuous = calendar.isOpen(midnight - 1) && calendar.isOpen(midnight);
      await turns.submit({
        actor: { kind: "system" },
        key: null,
        decide: (moment) =>
          dispatcher.decide(memory.states.dispatcher, { type: "end-day", day, next, continuous }, moment),
        answer: () => null,
      });
      dayBegan = next;
      await onEnded(next);
    },
  };
}
