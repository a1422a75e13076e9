import { z } from "zod";
import { ID_DOCUMENTS } from "./identity.ts";
import { isoTime, queueId, slug, ticketId, windowId } from "./ids.ts";

export const TICKET_STATES = [
  "waiting",
  "called",
  "serving",
  "parked",
  "missed",
  "served",
  "cancelled",
  "expired",
] as const;
export const ticketState = z.enum(TICKET_STATES);
export type TicketState = z.infer<typeof ticketState>;

/** As citizens and clerks read them. */
export const TICKET_STATE_WORDS: Readonly<Record<TicketState, string>> = {
  waiting: "等候中",
  called: "叫号中",
  serving: "办理中",
  parked: "已挂起",
  missed: "已过号",
  served: "已办结",
  cancelled: "已取消",
  expired: "已失效",
};

/** Why someone goes through the green channel (绿色通道, guide 三（二）2 note). */
export const GREEN_REASONS = ["elderly", "child", "ill", "pregnant", "disabled", "military"] as const;
export const greenReason = z.enum(GREEN_REASONS);
export type GreenReason = z.infer<typeof greenReason>;

/** As citizens and clerks read them. */
export const GREEN_WORDS: Readonly<Record<GreenReason, string>> = {
  elderly: "老年人",
  child: "带婴幼儿",
  ill: "病人",
  pregnant: "孕妇",
  disabled: "残疾人",
  military: "现役军人",
};

const CHANNELS = ["kiosk", "staff", "phone", "api"] as const;
export const channel = z.enum(CHANNELS);
export type Channel = z.infer<typeof channel>;

/** walk-in, inside an appointment slot, green channel (老幼病孕残、现役军人). */
export const TICKET_CLASSES = ["walk", "appointment", "green"] as const;
export const ticketClass = z.enum(TICKET_CLASSES);
export type TicketClass = z.infer<typeof ticketClass>;

/** Waiting time told: median minutes until the call, and the bound that holds for 80 % of people. */
export const estimate = z.object({ minutes: z.int().min(0), upTo: z.int().min(0) });
export type Estimate = z.infer<typeof estimate>;

const SLIP_STATES = ["pending", "printed", "failed", "reprinted", "none"] as const;
const slipView = z.object({
  state: z.enum(SLIP_STATES),
  reason: z
    .string()
    .optional()
    .meta({ description: "Why it failed, waits or was printed elsewhere; Chinese, for staff" }),
  printer: z
    .object({ id: slug, name: z.string(), instead: z.boolean() })
    .optional()
    .meta({ description: "Where it came out; instead: on another printer than the one asked for" }),
});

/**
 * The three of the guide; what the day's close brings: another appointment, or the number's end; and that no window does
 * any more what they wait for.
 */
const MESSAGE_KINDS = ["issued", "near", "called", "rebooked", "ended", "no-window"] as const;
export const messageKind = z.enum(MESSAGE_KINDS);
export type MessageKind = z.infer<typeof messageKind>;

/** `folded`: what it said was already said by a later or an earlier message. */
const MESSAGE_STATES = ["pending", "sent", "delivered", "failed", "expired", "folded"] as const;
export const messageView = z.object({
  kind: messageKind,
  state: z.enum(MESSAGE_STATES),
  leg: z.int(),
  occurrence: z.int(),
  reason: z.string().optional(),
  at: isoTime,
});
export type MessageView = z.infer<typeof messageView>;

const ratingScore = z.int().min(1).max(5);

const windowRef = z.object({ id: windowId, name: z.string() });

/** One leg of a visit: what is done in one go, in one sector. */
export const visitLeg = z.object({
  id: z.string().meta({ description: "Names the leg within its visit; POST /tickets/{id}/legs takes it" }),
  queue: queueId,
  name: z.string().meta({ description: "The sector's name" }),
  zone: z.string().nullable(),
  matters: z.array(z.object({ id: slug, name: z.string() })),
  count: z.int().min(1),
  batch: z.boolean().meta({ description: "批量: so many like cases that only batch windows call" }),
  state: z.enum(["done", "present", "next", "dropped"]).meta({
    description: "Served · being waited for or served · to come · never done: the visit ended before",
  }),
});
export type VisitLeg = z.infer<typeof visitLeg>;

export const ticket = z
  .object({
    id: ticketId,
    number: z.string().meta({ description: "Prefix and daily sequence, e.g. Z003; fixed at issue" }),
    state: ticketState,
    queue: queueId,
    class: ticketClass,
    slot: isoTime.nullable().meta({ description: "Begin of its appointment's slot; null without one" }),
    window: windowRef.nullable().meta({ description: "The window that called, serves or served it" }),
    zone: z.string().nullable().meta({ description: "Where to wait, e.g. 1号、2号窗口" }),
    likelyWindow: windowRef.nullable().meta({ description: "A likelihood, not a promise" }),
    boundWindow: windowRef.nullable().meta({
      description:
        "The one window that will call, as told: with the number (binding: atTicket) or announced ahead (announceAhead)",
    }),
    ahead: z.int().min(0).meta({ description: "Waiting tickets the policy would now call before this one" }),
    estimate: estimate.nullable(),
    phone: z.string().nullable().meta({ description: "Masked, 138****5678" }),
    leg: z.int().min(1),
    matters: z.array(slug),
    legs: z.array(visitLeg).meta({
      description: "一号多事: done, present, then the rest as planned now; empty for tickets of earlier days",
    }),
    issuedAt: isoTime,
    calledAt: isoTime.nullable(),
    startedAt: isoTime.nullable(),
    endedAt: isoTime.nullable(),
    statusUrl: z
      .string()
      .nullable()
      .meta({ description: "The citizen's phone page; null for those who may not see it" }),
    slip: slipView.nullable(),
    messages: z.array(messageView),
    rating: z
      .object({
        score: ratingScore,
        reasons: z.array(z.string()),
        comment: z.string().nullable(),
        via: z.string(),
      })
      .nullable(),
    rejoinsLeft: z.int().min(0),
    green: z
      .object({
        reason: greenReason,
        by: z.string().meta({ description: "Who granted it: 取号机自选, or a member of staff" }),
        self: z.boolean().meta({ description: "Declared at the kiosk: to be checked at the window" }),
      })
      .nullable(),
    identity: z
      .object({
        mask: z.string().meta({ description: "张* 3301****1234" }),
        checked: z.boolean().meta({ description: "The clerk has confirmed that it is the holder (本人)" }),
      })
      .nullable()
      .meta({ description: "Of a number taken with an identity document" }),
    identityMissing: z.boolean().meta({
      description:
        "Its sector asks for a document (`realName: required`), but it came there without one, by a transfer or a manager's override",
    }),
  })
  .meta({ id: "Ticket" });

/** At the window: is this the person whose document took the number (本人)? `false` voids it. */
export const checkHolder = z.object({ match: z.boolean(), note: z.string().trim().max(80).optional() });
export const grantGreen = z.object({ reason: greenReason });
export const chooseLeg = z.object({
  next: z.string().min(1).max(140).meta({
    description: "Id of a leg to come: next after the present one, or at once for whoever waits",
  }),
});
export const withdrawGreen = z.object({ reason: z.string().trim().min(1).max(80) });
/** What the kiosk asks of who missed the call: the number, and the phone's last four digits if it has a phone. */
export const rejoinByNumber = z.object({
  number: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{1,3}\d{3,6}$/, "a ticket number, e.g. Z003"),
  tail: z
    .string()
    .regex(/^\d{4}$/, "four digits")
    .optional(),
});
/** What a public kiosk says to whoever is back in line. */
export const rejoinedHere = z
  .object({
    number: z.string(),
    queue: queueId,
    zone: z.string().nullable(),
    ahead: z.int().min(0),
    estimate: estimate.nullable(),
    rejoinsLeft: z.int().min(0),
  })
  .meta({ id: "RejoinedHere" });
export type RejoinedHere = z.infer<typeof rejoinedHere>;
export type Ticket = z.infer<typeof ticket>;

/** What a public kiosk gets when the phone typed already waits: the number and nothing else. */
export const ticketSeenAgain = z
  .object({ number: z.string(), queue: queueId, state: z.literal("waiting"), repeated: z.literal(true) })
  .meta({ id: "TicketSeenAgain" });

export const issueTicket = z
  .object({
    phone: z.string().max(20).optional().meta({ description: "Mainland mobile number, as typed" }),
    queue: queueId.optional().meta({ description: "Sector; absent: by matter, else the comprehensive one" }),
    matters: z.array(slug).max(20).optional(),
    count: z.int().min(1).max(500).optional().meta({ description: "An agent's number of like cases" }),
    green: greenReason.optional(),
    appointment: z.string().max(60).optional().meta({
      description: "Its code or id, or `phone`: today's appointment of the phone given",
    }),
    document: z
      .object({
        type: z.enum(ID_DOCUMENTS),
        number: z.string().trim().min(1).max(30),
        name: z.string().trim().min(1).max(40).optional(),
      })
      .optional()
      .meta({ description: "Staff only: the identity document shown at the desk (实名取号)" }),
    declaration: z.string().max(80).optional().meta({ description: "统一申报编码, stored as it is" }),
    channel: channel.optional(),
    kiosk: slug.optional().meta({ description: "Prints its slip on this kiosk's printer" }),
    card: z.string().max(60).optional().meta({
      description: "Token of the document read or typed at this kiosk (实名取号), good for one number",
    }),
    forOther: z
      .boolean()
      .optional()
      .meta({ description: "为他人取号: one more ticket on this phone, up to the configured number" }),
    override: z
      .boolean()
      .optional()
      .meta({ description: "Staff only: issue although the phone already waits or a limit is reached" }),
    overrideReason: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .optional()
      .meta({ description: "Needed to go past a quota, a real-name limit or the closing time" }),
  })
  .meta({ id: "IssueTicket" });
export type IssueTicket = z.infer<typeof issueTicket>;

/** The citizen's own phone page; the token is the only key, so nothing personal beyond the number is in it. */
export const visitView = z
  .object({
    hall: z.string(),
    number: z.string(),
    state: ticketState,
    queue: z.object({ id: queueId, name: z.string() }),
    zone: z.string().nullable(),
    likelyWindow: windowRef.nullable(),
    boundWindow: windowRef.nullable(),
    window: windowRef.nullable(),
    ahead: z.int().min(0),
    estimate: estimate.nullable(),
    legs: z.array(visitLeg),
    issuedAt: isoTime,
    calledAt: isoTime.nullable(),
    canRate: z.boolean(),
    rating: z.object({ score: ratingScore }).nullable(),
    canRejoin: z.boolean(),
    canLeave: z.boolean(),
    canYield: z.boolean(),
    notice: z
      .string()
      .nullable()
      .meta({ description: "Lunch, closing, rebooked, ended: one sentence that says what to do" }),
    version: z.int(),
  })
  .meta({ id: "Visit" });
export type VisitView = z.infer<typeof visitView>;
