import { z } from "zod";
import { queueId, slug } from "./ids.ts";

const reviewPoint = z.object({
  kind: z.enum(["form", "content"]).meta({ description: "形式审查 | 内容审查" }),
  text: z.string(),
  method: z.string().optional(),
});

export const material = z.object({
  id: slug,
  name: z.string(),
  required: z.boolean(),
  deferrable: z.boolean().meta({ description: "可容缺" }),
  deferDays: z.int().min(1).nullable().meta({ description: "Working days to hand in a deferred material" }),
  form: z.enum(["original", "copy", "original-and-copy", "verify-original-keep-copy"]),
  originals: z.int().min(0),
  copies: z.int().min(0),
  medium: z.enum(["paper", "electronic", "either"]),
  shared: z.boolean().meta({ description: "Available through data sharing" }),
  source: z.string().nullable().meta({ description: "来源渠道" }),
  reviewPoints: z.array(reviewPoint),
});
export type Material = z.infer<typeof material>;

const CASE_TYPES = ["promised", "instant", "online"] as const;

/** A matter as published: one immutable snapshot, known by its content hash. */
export const matter = z
  .object({
    id: slug,
    code: z.string(),
    name: z.string(),
    department: z.string(),
    sector: queueId,
    caseType: z.enum(CASE_TYPES).meta({ description: "承诺件 | 即办件 | 网上件" }),
    legalDays: z.int().min(0),
    promiseDays: z.int().min(0),
    version: z.string(),
    materials: z.array(material),
  })
  .meta({ id: "Matter" });
export type Matter = z.infer<typeof matter>;
