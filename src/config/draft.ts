import type { z } from "zod";
import { type DeviceConfig, device } from "../contract/device-config.ts";
import { type fieldProblemAt, valueAt } from "../contract/field-problems.ts";
import * as schema from "../contract/hall-config.ts";

/** One entry of a list in the file: where it stands, its id if it has one, and those of its fields that are valid. */
export interface Entry<T> {
  readonly at: number;
  readonly id: string | null;
  readonly fields: Partial<T>;
}

/**
 * The file as far as it can be understood. Rules that span fields run on it even when other parts are wrong, so
 * that one reading reports everything. A list that is no list is `null`: nothing can be said about references to it.
 */
export interface Draft {
  readonly input: unknown;
  readonly hall: HallDraft;
  readonly sectors: readonly Entry<z.infer<typeof schema.sector>>[] | null;
  readonly windows: readonly Entry<z.infer<typeof schema.hallWindow>>[] | null;
  readonly staff: readonly Entry<z.infer<typeof schema.staffMember>>[] | null;
  readonly kiosks: readonly Entry<z.infer<typeof schema.kiosk>>[] | null;
  readonly screens: readonly Entry<z.infer<typeof schema.screen>>[] | null;
  readonly lines: readonly Entry<schema.LineConfig>[] | null;
  readonly devices: readonly Entry<DeviceConfig>[] | null;
}

export interface HallDraft {
  readonly timeZone?: unknown;
  readonly hours?: unknown;
  readonly extraDays?: unknown;
  readonly closedDays?: unknown;
  readonly defaultSector?: unknown;
}

export type Path = Parameters<typeof fieldProblemAt>[0];

/** What a rule tells: an error stops the hall from starting, a warning is shown. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly path: Path;
  readonly message: string;
  /** False for secrets: the value is never repeated. */
  readonly show?: boolean;
}
export type Rule = (draft: Draft) => readonly Finding[];

export const error = (path: Path, message: string): Finding => ({ severity: "error", path, message });
export const warning = (path: Path, message: string): Finding => ({ severity: "warning", path, message });

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

function entries<T>(value: unknown, one: z.ZodType<T>): readonly Entry<T>[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  return value.map((raw: unknown, at) => {
    const id = valueAt(raw, ["id"]);
    const parsed = one.safeParse(raw);
    const fields = parsed.success ? parsed.data : soundFields(raw, parsed.error);
    return { at, id: typeof id === "string" ? id : null, fields: fields as Partial<T> };
  });
}

/** What is left without the fields that the schema complains about. */
function soundFields(raw: unknown, wrong: z.ZodError): Readonly<Record<string, unknown>> {
  const faulty = new Set(wrong.issues.map((issue) => String(issue.path[0])));
  return Object.fromEntries(Object.entries(fieldsOf(raw)).filter(([key]) => !faulty.has(key)));
}

export function draftOf(input: unknown): Draft {
  return {
    input,
    hall: fieldsOf(valueAt(input, ["hall"])),
    sectors: entries(valueAt(input, ["sectors"]), schema.sector),
    windows: entries(valueAt(input, ["windows"]), schema.hallWindow),
    staff: entries(valueAt(input, ["staff"]), schema.staffMember),
    kiosks: entries(valueAt(input, ["kiosks"]), schema.kiosk),
    screens: entries(valueAt(input, ["screens"]), schema.screen),
    lines: entries(valueAt(input, ["lines"]), schema.line),
    devices: entries(valueAt(input, ["devices"]), device),
  };
}

/** The ids of a list; null when the list can't be read, so references to it can't be judged. */
export const idsOf = (list: readonly Entry<unknown>[] | null): readonly string[] | null =>
  list === null ? null : list.flatMap((e) => e.id ?? []);

export const listed = (ids: readonly string[]): string => (ids.length > 0 ? ids.join(", ") : "（无 none）");
