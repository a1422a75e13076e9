import { z } from "zod";
import { slug, staffId } from "./ids.ts";
import { DEVICE_PAGES, ROLES } from "./session.ts";

export const START_LINK_KINDS = [
  "kiosk",
  "screen",
  "window",
  "rater",
  "wall",
  "admin",
  "booking",
  "visit",
  "docs",
] as const;

/** What the start page links to; `GET /start` answers it. In a demo `href` carries the page's device token behind `#`. */
export const startLink = z.object({
  kind: z.enum(START_LINK_KINDS),
  id: z.string(),
  title: z.string(),
  href: z.string(),
});
export type StartLink = z.infer<typeof startLink>;

export const startView = z
  .object({
    hall: z.string(),
    demo: z.boolean(),
    links: z.array(startLink),
    staff: z
      .array(z.object({ id: staffId, name: z.string(), role: z.enum(ROLES), password: z.string() }))
      .optional()
      .meta({ description: "Demo only: sign-ins to try" }),
    adminToken: z.string().optional().meta({ description: "Demo only" }),
  })
  .meta({ id: "Start" });
export type StartView = z.infer<typeof startView>;

export const deviceTokenRequest = z.object({ page: z.enum(DEVICE_PAGES), id: slug });
export const deviceTokenAnswer = z
  .object({
    page: z.string(),
    id: z.string(),
    token: z.string().meta({ description: "Shown only this once" }),
  })
  .meta({ id: "DeviceToken" });
