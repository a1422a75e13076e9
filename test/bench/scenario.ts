// `node --import tsx test/bench/scenario.ts [--hall 1] [--day 1] [--load 0.85] [--slow 1] [--no-skill] [--per 8] [--flexible 8]`
// writes a day for `npm run hall -- simulate` to standard output. The same arguments give the same day.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { normal, type Uniform, uniformOf } from "../../src/dispatcher/forward/sample.ts";
import type { Scenario } from "../../src/planning/simulate/scenario.ts";
import { scenario as schema } from "../../src/planning/simulate/scenario.ts";

export interface HallShape {
  readonly seed: number;
  readonly sectors: number;
  /** Windows a sector, and windows that serve all sectors. */
  readonly per: number;
  readonly flexible: number;
  /** Whether staff differ in speed (16 %), and each by matter (11 %). */
  readonly skill: boolean;
}

export interface DayShape {
  readonly day: number;
  /** Work offered, as a share of what the windows can do in opening hours less breaks. */
  readonly load: number;
  /** How much longer everything takes today than learned: 1.15 is a day 15 % slower. */
  readonly slow: number;
}

export const YARDSTICK: Omit<HallShape, "seed"> = { sectors: 4, per: 8, flexible: 8, skill: true };

type Window = Scenario["windows"][number];
interface Hall {
  readonly shape: HallShape;
  readonly matters: readonly (Scenario["matters"][number] & { readonly weight: number })[];
  readonly windows: readonly Pick<Window, "id" | "sector" | "factor">[];
}

const OPEN = 480;
const WALK = 0.7;
const MATTERS_A_SECTOR = 6;
const [STAFF_SD, MATTER_SD] = [0.16, 0.11];
const [APPOINTMENTS, GREEN, NO_SHOWS] = [0.15, 0.05, 0.08];
/** The doors shut so long before the end. */
const LAST = 10;
/** A window pauses about so often, minutes between two. */
const PAUSE_EVERY = 160;

const lognormal = (random: Uniform, mean: number, cv: number): number => {
  const variance = Math.log(1 + cv * cv);
  return mean * Math.exp(Math.sqrt(variance) * normal(random()) - variance / 2);
};
const exponential = (random: Uniform, mean: number): number => -Math.log(1 - random()) * mean;
const short = (minutes: number): number => Math.round(minutes * 100) / 100;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export function hallOf(shape: HallShape): Hall {
  const random = uniformOf(shape.seed * 7_919 + 13);
  const sectors = Array.from({ length: shape.sectors }, (_, s) => `s${s + 1}`);
  const busy = new Map(sectors.map((s) => [s, 0.8 + 0.4 * random()]));
  const matters = sectors.flatMap((sector) =>
    Array.from({ length: MATTERS_A_SECTOR }, (_, k) => ({
      id: `${sector}m${k + 1}`,
      sector,
      mean: short(Math.max(2, lognormal(random, 8, 0.45))),
      cv: short(0.4 + 0.4 * random()),
      weight: (0.3 + random()) * (busy.get(sector) ?? 1),
    })),
  );
  const places = [
    ...sectors.flatMap((s) => Array.from({ length: shape.per }, (): string | null => s)),
    ...Array.from({ length: shape.flexible }, () => null),
  ];
  const windows = places.map((sector, i) => {
    const staff = shape.skill ? Math.exp(STAFF_SD * normal(random())) : 1;
    const own = matters.filter((m) => sector === null || m.sector === sector);
    const factor = own.map((m) => [m.id, shape.skill ? staff * Math.exp(MATTER_SD * normal(random())) : 1]);
    return { id: `w${String(i + 1).padStart(2, "0")}`, sector, factor: roundedFactors(factor) };
  });
  return { shape, matters, windows };
}

const roundedFactors = (pairs: readonly (readonly (string | number)[])[]): Record<string, number> =>
  Object.fromEntries(pairs.map(([id, f]) => [id, Math.round(Number(f) * 1000) / 1000]));

export function dayOf(hall: Hall, shape: DayShape): Scenario {
  const random = uniformOf(hall.shape.seed * 104_729 + shape.day * 1_299_709 + 7);
  const windows = hall.windows.map((w, i) => ({ ...w, openAt: 0, ...restsOf(random, i) }));
  const able = sum(windows.map((w) => OPEN - sum([...w.known, ...w.pauses].map(([from, to]) => to - from))));
  const draw = drawOf(hall);
  const count = Math.round((shape.load * able) / serviceOf(hall));
  const tickets = arrivals(random, count).map((at, i): Scenario["tickets"][number] => {
    const matter = draw(random);
    const lot = random();
    const slot = Math.round((at + random() * 20 - 5) / 15) * 15;
    const by = lot < APPOINTMENTS ? "appointment" : lot < APPOINTMENTS + GREEN ? "green" : "walk";
    const work = short(lognormal(random, matter.mean * shape.slow, matter.cv));
    const noShow = random() < NO_SHOWS;
    const noShowCost = short(1 + random());
    const ticket = { id: `t${i + 1}`, at, matter: matter.id, class: by, work, noShow, noShowCost } as const;
    return by === "appointment" ? { ...ticket, slot } : ticket;
  });
  return {
    schema: 1,
    seed: 1,
    policy: "default",
    announce: false,
    walk: WALK,
    matters: hall.matters.map(({ weight: _, ...matter }) => matter),
    windows,
    tickets,
  };
}

/** Lunch by turns, planned; pauses of two to ten minutes that nobody planned. */
function restsOf(random: Uniform, i: number): Pick<Window, "known" | "pauses"> {
  const from = 150 + 30 * (i % 4) + 5 * (Math.floor(i / 4) % 2);
  const known: [number, number][] = [[from, from + 30 + 5 * Math.floor(random() * 3)]];
  const pauses: [number, number][] = [];
  for (let at = exponential(random, PAUSE_EVERY); at < OPEN; at += exponential(random, PAUSE_EVERY)) {
    const to = at + 2 + 8 * random();
    if (at < from - 15 || at > from + 50) pauses.push([short(at), short(to)]);
    at = to;
  }
  return { known, pauses };
}

/** What a ticket holds a window for on the mean, as a planner who knows the hall would reckon. */
function serviceOf({ matters, windows }: Hall): number {
  const all = sum(matters.map((m) => m.weight));
  const factors = windows.flatMap((w) => Object.values(w.factor));
  const work = sum(matters.map((m) => (m.weight / all) * m.mean)) * (sum(factors) / factors.length);
  return (work + WALK) * (1 - NO_SHOWS) + 1.5 * NO_SHOWS;
}

function drawOf({ matters }: Hall): (random: Uniform) => Hall["matters"][number] {
  let upTo = 0;
  const steps = matters.map((matter) => {
    upTo += matter.weight;
    return { matter, upTo };
  });
  const last = matters.at(-1) as Hall["matters"][number];
  return (random) => {
    const lot = random() * upTo;
    return steps.find((s) => lot < s.upTo)?.matter ?? last;
  };
}

/** Peaks an hour after opening (10:00 of a hall that opens at 9:00) and five and a half hours after (14:30). */
function arrivals(random: Uniform, count: number): number[] {
  const rate = (t: number) =>
    0.5 + 1.65 * Math.exp(-(((t - 60) / 55) ** 2)) + 1.2 * Math.exp(-(((t - 330) / 60) ** 2));
  const at: number[] = [];
  while (at.length < count) {
    const t = random() * (OPEN - LAST);
    if (random() * 2.4 < rate(t)) at.push(short(t));
  }
  return at.sort((a, b) => a - b);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    options: {
      hall: text("1"),
      day: text("1"),
      load: text("0.85"),
      slow: text("1"),
      "no-skill": { type: "boolean", default: false },
      sectors: text("4"),
      per: text("8"),
      flexible: text("8"),
      policy: text("default"),
      announce: { type: "boolean", default: false },
    },
  });
  const hall = hallOf({
    seed: Number(values.hall),
    sectors: Number(values.sectors),
    per: Number(values.per),
    flexible: Number(values.flexible),
    skill: !values["no-skill"],
  });
  const day = dayOf(hall, { day: Number(values.day), load: Number(values.load), slow: Number(values.slow) });
  const checked = schema.parse({ ...day, policy: values.policy, announce: values.announce });
  process.stdout.write(`${JSON.stringify(checked)}\n`);
}
