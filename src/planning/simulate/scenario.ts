import { z } from "zod";
import { orderPolicy } from "../../contract/order-config.ts";

// A day to simulate, in the form of design §7. Minutes are floats from the hall's day start.

const minute = z.number().min(0).max(100_000);
const span = z
  .tuple([minute, minute])
  .refine(([from, to]) => from < to, { message: "from must be before to" });
const id = z.string().min(1).max(80);

/** Names are compared even where numbers are wrong, so that one run tells everything. */
const EVEN_IF_WRONG = {
  when: ({ value }: { value: unknown }) =>
    ["matters", "windows", "tickets"].every((list) => {
      const entries = (value as Record<string, unknown> | null)?.[list];
      return Array.isArray(entries) && entries.every((e) => typeof e === "object" && e !== null);
    }),
};

export const scenario = z
  .object({
    schema: z.literal(1),
    seed: z.number().int().default(1),
    policy: z.union([z.enum(["default", "fcfs", "strict", "ratio"]), orderPolicy]).default("default"),
    announce: z.union([z.boolean(), z.array(id)]).default(false),
    binding: z.union([z.enum(["atCall", "atTicket"]), z.boolean(), z.array(id)]).optional(),
    rebindAfter: z.number().min(0).max(480).optional(),
    walk: z.number().min(0).max(60),
    matters: z
      .array(z.object({ id, sector: id, mean: z.number().positive(), cv: z.number().min(0).max(10) }))
      .min(1),
    windows: z
      .array(
        z.object({
          id,
          sector: id.nullable(),
          serves: z.array(id).optional(),
          factor: z.record(z.string(), z.number().positive()).default({}),
          openAt: minute.default(0),
          closeAt: minute.nullish(),
          known: z.array(span).default([]),
          pauses: z.array(span).default([]),
        }),
      )
      .min(1),
    tickets: z.array(
      z.object({
        id,
        at: minute,
        matter: id,
        class: z.enum(["walk", "appointment", "green"]).default("walk"),
        slot: z.number().nullish(),
        count: z.number().int().min(1).max(1_000).optional(),
        leaves: minute.nullish(),
        work: z.number().min(0),
        noShow: z.boolean().default(false),
        noShowCost: z.number().min(0).default(1),
      }),
    ),
  })
  .superRefine((day, context) => {
    const known = new Set(day.matters.map((m) => m.id));
    const noMatter = (matter: string) =>
      `"${matter}" is no matter; there are ${[...known].slice(0, 20).join(", ")}`;
    const issue = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    for (const list of ["matters", "windows", "tickets"] as const) {
      const seen = new Set<string>();
      day[list].forEach((entry, i) => {
        if (seen.has(entry.id)) issue([list, i, "id"], `"${entry.id}" is there twice; ids are unique`);
        seen.add(entry.id);
      });
    }
    const sectors = new Set(day.matters.map((m) => m.sector));
    day.windows.forEach((w, i) => {
      if (w.sector !== null && !sectors.has(w.sector))
        issue(
          ["windows", i, "sector"],
          `"${w.sector}" is no matter's sector; there are ${[...sectors].join(", ")}`,
        );
      w.serves?.forEach((matter, j) => {
        if (!known.has(matter)) issue(["windows", i, "serves", j], noMatter(matter));
      });
      if (typeof w.closeAt === "number" && w.closeAt <= w.openAt)
        issue(["windows", i, "closeAt"], `must be after openAt, ${w.openAt}`);
    });
    if (typeof day.announce !== "boolean")
      day.announce.forEach((sector, i) => {
        if (!sectors.has(sector)) issue(["announce", i], `"${sector}" is no matter's sector`);
      });
    day.tickets.forEach((t, i) => {
      if (!known.has(t.matter)) issue(["tickets", i, "matter"], noMatter(t.matter));
    });
  }, EVEN_IF_WRONG);
export type Scenario = z.infer<typeof scenario>;

export interface SimulatedTicket {
  readonly id: string;
  readonly promisedWindow: string | null;
  readonly servedBy: string | null;
  readonly calledAt: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly estimate: { readonly minutes: number; readonly upTo: number } | null;
  readonly promises: readonly (readonly [at: number, window: string])[];
}

export interface SimulatedDay {
  readonly policy: Scenario["policy"];
  readonly tickets: readonly SimulatedTicket[];
}
