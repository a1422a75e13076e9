import { scenarioFields } from "../../planning/simulate/scenario-fields.ts";

const { shape } = scenarioFields;
const LISTS = {
  sectors: shape.sectors.unwrap().element.shape,
  staff: shape.staff.unwrap().element.shape,
  matters: shape.matters.element.shape,
  windows: shape.windows.element.shape,
  tickets: shape.tickets.element.shape,
};

/**
 * Places of fields that a scenario does not have, each name once: a generator's own notes do no harm, but a misspelt field
 * must not be lost in silence.
 */
export function unknownFields(input: unknown): readonly string[] {
  const day = input as Record<string, unknown>;
  const places = Object.keys(day).filter((key) => !Object.hasOwn(shape, key));
  for (const [list, fields] of Object.entries(LISTS)) {
    const seen = new Set<string>();
    for (const [i, entry] of ((day[list] ?? []) as readonly object[]).entries())
      for (const key of Object.keys(entry)) {
        if (Object.hasOwn(fields, key) || seen.has(key)) continue;
        seen.add(key);
        places.push(`${list}[${i}].${key}`);
      }
  }
  return [...places, ...strangeMatters(input as Factored)];
}

interface Factored {
  readonly matters: readonly { readonly id: string }[];
  readonly windows: readonly { readonly factor?: object }[];
}

/** A window's speed at a matter that is none. */
function strangeMatters({ matters, windows }: Factored): readonly string[] {
  const known = new Set(matters.map((m) => m.id));
  const seen = new Set<string>();
  return windows.flatMap(({ factor }, i) =>
    Object.keys(factor ?? {}).flatMap((matter) => {
      if (known.has(matter) || seen.has(matter)) return [];
      seen.add(matter);
      return [`windows[${i}].factor.${matter}`];
    }),
  );
}
