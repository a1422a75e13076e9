import { z } from "zod";
import { deviceView } from "./device.ts";
import { isoTime } from "./ids.ts";

// What the technician's page sees of a device, and may do with it.

export const deviceAct = z.discriminatedUnion("act", [
  z.object({ act: z.literal("show-text"), text: z.string().trim().min(1).max(32) }),
  z.object({ act: z.literal("print") }),
  z.object({ act: z.literal("beep") }),
  z.object({ act: z.literal("ask-rating") }),
]);
export type DeviceAct = z.infer<typeof deviceAct>;

export const deviceTried = z
  .object({ done: z.boolean(), text: z.string().meta({ description: "What came of it, Chinese" }) })
  .meta({ id: "DeviceTried" });
export type DeviceTried = z.infer<typeof deviceTried>;

const lineFrame = z.object({
  at: isoTime,
  way: z.enum(["out", "in"]),
  hex: z.string().meta({ description: "The first bytes; those that may be personal are left out" }),
  length: z.int(),
  meaning: z.string().meta({ description: "Decoded, Chinese" }),
  mine: z
    .boolean()
    .meta({ description: "For or from this device; else the line's, of nobody in particular" }),
});

/** An exchange of addresses that is in force beside the config. */
const readdressed = z.object({
  configured: z.int(),
  address: z.int(),
  by: z.string(),
  at: isoTime,
});

export const deviceDetail = z
  .object({
    device: deviceView,
    name: z.string().nullable(),
    line: z.object({
      id: z.string(),
      transport: z.string(),
      connected: z.boolean(),
      since: isoTime,
      reason: z.string().nullable(),
      counters: z.record(z.string(), z.number()),
      otherMasterSince: isoTime.nullable().meta({
        description: "Since when frames of another host are heard on it; null: none in the last minute",
      }),
      devices: z.array(z.string()),
    }),
    frames: z.array(lineFrame).meta({ description: "The last ones, newest first" }),
    abilities: z.array(z.enum(["show-text", "print", "beep", "ask-rating"])),
    swappable: z.array(z.string()).meta({ description: "Devices that it may exchange addresses with" }),
    readdressed: readdressed.nullable(),
  })
  .meta({ id: "DeviceDetail" });
export type DeviceDetail = z.infer<typeof deviceDetail>;
/** What the devices themselves know of it. */
export type DeviceFacts = Omit<DeviceDetail, "swappable" | "readdressed">;

export const swapAddresses = z.object({ with: z.string().min(1).max(40) });
export const swapped = z
  .object({
    devices: z.array(z.object({ id: z.string(), address: z.int() })),
    notice: z.string().meta({ description: "What is left to do in the config, Chinese" }),
  })
  .meta({ id: "AddressesSwapped" });
export type Swapped = z.infer<typeof swapped>;
