import { z } from "zod";
import { isoTime, queueId, staffId, ticketId, windowId } from "./ids.ts";
import { ticketClass } from "./ticket.ts";
import { windowState } from "./window.ts";

// 一天重放: a past day, or today so far, as the journal keeps it. Positions are journal sequence numbers: `seq` n is the
// hall right after that fact.

export const hallDay = z.iso.date().meta({ description: "Day in the hall's time zone, e.g. 2026-11-23" });
const seq = z.int().min(0);

export const replayDay = z.object({
  day: hallDay,
  tickets: z.int().meta({ description: "Numbers given that day" }),
  facts: z.int().meta({ description: "Rows of the journal" }),
  ended: z.boolean().meta({ description: "False: the day still goes on" }),
});

export const replayDays = z
  .object({
    days: z.array(replayDay).meta({ description: "Newest first; only days on which something happened" }),
    more: z.boolean().meta({ description: "Older ones follow: ask again with `before`" }),
  })
  .meta({ id: "ReplayDays" });
export type ReplayDays = z.infer<typeof replayDays>;

export const replayDaysQuery = z.object({
  before: hallDay.optional(),
  limit: z.coerce.number().int().min(1).max(400).default(60),
});

const replayFact = z.object({
  seq,
  at: isoTime,
  type: z.string().meta({ description: "The fact's name in the journal, e.g. ticket.called" }),
  number: z.string().nullable(),
  ticket: ticketId.nullable(),
  window: windowId.nullable(),
  text: z.string().meta({ description: "What happened, Chinese; no phone, name or free text of anybody" }),
  why: z
    .string()
    .nullable()
    .meta({ description: "Of a call: why this person and not another, as said then" }),
});
export type ReplayFact = z.infer<typeof replayFact>;

export const replayFacts = z
  .object({
    events: z.array(replayFact).meta({ description: "Oldest first" }),
    more: z.boolean().meta({ description: "There are further ones in the direction that was asked for" }),
  })
  .meta({ id: "ReplayEvents" });
export type ReplayFacts = z.infer<typeof replayFacts>;

export const replayFactsQuery = z.object({
  after: z.coerce.number().int().min(0).optional().meta({ description: "Only facts after this position" }),
  before: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: "Only facts before this position: the last of them" }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  type: z.string().max(40).optional().meta({ description: "Only facts of this name, e.g. ticket.called" }),
  number: z.string().max(20).optional().meta({ description: "Only facts about this ticket's number" }),
});
export type ReplayFactsQuery = z.infer<typeof replayFactsQuery>;

const replayCall = z.object({
  seq,
  at: isoTime,
  number: z.string(),
  window: z.object({ id: windowId, name: z.string() }),
  staff: z.object({ id: staffId, name: z.string() }),
  from: z.enum(["waiting", "parked", "missed"]),
  why: z.string().meta({ description: "Why this person and not another, as it was said then" }),
});

const replayPerson = z.object({
  number: z.string(),
  class: ticketClass,
  since: isoTime.meta({ description: "When the number was taken" }),
  minutes: z.int().meta({ description: "Waited so far" }),
  window: z.string().nullable().meta({ description: "The only window that may call, where there is one" }),
});

export const replayMoment = z
  .object({
    day: hallDay,
    at: isoTime,
    seq,
    first: seq.meta({ description: "Position at the day's begin" }),
    last: seq.meta({ description: "Position at the day's end, or as far as today has come" }),
    from: isoTime.meta({ description: "The day's first fact" }),
    to: isoTime.meta({ description: "The day's last fact" }),
    ended: z.boolean(),
    windows: z.array(
      z.object({
        id: windowId,
        name: z.string(),
        state: windowState,
        staff: z.object({ id: staffId, name: z.string() }).nullable(),
        number: z.string().nullable(),
        since: isoTime.nullable().meta({ description: "In this state since; null: not opened yet" }),
        minutes: z.int().nullable(),
      }),
    ),
    queues: z.array(
      z.object({
        id: queueId,
        name: z.string(),
        waiting: z.int(),
        longest: z.int().nullable().meta({ description: "Longest wait so far, minutes; null: nobody waits" }),
        people: z.array(replayPerson).meta({ description: "Eldest by the order policy first, at most 30" }),
      }),
    ),
    parked: z.array(z.string()),
    missed: z.array(z.string()),
    calls: z.array(replayCall).meta({ description: "Newest first, at most 40" }),
    events: z.array(replayFact).meta({ description: "Newest first, at most 40" }),
  })
  .meta({ id: "ReplayMoment" });
export type ReplayMoment = z.infer<typeof replayMoment>;

const DAY_CLOCK = /^(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00(?::00)?)$/;

export const replayMomentQuery = z
  .object({
    at: z
      .string()
      .refine((at) => isoTime.safeParse(at).success || DAY_CLOCK.test(at), {
        message: "须为 09:31、09:31:05，或 2026-11-23T09:31:05+08:00（HH:MM, HH:MM:SS or ISO 8601）",
      })
      .optional()
      .meta({ description: "A moment of that day, ISO 8601 or the hall's clock (09:31, 09:31:05)" }),
    seq: z.coerce.number().int().min(0).optional().meta({ description: "A position instead of a moment" }),
  })
  .refine((q) => q.at === undefined || q.seq === undefined, {
    message: "give `at` or `seq`, not both; neither: the day's end",
    path: ["seq"],
  });
export type ReplayMomentQuery = z.infer<typeof replayMomentQuery>;
