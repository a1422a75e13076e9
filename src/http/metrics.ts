import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What the gauges show, asked when somebody scrapes. */
export interface HallFigures {
  /** People waiting, by queue id. */
  waiting(): Readonly<Record<string, number>>;
  /** Messages and print jobs by kind and state, e.g. `sms pending`. */
  outbox(): Readonly<Record<string, number>>;
  /** Today's waiting times told against what happened, by sector, and `all`; null while nothing is known. */
  told(): Readonly<Record<string, Readonly<Record<ToldFigure, number | null>>>>;
  /** Devices by health. */
  devices(): Readonly<Record<string, number>>;
}

type ToldFigure = "told" | "meanError" | "within5" | "cover" | "headOfLine";

export interface Metrics {
  answered(method: string, route: string, status: number, seconds: number): void;
  commanded(route: string, outcome: string): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function createMetrics(figures: HallFigures): Metrics {
  const registry = new Registry();
  // Event loop lag, memory, garbage collection.
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "hall_http_request_seconds",
    help: "Time to answer, by route and status",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers: [registry],
  });
  const commands = new Counter({
    name: "hall_commands_total",
    help: "Commands over HTTP by route and outcome: done or the code of the refusal",
    labelNames: ["route", "outcome"],
    registers: [registry],
  });
  const gauge = (name: string, help: string, label: string, read: () => Readonly<Record<string, number>>) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(read())) this.set({ [label]: value }, count);
      },
    });
  gauge("hall_waiting_tickets", "People waiting, by queue", "queue", figures.waiting);
  gauge("hall_outbox_jobs", "Messages and print jobs, by kind and state", "state", figures.outbox);
  gauge("hall_devices", "Devices, by health", "health", figures.devices);
  const told = (name: string, help: string, of: ToldFigure) =>
    gauge(name, help, "queue", () =>
      Object.fromEntries(
        Object.entries(figures.told()).flatMap(([queue, all]) => {
          const value = all[of];
          return value === null ? [] : [[queue, value] as const];
        }),
      ),
    );
  told("hall_told_people", "People told a waiting time and called, today, by queue and all", "told");
  told("hall_told_error_minutes", "Mean absolute error of the waiting time told, today", "meanError");
  told("hall_told_within_5_minutes_ratio", "Called within five minutes of what was told, today", "within5");
  told("hall_told_bound_held_ratio", "For how many the bound told held, today", "cover");
  told("hall_told_head_of_line_error_minutes", "Error of the head-of-line predictor, today", "headOfLine");
  // Finding a series by its labels costs more than counting: each is looked up once.
  const observers = new Map<string, { observe(seconds: number): void }>();
  const counters = new Map<string, { inc(): void }>();
  return {
    answered: (method, route, status, seconds) => {
      const key = `${method} ${route} ${status}`;
      const observer = observers.get(key) ?? durations.labels({ method, route, status });
      observers.set(key, observer);
      observer.observe(seconds);
    },
    commanded: (route, outcome) => {
      const key = `${route} ${outcome}`;
      const counter = counters.get(key) ?? commands.labels({ route, outcome });
      counters.set(key, counter);
      counter.inc();
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
