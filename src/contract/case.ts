import { z } from "zod";
import { caseId, isoTime, slug, staffId, ticketId } from "./ids.ts";

/** States a case can be in, after `matters-and-cases.md`; this slice reaches those up to `accepted`, `correctionPending`, `notAccepted`. */
const CASE_STATES = [
  "draft",
  "preReview",
  "preReviewReturned",
  "received",
  "correctionPending",
  "accepted",
  "notAccepted",
  "withdrawn",
  "lapsed",
  "inReview",
  "suspended",
  "decidedGranted",
  "decidedRefused",
  "readyToIssue",
  "issued",
  "mailed",
  "closed",
] as const;
export const caseState = z.enum(CASE_STATES);
export type CaseState = z.infer<typeof caseState>;

const applicantKind = z.enum(["person", "enterprise", "organisation"]);

const MATERIAL_STATES = ["present", "deferred", "missing"] as const;
const caseMaterial = z.object({ id: slug, state: z.enum(MATERIAL_STATES) });

export const openCase = z
  .object({
    ticket: ticketId,
    matter: slug,
    applicant: z.object({
      kind: applicantKind,
      name: z.string().trim().min(1).max(100),
      idNumber: z.string().trim().min(1).max(40).meta({
        description: "Resident ID (GB 11643) of a person, unified social credit code (GB 32100) otherwise",
      }),
    }),
    materials: z.array(caseMaterial).max(200),
  })
  .meta({ id: "OpenCase" });
export type OpenCase = z.infer<typeof openCase>;

export const correctCase = z.object({
  missing: z
    .array(slug)
    .min(1)
    .max(200)
    .meta({ description: "Every material to be corrected; given once, complete (行政许可法 32)" }),
  note: z.string().max(2000).optional(),
});
export const refuseCase = z.object({ reasons: z.array(z.string().trim().min(1).max(500)).min(1).max(20) });
export const supplementCase = z.object({ materials: z.array(caseMaterial).min(1).max(200) });

export const caseView = z
  .object({
    id: caseId,
    number: z.string().meta({ description: "办件编号, unique" }),
    state: caseState,
    matter: z.object({
      id: slug,
      name: z.string(),
      version: z.string().meta({ description: "Pinned content hash of the matter" }),
    }),
    ticket: ticketId,
    firstHandler: staffId.meta({ description: "首办责任人 (guide 三（七）3)" }),
    applicant: z.object({ kind: applicantKind, name: z.string(), idNumber: z.string() }),
    materials: z.array(
      z.object({
        id: slug,
        name: z.string(),
        state: z.enum(MATERIAL_STATES),
        dueOn: z.iso.date().nullable().meta({ description: "Deferred: to be handed in by" }),
      }),
    ),
    correction: z.object({ missing: z.array(slug), note: z.string().nullable(), at: isoTime }).nullable(),
    refusal: z.object({ reasons: z.array(z.string()), at: isoTime }).nullable(),
    promisedBy: z.iso.date().nullable(),
    openedAt: isoTime,
    acceptedAt: isoTime.nullable(),
    receipt: z.enum(["none", "pending", "printed", "failed"]),
    rating: z.object({ score: z.int() }).nullable(),
    version: z.int().meta({ description: "Number of accepted actions" }),
  })
  .meta({ id: "Case" });
export type CaseView = z.infer<typeof caseView>;
