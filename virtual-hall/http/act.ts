import { z } from "zod";
import type { WallAct } from "../../src/contract/wall.ts";

const device = z.string().min(1).max(40);
const act = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("press"), device, key: z.string().min(1).max(20) }),
  z.strictObject({ act: z.literal("paper"), device, paper: z.enum(["ok", "near-end", "out"]) }),
  z.strictObject({ act: z.literal("cover"), device, cover: z.enum(["closed", "open"]) }),
  z.strictObject({
    act: z.literal("trouble"),
    device,
    trouble: z.enum(["none", "cutter", "stuck", "broken", "hot", "offline"]),
  }),
  z.strictObject({
    act: z.literal("card"),
    device,
    card: z
      .strictObject({
        name: z.string().min(1).max(15),
        number: z.string().regex(/^\d{17}[\dX]$/, "18 characters"),
        until: z
          .string()
          .regex(/^\d{8}$/, "YYYYMMDD")
          .optional(),
      })
      .nullable(),
  }),
  z.strictObject({ act: z.literal("scan"), device, text: z.string().min(1).max(500) }),
  z.strictObject({
    act: z.literal("fault"),
    device,
    fault: z.enum(["unplugged", "silent", "noisy", "slow", "wrong-address", "stuck-key"]).nullable(),
  }),
  z.strictObject({ act: z.literal("sms"), sms: z.enum(["ok", "refused", "unavailable", "down"]) }),
]) satisfies z.ZodType<WallAct>;

/** What is wrong with one field of an act. */
export interface Wrong {
  readonly path: string;
  readonly message: string;
}

/** A WallAct from a request body, or everything wrong with it. */
export function readAct(body: string): WallAct | readonly Wrong[] {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return [{ path: "", message: "the body must be JSON" }];
  }
  const read = act.safeParse(raw);
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
}
