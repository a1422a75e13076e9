import { z } from "zod";
import { staffId } from "./ids.ts";

export const signIn = z.object({ staff: staffId, password: z.string().min(1).max(200) });
/** The HttpOnly cookie that holds a staff session's token. */
export const SESSION_COOKIE = "hall_session";

export const ROLES = ["clerk", "manager"] as const;
export const session = z
  .object({
    token: z.string().meta({ description: "Bearer token; also set as an HttpOnly cookie" }),
    staff: z.object({ id: staffId, name: z.string(), role: z.enum(ROLES) }),
    expiresAt: z.iso.datetime({ offset: true }),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof session>;

/** Who holds a token of its own: the hall's pages, and `source`, an outside system that pushes appointments. */
export const DEVICE_PAGES = ["kiosk", "screen", "rater", "source"] as const;
export type DevicePage = (typeof DEVICE_PAGES)[number];

/** Whoever asks. What each may do stands in auth/permissions. */
export type Principal =
  | { readonly kind: "admin" }
  | {
      readonly kind: "staff";
      readonly staff: string;
      readonly name: string;
      readonly role: (typeof ROLES)[number];
    }
  | { readonly kind: "device"; readonly page: DevicePage; readonly id: string }
  /** Somebody who proved to hold this phone, E.164; `session` names the proof and nothing personal. */
  | { readonly kind: "citizen"; readonly phone: string; readonly session: string };

/** Who did it, as the journal keeps it. */
export type Actor =
  | { readonly kind: "admin" }
  | { readonly kind: "staff"; readonly id: string }
  | { readonly kind: "device"; readonly id: string }
  | { readonly kind: "citizen"; readonly id: string }
  | { readonly kind: "system" };
