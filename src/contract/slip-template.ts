import { z } from "zod";
import { isoTime, slug } from "./ids.ts";
import type { WallSlipLine } from "./wall.ts";

// What a ticket's slip looks like, as the manager edits it. The config's `slip` is what it is before anyone did.

/** The parts of a slip in the order of the default one. */
export const SLIP_PARTS = [
  "logo",
  "title",
  "number",
  "sector",
  "ahead",
  "wait",
  "zone",
  "likely",
  "issued",
  "qr",
  "footer",
] as const;
export type SlipPart = (typeof SLIP_PARTS)[number];

/** Multiples of the font's cell, width × height. */
export const SLIP_SIZES = {
  normal: [1, 1],
  tall: [1, 2],
  double: [2, 2],
  triple: [3, 3],
  quadruple: [4, 4],
} as const;
export type SlipSize = keyof typeof SLIP_SIZES;
const sizes = Object.keys(SLIP_SIZES) as [SlipSize, ...SlipSize[]];

const part = z.strictObject({
  id: z.enum(SLIP_PARTS),
  show: z.boolean(),
  size: z.enum(sizes).meta({ description: "Of its text; a logo and a QR symbol have their own measures" }),
  bold: z.boolean(),
  after: z.enum(["none", "rule", "blank"]).meta({ description: "What stands below it" }),
});

/** A request's body is limited; a printer's logo is black and white and small. */
export const LOGO_MOST_BYTES = 40_000;

const shortText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u, "不能含控制字符（no control characters）");

export const slipTemplate = z
  .strictObject({
    title: shortText(40).meta({ description: "Empty: the hall's name" }),
    footer: z.array(shortText(60)).max(6),
    qrText: shortText(40).meta({ description: "Below the QR symbol; empty: nothing" }),
    qrModule: z
      .int()
      .min(3)
      .max(10)
      .meta({ description: "Side of one module, dots; less where the paper is too narrow" }),
    logo: z
      .base64()
      .max(
        Math.ceil((LOGO_MOST_BYTES * 4) / 3) + 4,
        `PNG 不能超过 ${LOGO_MOST_BYTES / 1000} KB（PNG too large）`,
      )
      .nullable()
      .meta({ description: "A PNG, base64" }),
    logoWidth: z.int().min(20).max(100).meta({ unit: "percent", description: "Of the paper, percent" }),
    parts: z.array(part).length(SLIP_PARTS.length),
  })
  .superRefine(({ parts }, context) => {
    for (const [at, { id }] of parts.entries()) {
      if (parts.findIndex((p) => p.id === id) < at)
        context.addIssue({
          code: "custom",
          path: ["parts", at, "id"],
          message: `${id} 写了两次（named twice）`,
        });
    }
    const number = parts.findIndex((p) => p.id === "number");
    if (number >= 0 && !parts[number]?.show)
      context.addIssue({
        code: "custom",
        path: ["parts", number, "show"],
        message: "小票上必须有号码（a slip must show the number）",
      });
  })
  .meta({ id: "SlipTemplate" });
export type SlipTemplate = z.infer<typeof slipTemplate>;

const paperColumns = z.union([z.literal(32), z.literal(42), z.literal(48)]);
export type PaperColumns = z.infer<typeof paperColumns>;

/** The page's state: what is in force, what the config would give, and where it can be tried. */
export const slipTemplateView = z
  .object({
    template: slipTemplate,
    fallback: slipTemplate.meta({ description: "What the config gives" }),
    changed: z.object({ at: isoTime, by: z.string() }).nullable(),
    printers: z.array(z.object({ id: slug, name: z.string(), columns: paperColumns })),
  })
  .meta({ id: "SlipTemplateState" });
export type SlipTemplateView = z.infer<typeof slipTemplateView>;

export const slipPreviewRequest = z.strictObject({
  template: slipTemplate,
  columns: paperColumns,
  green: z.boolean().default(false),
  reprint: z.boolean().default(false),
});

/** The rows the printer is told, as the device wall draws paper. */
export interface SlipPreview {
  readonly columns: PaperColumns;
  readonly lines: readonly WallSlipLine[];
}
export const slipPreview = z
  .object({ columns: paperColumns, lines: z.array(z.unknown()) })
  .meta({ id: "SlipPreview", description: "Rows of text runs, dots and symbols, top first" });

export const slipTestRequest = z.strictObject({ template: slipTemplate, printer: slug });
export const slipTestAnswer = z.object({ printed: z.boolean(), reason: z.string().nullable() });
export type SlipTestAnswer = z.infer<typeof slipTestAnswer>;
