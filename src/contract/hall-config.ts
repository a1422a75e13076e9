import { z } from "zod";
import { appointmentRules } from "./appointment-config.ts";
import { device } from "./device-config.ts";
import { queueId, slug, staffId, windowId } from "./ids.ts";
import { orderPolicy } from "./order-config.ts";
import {
  calendarProfile,
  clockTime,
  hallHours,
  plannedSpan,
  quota,
  realNameRules,
  sectorList,
  windowRota,
} from "./plan-config.ts";
import { GREEN_REASONS, greenReason } from "./ticket.ts";
import { windowKind } from "./window.ts";

// The one schema of a hall's config file. It yields the types, the defaults, the JSON Schema for editors and
// the reference page. Rules that span fields (unknown ids, shared addresses) stand in src/config/rules.ts.

const CONFIG_SCHEMA = 1;
const name = z.string().trim().min(1).max(40);
const minutes = (max: number) => z.number().min(0).max(max).meta({ unit: "minutes" });

/** When a person's window is settled. */
const binding = z.enum(["atCall", "atTicket"]);

export const sector = z.strictObject({
  id: queueId,
  name,
  prefix: z.string().regex(/^[A-Z]{1,3}$/, "one to three capital letters"),
  zone: z
    .string()
    .max(60)
    .optional()
    .meta({ description: "Where its people wait; default: its windows' names" }),
  meanMinutes: z
    .number()
    .min(0.5)
    .max(240)
    .default(8)
    .meta({ unit: "minutes", description: "Service time assumed until enough has been learned, minutes" }),
  quota: quota.optional().meta({ description: "限流; absent: no limit" }),
  ...realNameRules,
  announceAhead: z.boolean().default(false).meta({
    description: "Tell the window some minutes before the call; costs some fairness (docs/performance.md)",
  }),
  binding: binding.optional().meta({ description: "Absent: as policy.binding says" }),
  batchAbove: z.number().int().min(1).max(499).optional().meta({
    description:
      "More like cases than this (`count`) go to batch windows only; absent: any number goes anywhere",
  }),
});

export const hallWindow = z.strictObject({
  id: windowId,
  name,
  kind: windowKind.default("acceptance"),
  sectors: sectorList,
  matters: z
    .array(slug)
    .min(1)
    .optional()
    .meta({ description: "Matters it does; absent: all of its sectors (1+X)" }),
  batch: z.boolean().default(false).meta({
    description: "Batch window: calls those with more like cases than a sector's batchAbove, and all others",
  }),
  transferTo: slug
    .optional()
    .meta({ description: "Queue or window that the keypad's transfer key sends to" }),
  ...windowRota,
});

export const staffMember = z.strictObject({
  id: staffId,
  name,
  role: z.enum(["clerk", "manager"]).default("clerk"),
  hours: z.array(plannedSpan).default([]).meta({
    description: "When this person is at work; outside it their window is planned without them",
  }),
  skills: z
    .array(slug)
    .min(1)
    .optional()
    .meta({ description: "Sectors and matters this person can do; absent: all" }),
  level: z
    .number()
    .int()
    .min(1)
    .max(5)
    .default(5)
    .meta({ description: "1 beginner to 5; matters may ask for a level (policy.matterLevels)" }),
});

export const kiosk = z.strictObject({
  id: slug,
  name,
  printer: slug.optional(),
  printers: z
    .array(slug)
    .min(1)
    .max(5)
    .optional()
    .meta({ description: "Instead of printer: its printers, the first that can print being used" }),
  sectors: sectorList,
  askMatters: z.boolean().default(true).meta({
    description: "Ask after the sector which matters somebody comes for, where it has any; they may skip it",
  }),
  askCount: z.boolean().optional().meta({
    description:
      "Offer agents 代办多件, how many like cases they bring (1 to 99); absent: in sectors that have batchAbove",
  }),
  idleSeconds: z.number().int().min(5).max(600).default(45).meta({
    unit: "seconds",
    description: "The page goes back to its start after this long untouched, seconds",
  }),
});

export const screen = z.strictObject({
  id: slug,
  name,
  sectors: sectorList,
  rows: z.number().int().min(1).max(20).default(8),
  voice: z.boolean().default(false),
});

const usbId = z.number().int().min(0).max(0xffff).optional();
/** A device that comes back under another name is found again by these. */
const usbIds = {
  vendorId: usbId,
  productId: usbId,
  serialNumber: z.string().min(1).optional().meta({ description: "USB serial number" }),
};
const serial = z.strictObject({
  kind: z.literal("serial"),
  path: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "/dev/ttyUSB0, or /dev/serial/by-id/…; or name a USB port by the three below" }),
  ...usbIds,
  baudRate: z.number().int().min(300).max(921600).default(9600).meta({ unit: "bits per second" }),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(["none", "even", "odd"]).default("none"),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
});
const tcp = z.strictObject({
  kind: z.literal("tcp"),
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535),
});
const usblp = z.strictObject({
  kind: z.literal("usblp"),
  path: z
    .string()
    .min(1)
    .meta({ description: "A USB printer's device file: /dev/usb/lp0, or a udev link that stays the same" }),
});
const hid = z.strictObject({
  kind: z.literal("hid"),
  ...usbIds,
  path: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "USB port (1-1.4), /dev/hidraw0 or a link to it; tells two alike apart" }),
});
const virtual = z.strictObject({
  kind: z.literal("virtual"),
  baudRate: z.number().int().min(300).max(921600).optional().meta({ unit: "bits per second" }),
});
export const transport = z.discriminatedUnion("kind", [serial, tcp, usblp, hid, virtual]);
export type TransportConfig = z.infer<typeof transport>;

export const line = z.strictObject({ id: slug, transport });
export type LineConfig = z.infer<typeof line>;

const smsCommon = {
  signature: z
    .string()
    .min(1)
    .max(20)
    .default("政务服务大厅")
    .meta({ description: "Put before each text as 【…】" }),
  remindAhead: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(1)
    .meta({ description: "People still ahead when the second SMS goes out" }),
  /** Minutes after which an unsent message is no longer worth sending. */
  expiresMinutes: z.number().min(1).max(1440).default(30).meta({ unit: "minutes" }),
};
export const sms = z.discriminatedUnion("provider", [
  z.strictObject({ provider: z.literal("none"), ...smsCommon }),
  z.strictObject({
    provider: z.literal("twilio"),
    accountSid: z.string().regex(/^AC.{32}$/, "AC and 32 characters"),
    from: z.string().min(3).max(20),
    baseUrl: z.url().optional().meta({ description: "A private gateway that speaks Twilio's Messages API" }),
    receiptPollSeconds: z
      .number()
      .int()
      .min(10)
      .max(3600)
      .optional()
      .meta({ unit: "seconds", description: "Ask for delivery receipts this often; absent: never asked" }),
    concurrency: z.number().int().min(1).max(50).default(5),
    ...smsCommon,
  }),
]);
export type SmsConfig = z.infer<typeof sms>;

const isPattern = (text: string): boolean => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
};
const pattern = z.string().min(1).max(200).refine(isPattern, "a regular expression");

export const hallConfig = z.strictObject({
  schema: z.literal(CONFIG_SCHEMA),
  hall: z.strictObject({
    id: slug,
    name,
    timeZone: z.string().min(1).default("Asia/Shanghai").meta({ description: "IANA name" }),
    hours: z.array(hallHours).min(1),
    extraDays: z
      .array(z.iso.date())
      .default([])
      .meta({ description: "5+X: open like the first configured weekday" }),
    closedDays: z.array(z.iso.date()).default([]),
    profiles: z
      .array(calendarProfile)
      .default([])
      .meta({ description: "Peak seasons; on a day of several the first listed holds" }),
    defaultSector: queueId.optional(),
  }),
  listen: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.number().int().min(0).max(65535).default(8080),
    })
    .optional(),
  publicUrl: z.url().optional(),
  sectors: z.array(sector).min(1),
  windows: z.array(hallWindow).min(1),
  staff: z.array(staffMember).default([]),
  kiosks: z.array(kiosk).default([]),
  screens: z.array(screen).default([]),
  lines: z.array(line).default([]),
  devices: z.array(device).default([]),
  sms: sms.default({ provider: "none", signature: "政务服务大厅", remindAhead: 1, expiresMinutes: 30 }),
  voice: z
    .strictObject({
      engine: z.enum(["espeak", "clips", "chime"]).default("espeak"),
      clips: z.string().optional().meta({ description: "Folder of recorded WAV clips, for engine: clips" }),
      silent: z
        .array(z.strictObject({ from: clockTime, to: clockTime }))
        .default([])
        .meta({ description: "Hours without voice and chime" }),
      speed: z
        .number()
        .int()
        .min(80)
        .max(260)
        .default(150)
        .meta({ unit: "words per minute", description: "Words a minute" }),
    })
    .prefault({}),
  policy: z
    .strictObject({
      ticketsPerPhone: z
        .number()
        .int()
        .min(1)
        .max(20)
        .default(2)
        .meta({ description: "Tickets one phone may hold in a sector with 为他人取号" }),
      greenChannel: z
        .strictObject({
          kiosk: z.enum(["allow", "ask-staff", "off"]).default("allow").meta({
            description: "Whether people declare it at the kiosk, ask staff, or the kiosk does not offer it",
          }),
          reasons: z
            .array(greenReason)
            .min(1)
            .default([...GREEN_REASONS]),
        })
        .prefault({}),
      beforeClosing: z.enum(["off", "warn", "stop"]).default("warn").meta({
        description:
          "When a number will probably not be served before closing: say nothing, say so, give none",
      }),
      noWindow: z.enum(["warn", "stop"]).default("warn").meta({
        description:
          "When no window serves a sector, or does a matter asked for, now and none is planned to today: say so, or give no number",
      }),
      breakReminderMinutes: minutes(60).default(10).meta({
        unit: "minutes",
        description: "The clerk is reminded this long before a known break, minutes",
      }),
      order: orderPolicy.prefault({}),
      binding: binding.default("atCall").meta({
        description:
          "When a person's window is settled: atCall, the first that can; atTicket, with the number (everybody waits longer, docs/performance.md)",
      }),
      rebindAfterMinutes: minutes(480).default(10).meta({
        unit: "minutes",
        description:
          "A window that pauses longer loses to the others whom it told with the number (atTicket), and whoever was parked and came back to it",
      }),
      greenHeadStartMinutes: minutes(240)
        .optional()
        .meta({ unit: "minutes", description: "Short for order.classes.green.headStartMinutes" }),
      matterLevels: z
        .record(slug, z.number().int().min(1).max(5))
        .default({})
        .meta({ description: "Level that a matter asks of whoever does it" }),
      walkMinutes: minutes(15)
        .default(1)
        .meta({ unit: "minutes", description: "Walk to the window assumed until learned, minutes" }),
      rejoin: z
        .strictObject({
          position: z.enum(["after", "end"]).default("after"),
          after: z.number().int().min(0).max(50).default(3),
          times: z.number().int().min(0).max(10).default(1),
        })
        .prefault({}),
      parked: z.enum(["clerk", "window"]).default("clerk").meta({
        description:
          "Whom a parked person returns to: their clerk at whatever window, or the window; while nobody is there, whoever can do it",
      }),
      ratingSeconds: z
        .number()
        .int()
        .min(5)
        .max(300)
        .default(15)
        .meta({ unit: "seconds", description: "How long a rater asks, seconds" }),
      announceName: z.boolean().default(false),
    })
    .prefault({}),
  appointments: appointmentRules.optional().meta({ description: "预约; absent: none are taken" }),
  slip: z
    .strictObject({
      title: z.string().max(40).optional(),
      footer: z
        .array(z.string().max(60))
        .max(6)
        .default(["过号请向工作人员说明，可重新排队", "请留意屏幕、语音和短信提醒"]),
    })
    .prefault({}),
  matters: z
    .array(z.unknown())
    .optional()
    .meta({ description: "Matters in the form of GET /matters; absent: six samples" }),
  codes: z
    .strictObject({
      booking: pattern
        .default("(?:YY|BK)[0-9A-Z-]{4,40}")
        .meta({ description: "How booking codes look, whole" }),
      declaration: pattern
        .default("[0-9A-Z]{12,40}")
        .meta({ description: "How 统一申报编码 look, whole; tried after booking codes" }),
    })
    .prefault({}),
  privacy: z
    .strictObject({ keepPhonesDays: z.number().int().min(1).max(3650).default(30).meta({ unit: "days" }) })
    .prefault({}),
});
export type HallConfig = z.infer<typeof hallConfig>;
export type HallConfigInput = z.input<typeof hallConfig>;
