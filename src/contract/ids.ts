import { z } from "zod";

// Ids that are easily mixed up are branded: a window id can't be handed where a queue id is asked for.

/** An id as an installer writes it in the config: `w01`, `comprehensive`, `printer-1`. */
export const slug = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/,
    "letters, digits, - and _, 1 to 40 characters, starting with a letter or digit",
  );

export const windowId = slug.brand<"WindowId">();
export type WindowId = z.infer<typeof windowId>;

/** A queue is the line of one sector (板块); the two share an id. */
export const queueId = slug.brand<"QueueId">();
export type QueueId = z.infer<typeof queueId>;

export const staffId = slug.brand<"StaffId">();
export type StaffId = z.infer<typeof staffId>;

export const ticketId = z.string().min(1).max(40).brand<"TicketId">();
export type TicketId = z.infer<typeof ticketId>;

export const caseId = z.string().min(1).max(40).brand<"CaseId">();
export type CaseId = z.infer<typeof caseId>;

/** What somebody planned for one window today, beside its rota. */
export const planId = z.string().min(1).max(40).brand<"PlanId">();
export type PlanId = z.infer<typeof planId>;

/** The unguessable key of one visit's phone page: 128 random bits, base64url. */
export const visitToken = z.string().min(16).max(64).brand<"VisitToken">();
export type VisitToken = z.infer<typeof visitToken>;

/** A moment as the wire shows it: ISO 8601 with offset, e.g. `2026-11-23T09:31:05.120+08:00`. */
export const isoTime = z.iso.datetime({ offset: true });
