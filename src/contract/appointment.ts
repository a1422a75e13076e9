import { z } from "zod";
import { isoTime, queueId, slug, ticketId } from "./ids.ts";

const BOOKING_STATES = ["booked", "arrived", "cancelled", "lapsed"] as const;
/** booked → arrived (took its number) | cancelled | lapsed (nobody came, 爽约). */
export const bookingState = z.enum(BOOKING_STATES);
export type BookingState = z.infer<typeof bookingState>;

const BOOKING_MESSAGE_KINDS = ["booked", "changed", "cancelled", "reminder", "rebooked"] as const;
export const bookingMessageKind = z.enum(BOOKING_MESSAGE_KINDS);
export type BookingMessageKind = z.infer<typeof bookingMessageKind>;

/** Where a booking was made, and what it is there: `web`, `staff`, `hall` (rebooked) or one of the config's sources. */
export interface BookingSource {
  readonly channel: string;
  readonly external: string | null;
  readonly version: number | null;
}

const day = z.iso.date().meta({ description: "Day in the hall's time zone" });
const minuteTime = z.iso.datetime({ offset: true, precision: -1 });
/** People and other systems leave the seconds away. */
const slotTime = z
  .string()
  .refine((time) => isoTime.safeParse(time).success || minuteTime.safeParse(time).success, {
    message:
      "须为带时区的时间，如 2026-11-30T09:00+08:00（a time with its offset, e.g. 2026-11-30T09:00+08:00）",
  })
  .meta({
    format: "date-time",
    description: "Begin of a slot, as GET /appointments/slots names it; seconds may be left away",
  });
const externalId = z
  .string()
  .regex(/^[\x21-\x7e]{1,80}$/, "1 to 80 visible ASCII characters")
  .meta({ description: "The booking's id in the pushing system" });
const version = z
  .int()
  .min(0)
  .meta({ description: "Grows with each change there: what comes late or out of order changes nothing" });

export const slotView = z
  .object({
    sector: queueId,
    slot: isoTime,
    until: isoTime,
    quota: z.int().min(0),
    free: z.int().min(0).meta({ description: "Places that may be booked now" }),
    open: z.boolean().meta({ description: "False: its time for booking is over" }),
  })
  .meta({ id: "AppointmentSlot" });
export type SlotView = z.infer<typeof slotView>;

/** What the booking page needs to begin with. */
export const appointmentOffer = z
  .object({
    hall: z.string(),
    taken: z.boolean().meta({ description: "Whether the hall takes appointments at all" }),
    online: z
      .boolean()
      .meta({ description: "Whether people can book on the page: a phone is proved by SMS" }),
    reason: z.string().nullable().meta({ description: "Why not, Chinese" }),
    sectors: z.array(z.object({ id: queueId, name: z.string() })),
    days: z.array(
      z.object({
        day,
        open: z.boolean(),
        free: z.record(z.string(), z.int()).meta({ description: "Free places by sector" }),
      }),
    ),
    perPhone: z.int(),
    earlyMinutes: z.int(),
    lateMinutes: z.int(),
    cancelUntilMinutes: z.int(),
    at: isoTime,
  })
  .meta({ id: "AppointmentOffer" });
export type AppointmentOffer = z.infer<typeof appointmentOffer>;

export const appointment = z
  .object({
    id: z.string(),
    code: z.string().meta({ description: "预约码: eight digits, typed at the kiosk" }),
    state: bookingState,
    sector: queueId,
    sectorName: z.string(),
    matters: z.array(slug),
    day,
    slot: isoTime,
    until: isoTime,
    phone: z.string().nullable().meta({ description: "Masked" }),
    source: z.string(),
    sourceName: z.string(),
    externalId: z.string().nullable(),
    version: z.int().nullable(),
    ticket: z.object({ id: ticketId, number: z.string() }).nullable(),
    canChange: z.boolean().meta({ description: "By the citizen: its time for that is not over" }),
    messages: z.array(
      z.object({ kind: bookingMessageKind, state: z.string(), occurrence: z.int(), at: isoTime }),
    ),
    madeAt: isoTime,
  })
  .meta({ id: "Appointment" });
export type Appointment = z.infer<typeof appointment>;

export const bookAppointment = z
  .object({
    sector: queueId,
    slot: slotTime,
    phone: z
      .string()
      .max(20)
      .optional()
      .meta({ description: "Staff and sources; on the booking page the phone that was proved" }),
    matters: z.array(slug).max(20).optional(),
    source: slug.optional().meta({ description: "Which source pushes; default: the token's own" }),
    externalId: externalId.optional(),
    version: version.optional(),
    override: z.boolean().optional().meta({
      description: "Staff only: whatever the phone holds already; never more than the slot's quota",
    }),
  })
  .meta({ id: "BookAppointment" });
export type BookAppointment = z.infer<typeof bookAppointment>;

export const changeAppointment = z
  .object({
    slot: slotTime,
    sector: queueId.optional(),
    matters: z.array(slug).max(20).optional(),
    phone: z.string().max(20).optional().meta({
      description:
        "Staff and sources: another phone, which is told by SMS; needed when the booking has not arrived here yet",
    }),
    version: version.optional(),
  })
  .meta({ id: "ChangeAppointment" });
export type ChangeAppointment = z.infer<typeof changeAppointment>;

/** A push that only left a mark: cancelled there before it was ever booked here. */
export const withdrawnAppointment = z
  .object({
    source: z.string(),
    externalId: z.string(),
    version: z.int(),
    state: z.literal("cancelled"),
  })
  .meta({ id: "WithdrawnAppointment" });
export type WithdrawnAppointment = z.infer<typeof withdrawnAppointment>;

export const cancelQuery = z.object({
  version: z
    .string()
    .regex(/^\d{1,15}$/, "a whole number")
    .optional()
    .meta({ description: "Of a pushed cancellation" }),
});
export const slotsQuery = z.object({ sector: queueId, day });
export const dayQuery = z.object({ day: day.optional(), sector: queueId.optional() });

export const askCode = z.object({ phone: z.string().max(20) });
export const codeSent = z.object({
  phone: z.string().meta({ description: "Masked" }),
  minutes: z.int().meta({ description: "How long the code holds" }),
  againAfterSeconds: z.int(),
});
export const provePhone = z.object({ phone: z.string().max(20), code: z.string().max(20) });
export const phoneSession = z
  .object({ token: z.string(), phone: z.string().meta({ description: "Masked" }), minutes: z.int() })
  .meta({ id: "PhoneSession" });
export type PhoneSession = z.infer<typeof phoneSession>;

/** The manager's day. */
export const appointmentDay = z
  .object({
    day,
    open: z.boolean(),
    counts: z.object({
      booked: z.int(),
      arrived: z.int(),
      lapsed: z.int(),
      cancelled: z.int(),
    }),
    slots: z.array(slotView),
    appointments: z.array(appointment),
    overbooked: z.array(z.object({ sector: queueId, slot: isoTime, booked: z.int(), quota: z.int() })),
  })
  .meta({ id: "AppointmentDay" });
export type AppointmentDay = z.infer<typeof appointmentDay>;
