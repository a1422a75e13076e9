import { z } from "zod";
import { KEY_ACTIONS } from "./device.ts";
import { queueId, slug, windowId } from "./ids.ts";

// One member for each role and driver, so that each driver has its own options. A further driver of a role is one
// member here, one entry in src/devices/registry.ts and its own file.

const onLine = { id: slug, line: slug, name: z.string().max(40).optional() };
const byteAddress = z.number().int().min(0).max(255);

/** How a device other than a board is waited for. */
const asked = (timeoutMs: number, tries: number, what: string, until: string) => ({
  timeoutMs: z.number().int().min(20).max(10_000).default(timeoutMs).meta({
    unit: "milliseconds",
    description: what,
  }),
  tries: z.number().int().min(1).max(20).default(tries).meta({ description: until }),
});

/** How a board is waited for. */
const answering = {
  timeoutMs: z.number().int().min(20).max(5000).optional().meta({
    unit: "milliseconds",
    description: "How long it may take to answer; default 120 on a serial line, 400 elsewhere",
  }),
  tries: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(4)
    .meta({ description: "Sendings in all before it counts as off; it is then tried ever more rarely" }),
};
const windowBoard = { ...onLine, ...answering, role: z.literal("window-board"), window: windowId };
const summaryBoard = {
  ...onLine,
  ...answering,
  role: z.literal("summary-board"),
  sectors: z.array(queueId).optional(),
};
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

// What each board driver needs, whatever the board is for (src/devices/drivers, docs/devices).
const a090 = { driver: z.literal("a090"), address: byteAddress };
const aabb5154 = {
  driver: z.literal("aabb5154"),
  address: z.number().int().min(1).max(255).meta({ description: "255: all boards of the line" }),
  checksum: z.enum(["xor", "sum"]).default("xor").meta({
    description: "xor: XOR of the data, before the end mark; sum: sum of what follows it, before the data",
  }),
  answers: z
    .enum(["yes", "no"])
    .optional()
    .meta({ description: "Whether it answers 1B; default: yes with xor, no with sum" }),
  effect: z.number().int().min(0).max(255).optional().meta({
    description: "1 from the right … 11 at once; default: 11 with xor; with sum 1, on a summary board 8",
  }),
  speed: z.number().int().min(0).max(255).optional().meta({ description: "Default: 5; with sum 0 or 2" }),
  delay: z
    .number()
    .int()
    .min(0)
    .max(255)
    .optional()
    .meta({ description: "Default: 0; with sum 153 (99 hex)" }),
  valid: z.number().int().min(0).max(255).optional().meta({ description: "Default: 63; with sum 99" }),
};
const bx5k = {
  driver: z.literal("bx5k"),
  address: z.number().int().min(1).max(0xfffd).default(1).meta({ description: "Screen number" }),
  font: z
    .string()
    .regex(/^[OEK]\d{3}$/, "O, E or K and three digits")
    .default("O000")
    .meta({ description: "Font of the card: kind, coding, face, size" }),
  height: z.number().int().min(8).max(2048).default(32).meta({ description: "Height of the text, dots" }),
  colours: z
    .boolean()
    .default(false)
    .meta({ description: "true: a two-colour screen, texts carry \\C1 red, \\C2 green, \\C3 yellow" }),
};
const alpha = {
  driver: z.literal("alpha"),
  address: z.number().int().min(0).max(255).default(0).meta({ description: "0: every sign of the line" }),
  checksum: z.boolean().default(true),
};
const cd5220 = { driver: z.literal("cd5220") };
const led8 = { driver: z.literal("led8") };
const modbusNumber = {
  driver: z.literal("modbus-number"),
  address: z.number().int().min(1).max(247).meta({ description: "Unit" }),
  firstRegister: z.number().int().min(0).max(0xffff).default(0),
  registers: z
    .array(z.enum(["number", "number-bcd", "prefix", "window", "state", "waiting", "zero"]))
    .min(1)
    .max(16)
    .default(["number"])
    .meta({
      description:
        "What stands in the registers from the first on: digits of the number, the same as BCD, ASCII of its first letter, digits of the window's name, 0 closed 1 idle 2 called 3 serving 4 paused, people waiting, 0",
    }),
  write: z.enum(["auto", "multiple"]).default("auto").meta({
    description: "auto: one register by function 06, several by 16; multiple: always 16",
  }),
  empty: z
    .number()
    .int()
    .min(0)
    .max(0xffff)
    .default(0)
    .meta({ description: "Value of a number where there is none" }),
};

const windowBoards = z.discriminatedUnion("driver", [
  z.strictObject({ ...windowBoard, ...a090, characters: windowColumns }),
  z.strictObject({ ...windowBoard, ...aabb5154, characters: windowColumns }),
  z.strictObject({ ...windowBoard, ...bx5k, characters: windowColumns }),
  z.strictObject({ ...windowBoard, ...alpha, characters: windowColumns }),
  z.strictObject({ ...windowBoard, ...cd5220 }),
  z.strictObject({ ...windowBoard, ...led8 }),
  z.strictObject({ ...windowBoard, ...modbusNumber }),
]);

const summaryBoards = z.discriminatedUnion("driver", [
  z.strictObject({ ...summaryBoard, ...a090, characters: summaryColumns }),
  z.strictObject({ ...summaryBoard, ...aabb5154, characters: summaryColumns }),
  z.strictObject({ ...summaryBoard, ...bx5k, characters: summaryColumns }),
  z.strictObject({ ...summaryBoard, ...alpha, characters: summaryColumns }),
  z.strictObject({ ...summaryBoard, ...cd5220 }),
  z.strictObject({ ...summaryBoard, ...led8 }),
  z.strictObject({ ...summaryBoard, ...modbusNumber }),
]);

const debounceMs = z.number().int().min(0).max(5000).default(800).meta({ unit: "milliseconds" });
const hexBytes = z
  .string()
  .regex(
    /^\s*[0-9a-fA-F]{2}(?:\s*[0-9a-fA-F]{2}){0,31}\s*$/,
    "up to 32 bytes in hex, such as FF 68 02 02 68 01 05 06 16",
  );
const poll = z.strictObject({
  frame: hexBytes.meta({
    description: "The question as the maker's sheet has it, with this keypad's address",
  }),
  idle: hexBytes.optional().meta({
    description:
      "What it answers when no key waits; absent: it says nothing then, and whether it is there can't be told",
  }),
  everyMs: z
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(300)
    .meta({ unit: "milliseconds", description: "Pause between two questions" }),
});
const score = z.number().int().min(1).max(5);
const keyName = z.string().min(1).max(12);

const keypads = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("keypad"),
    driver: z.literal("ff68"),
    address: byteAddress,
    window: windowId,
    debounceMs,
    poll: poll.optional().meta({ description: "Absent: it speaks by itself and is listened to" }),
    timeoutMs: z.number().int().min(20).max(5000).optional().meta({
      unit: "milliseconds",
      description: "How long a poll's answer may take; default 60 on a serial line, 400 elsewhere",
    }),
    tries: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(3)
      .meta({ description: "Unanswered polls in a row before it counts as off" }),
  }),
  z.strictObject({
    ...onLine,
    role: z.literal("keypad"),
    driver: z.literal("hid-keypad"),
    window: windowId,
    debounceMs,
    keys: z
      .record(keyName, z.enum([...KEY_ACTIONS, "none"]))
      .default({})
      .meta({
        description:
          "What differs from Enter call-next (after digits: that number), + recall, - no-show, * park, / pause-toggle, . call-parked",
      }),
  }),
]);

const raters = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("rater"),
    driver: z.literal("ff68"),
    address: byteAddress,
    window: windowId,
    ...asked(
      3_000,
      1,
      "How long after a question nobody has answered it is sent again",
      "Sendings of one question in all: it confirms nothing, and some begin to speak anew at each",
    ),
    scores: z
      .record(z.string().regex(/^\d+$/), score)
      .default({ 0: 5, 1: 4, 2: 3, 3: 2, 4: 1 })
      .meta({ description: "Key byte to score; keys not named here are counted and dropped" }),
  }),
  z.strictObject({
    ...onLine,
    role: z.literal("rater"),
    driver: z.literal("hid-rater"),
    window: windowId,
    scores: z
      .record(keyName, score)
      .default({ 1: 5, 2: 4, 3: 3, 4: 2, 5: 1 })
      .meta({ description: "Key to score; other keys are counted and dropped" }),
  }),
]);

const ticketPrinters = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("ticket-printer"),
    driver: z.literal("escpos"),
    ...asked(
      1_000,
      2,
      "How long an answer about its state may take, beside the bytes' own time",
      "Unanswered questions in a row before it counts as not answering",
    ),
    fallback: slug.optional().meta({ description: "The printer that takes over while this one can't print" }),
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

const place = { kiosk: slug.optional(), window: windowId.optional() };

const idReaders = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("id-reader"),
    driver: z.literal("sdt"),
    ...place,
    ...asked(
      300,
      3,
      "How long the answer to looking for a card may take; reading one gets 2.2 s more",
      "Unanswered questions in a row before it counts as off",
    ),
    photo: z
      .enum(["drop", "keep"])
      .default("drop")
      .meta({ description: "keep: the photo's WLT bytes are put into the vault with the number" }),
  }),
]);

const quietMs = z.number().int().min(20).max(2000).default(150).meta({
  unit: "milliseconds",
  description: "A code without an end mark ends after so much silence",
});
const codeScanners = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("code-scanner"),
    driver: z.literal("serial-scanner"),
    ...place,
    quietMs,
  }),
  z.strictObject({
    ...onLine,
    role: z.literal("code-scanner"),
    driver: z.literal("hid-scanner"),
    ...place,
    quietMs,
  }),
]);

const level = z.number().int().min(0).max(10).optional();
const speakers = z.discriminatedUnion("driver", [
  z.strictObject({
    ...onLine,
    role: z.literal("speaker"),
    driver: z.literal("xf-tts"),
    ...asked(
      500,
      3,
      "How long the answer to a frame may take",
      "Unanswered frames in a row before it counts as off",
    ),
    sectors: z.array(queueId).optional().meta({ description: "Whose calls it speaks; absent: all" }),
    encoding: z.enum(["gbk", "unicode"]).default("gbk"),
    checksum: z
      .enum(["none", "xor"])
      .default("none")
      .meta({ description: "xor: SYN6288 wants one behind each frame" }),
    volume: level.meta({ description: "0 to 10; absent: as the module is set" }),
    speed: level.meta({ description: "0 to 10; absent: as the module is set" }),
  }),
]);

export const device = z.discriminatedUnion("role", [
  windowBoards,
  summaryBoards,
  keypads,
  raters,
  ticketPrinters,
  idReaders,
  codeScanners,
  speakers,
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
