import type { QueueId } from "../../contract/ids.ts";
import type { ShadowFigures, WaitFigures } from "../../contract/shadow.ts";
import { TICKET_CLASSES, type TicketClass } from "../../contract/ticket.ts";
import { quantile } from "../../kernel/calibration.ts";

/** One wait, and how it ended under some rules. Minutes from the day's start. */
export interface Outcome {
  readonly at: number;
  readonly class: TicketClass;
  readonly queue: QueueId;
  /** Sector and matter: people of one kind and class should be called in the order they came. */
  readonly kind: string;
  readonly calledAt: number | null;
  readonly finishedAt: number | null;
  readonly window: string | null;
  readonly promises: readonly (readonly [at: number, window: string])[];
}

/** Figures of those waits that ended with a call on the day itself: the same people under all rules. */
export function figuresOf(
  outcomes: readonly Outcome[],
  needs: {
    readonly sectors: readonly { readonly id: QueueId; readonly name: string }[];
    readonly announced: boolean;
    readonly clock: (minute: number) => string;
  },
): ShadowFigures {
  const of = (which: (o: Outcome) => boolean) => waitsOf(outcomes.filter(which));
  const classes = TICKET_CLASSES.map((c) => ({ class: c, ...of((o) => o.class === c) }));
  const meanOf = (c: TicketClass) => classes.find((x) => x.class === c)?.mean ?? null;
  const ended = outcomes.flatMap((o) => o.finishedAt ?? []);
  return {
    all: waitsOf(outcomes),
    classes: classes.filter((c) => c.people > 0),
    sectors: needs.sectors
      .map(({ id, name }) => ({ queue: id, name, ...of((o) => o.queue === id) }))
      .filter((s) => s.people > 0),
    greenToWalk: ratio(meanOf("green"), meanOf("walk")),
    appointmentToWalk: ratio(meanOf("appointment"), meanOf("walk")),
    overtaken: overtaken(outcomes),
    told: needs.announced ? told(outcomes) : null,
    lastServed: ended.length === 0 ? null : needs.clock(Math.max(...ended)),
  };
}

function waitsOf(outcomes: readonly Outcome[]): WaitFigures {
  const waits = outcomes.flatMap((o) => (o.calledAt === null ? [] : [o.calledAt - o.at]));
  waits.sort((a, b) => a - b);
  const none = waits.length === 0;
  return {
    people: outcomes.length,
    uncalled: outcomes.length - waits.length,
    mean: none ? null : tenth(waits.reduce((a, b) => a + b, 0) / waits.length),
    p95: none ? null : tenth(quantile(waits, 0.95)),
    max: none ? null : tenth(waits.at(-1) as number),
  };
}

const tenth = (minutes: number): number => Math.round(minutes * 10) / 10;
const hundredth = (share: number): number => Math.round(share * 100) / 100;
const ratio = (a: number | null, b: number | null): number | null =>
  a === null || b === null || b === 0 ? null : hundredth(a / b);

const PASSED_MINUTES = 5;

/** Share of people passed by more than five minutes by someone of the same kind and class who came later. */
function overtaken(outcomes: readonly Outcome[]): number {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.calledAt === null) continue;
    const key = `${outcome.class} ${outcome.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  let passed = 0;
  let all = 0;
  for (const group of groups.values()) {
    all += group.length;
    group.sort((a, b) => b.at - a.at);
    // From the last to come: the earliest call among those who came later.
    let earliest = Number.POSITIVE_INFINITY;
    let pending = Number.POSITIVE_INFINITY;
    let pendingAt = Number.POSITIVE_INFINITY;
    for (const { at, calledAt } of group) {
      if (at < pendingAt) earliest = Math.min(earliest, pending);
      if ((calledAt as number) - earliest > PASSED_MINUTES) passed++;
      pendingAt = at;
      pending = Math.min(pending, calledAt as number);
    }
  }
  return all === 0 ? 0 : Math.round((passed / all) * 1_000) / 1_000;
}

const LONG_WAIT = 5;
const TOLD_AHEAD = 3;

function told(outcomes: readonly Outcome[]): ShadowFigures["told"] {
  const called = outcomes.filter((o) => o.calledAt !== null);
  const long = called.filter((o) => (o.calledAt as number) - o.at > LONG_WAIT);
  const right = long.filter(({ promises, window, calledAt }) => {
    const last = promises.at(-1);
    return last !== undefined && last[1] === window && (calledAt as number) - last[0] >= TOLD_AHEAD;
  });
  const changed = called.filter((o) => o.promises.some(([, window]) => window !== o.window));
  return {
    ahead: hundredth(right.length / Math.max(1, long.length)),
    changed: hundredth(changed.length / Math.max(1, called.length)),
  };
}
