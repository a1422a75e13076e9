import type { HallEvent, HallEvents } from "../../contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../../contract/ids.ts";
import { event } from "../../kernel/feature.ts";
import { initialStatistics, type StatisticsState } from "../state.ts";
import { statistics } from "../statistics.ts";

export const Q = "comprehensive" as QueueId;
export const Q2 = "property" as QueueId;
export const W = "w01" as WindowId;
export const S = "s01" as StaffId;
export const T = (n: number) => `t-${n}` as TicketId;
export const MINUTE = 60_000;
/** A day as the statistics see it, told fact by fact; times are minutes of the day. */
export class Day {
  readonly state: StatisticsState = initialStatistics();

  take(fact: HallEvent): void {
    statistics.apply(this.state, fact);
  }

  issue(n: number, at: number, queue = Q): void {
    this.take(
      event("ticket.issued", at * MINUTE, {
        ticket: T(n),
        token: "k" as VisitToken,
        day: "2026-11-23",
        prefix: "Z",
        sequence: n,
        number: `Z${n}`,
        legs: [{ queue, matters: [], count: 1 }],
        class: "walk",
        green: null,
        contact: null,
        channel: "kiosk",
        kiosk: null,
        declaration: null,
      }),
    );
  }

  call(n: number, at: number, from: HallEvents["ticket.called"]["from"] = "waiting"): void {
    this.take(
      event("ticket.called", at * MINUTE, {
        ticket: T(n),
        leg: 1,
        window: W,
        staff: S,
        occurrence: 1,
        from,
        reason: "",
      }),
    );
  }
}
