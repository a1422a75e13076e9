import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { FoundPort } from "./found-port.ts";

const id = z.number().int().min(0).max(0xffff);
const pattern = z.string().refine((text) => isPattern(text), "a regular expression");
const fingerprint = z.strictObject({
  bus: z.enum(["serial", "hid", "printer"]),
  vendorId: id.optional(),
  productId: id.optional(),
  /** Regular expressions, upper and lower case alike. */
  manufacturer: pattern.optional(),
  product: pattern.optional(),
  usagePage: id.optional(),
  usage: id.optional(),
  name: z.string().min(1),
  likely: z.array(z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/, "role/driver")),
});
export type Fingerprint = z.infer<typeof fingerprint>;

/** The table in config/; throws when it is not readable or not a table of fingerprints. */
export function readFingerprints(file: string): readonly Fingerprint[] {
  return z.array(fingerprint).parse(parse(readFileSync(file, "utf8")));
}

/** What a port may be, the most telling fingerprint first: who names a product knows more than who names a maker. */
export function likelyFor(port: FoundPort, table: readonly Fingerprint[]): readonly Fingerprint[] {
  return table.filter((print) => fits(port, print)).sort((a, b) => telling(b) - telling(a));
}

function fits({ bus, usb, usage, name }: FoundPort, print: Fingerprint): boolean {
  const says = (wanted: string | undefined, ...texts: (string | null | undefined)[]) =>
    wanted === undefined || texts.some((text) => text && new RegExp(wanted, "i").test(text));
  return (
    bus === print.bus &&
    (print.vendorId === undefined || print.vendorId === usb?.vendorId) &&
    (print.productId === undefined || print.productId === usb?.productId) &&
    (print.usagePage === undefined || print.usagePage === usage?.page) &&
    (print.usage === undefined || print.usage === usage?.usage) &&
    says(print.manufacturer, usb?.manufacturer, name) &&
    says(print.product, usb?.product, name)
  );
}

function telling(print: Fingerprint): number {
  const weights = { productId: 8, product: 4, vendorId: 2, manufacturer: 2, usage: 1 } as const;
  return Object.entries(weights).reduce((sum, [field, weight]) => sum + (field in print ? weight : 0), 0);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "i");
    return true;
  } catch {
    return false;
  }
}
