import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { DevicePage } from "../contract/session.ts";
import type { Random } from "../kernel/random.ts";

const TOKEN_BYTES = 32;

/** 256 random bits, base64url. */
export const newToken = (random: Random): string => random.bytes(TOKEN_BYTES).toString("base64url");

/** Digests of tokens lately seen: the same few pages and clerks ask thousands of times. */
const digests = new Map<string, Buffer>();
const MOST_DIGESTS = 500;

function digestOf(token: string): Buffer {
  const known = digests.get(token);
  if (known) return known;
  const digest = createHash("sha256").update(token).digest();
  if (digests.size >= MOST_DIGESTS) digests.clear();
  digests.set(token, digest);
  return digest;
}

/** What is stored of a token. It is random and long, so one fast hash is enough. */
export const tokenHash = (token: string): string => digestOf(token).toString("hex");

/** Equal or not in a time that tells nothing about where they differ, whatever their lengths. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

/** The demo's page tokens follow from its admin token, so that links survive a restart without being stored. */
export const derivedDeviceToken = (secret: string, page: DevicePage, id: string): string =>
  createHmac("sha256", secret).update(`${page}:${id}`).digest("base64url");
