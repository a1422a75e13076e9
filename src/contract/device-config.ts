import { z } from "zod";
import { queueId, slug, windowId } from "./ids.ts";

// One member for each role and driver, so that each driver has its own options. A further driver of a role is one
// member here, one entry in src/devices/registry.ts and its own file.

const onLine = { id: slug, line: slug, name: z.string().max(40).optional() };
const byteAddress = z.number().int().min(0).max(255);

const windowBoard = { ...onLine, role: z.literal("window-board"), window: windowId };
const summaryBoard = { ...onLine, role: z.literal("summary-board"), sectors: z.array(queueId).optional() };
const columns = (fallback: number, most: number) =>
  z
    .number()
    .int()
    .min(2)
    .max(most)
    .default(fallback)
    .meta({ description: "Half-width columns the board has" });
const windowColumns = columns(16, 64);
const summaryColumns = columns(24, 128);

const windowBoards = z.discriminatedUnion("driver", [
  z.strictObject({
    ...windowBoard,
    driver: z.literal("a090"),
    address: byteAddress,
    characters: windowColumns,
  }),
]);

const summaryBoards = z.discriminatedUnion("driver", [
  z.strictObject({
    ...summaryBoard,
    driver: z.literal("a090"),
    address: byteAddress,
    characters: summaryColumns,
  }),
]);

const keypads = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("keypad"),
    driver: z.literal("ff68"),
    address: byteAddress,
    window: windowId,
    debounceMs: z.number().int().min(0).max(5000).default(800).meta({ unit: "milliseconds" }),
  }),
]);

const raters = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("rater"),
    driver: z.literal("ff68"),
    address: byteAddress,
    window: windowId,
    scores: z
      .record(z.string().regex(/^\d+$/), z.number().int().min(1).max(5))
      .default({ 0: 5, 1: 4, 2: 3, 3: 2, 4: 1 })
      .meta({ description: "Key byte to score; keys not named here are counted and dropped" }),
  }),
]);

const ticketPrinters = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("ticket-printer"),
    driver: z.literal("escpos"),
    columns: z.union([z.literal(32), z.literal(42), z.literal(48)]).default(32),
    charset: z.enum(["gbk", "gb18030", "gb18030-2000", "gb18030-2005", "gb18030-2022"]).default("gbk").meta({
      description:
        "What its font holds; other characters are printed as pictures. gb18030 is another word for gb18030-2005",
    }),
    cut: z.enum(["full", "partial", "none"]).default("partial"),
    status: z.enum(["dle-eot", "asb", "none"]).default("dle-eot").meta({
      description:
        "How it tells of paper and cover: asked (DLE EOT), by itself (asb, GS a), or none: it never answers",
    }),
  }),
]);

const idReaders = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("id-reader"),
    driver: z.literal("sdt"),
    kiosk: slug.optional(),
    window: windowId.optional(),
  }),
]);

export const device = z.discriminatedUnion("role", [
  windowBoards,
  summaryBoards,
  keypads,
  raters,
  ticketPrinters,
  idReaders,
]);
export type DeviceConfig = z.infer<typeof device>;

/** `keypad/ff68`: what a device is for, and what it speaks. */
type KindOf<C> = C extends { role: infer R extends string; driver: infer D extends string }
  ? `${R}/${D}`
  : never;
export type DeviceKind = KindOf<DeviceConfig>;
type ConfigIf<C, K> = C extends { role: string; driver: string }
  ? `${C["role"]}/${C["driver"]}` extends K
    ? C
    : never
  : never;
/** The config of one kind of device. */
export type ConfigOf<K extends DeviceKind> = ConfigIf<DeviceConfig, K>;
