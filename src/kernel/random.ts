import { randomBytes } from "node:crypto";
import type { CaseId, PlanId, TicketId, VisitToken } from "../contract/ids.ts";

/** Where ids and tokens come from; features get them as inputs of a command, never make them. */
export interface Random {
  bytes(count: number): Buffer;
}

/** The system's own randomness, fetched in pools: one call into the kernel serves some hundred ids. */
export const systemRandom: Random = pooled(4096);

function pooled(size: number): Random {
  let pool = Buffer.alloc(0);
  let used = 0;
  return {
    bytes: (count) => {
      if (count > size) return randomBytes(count);
      if (used + count > pool.length) {
        pool = randomBytes(size);
        used = 0;
      }
      used += count;
      return Buffer.from(pool.subarray(used - count, used));
    },
  };
}

/** Deterministic bytes for tests and simulations (xorshift32); never for tokens of a real hall. */
export function seededRandom(seed: number): Random {
  let x = seed | 0 || 1;
  return {
    bytes: (count) => {
      const out = Buffer.alloc(count);
      for (let i = 0; i < count; i++) {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        out[i] = x & 0xff;
      }
      return out;
    },
  };
}

/**
 * Ids begin with their moment, so that a day's rows and index entries lie side by side on disk: sixteen tickets in one
 * commit touch a handful of pages instead of a page each. What follows is random, and no id is a secret but the token.
 */
const stamp = (at: number): string => Math.floor(at).toString(36).padStart(8, "0");
const unguessed = (random: Random, bytes: number): string => random.bytes(bytes).toString("base64url");

export const newTicketId = (random: Random, at: number): TicketId =>
  `t-${stamp(at)}${unguessed(random, 6)}` as TicketId;
export const newCaseId = (random: Random, at: number): CaseId =>
  `c-${stamp(at)}${unguessed(random, 6)}` as CaseId;
export const newPlanId = (random: Random, at: number): PlanId =>
  `w-${stamp(at)}${unguessed(random, 6)}` as PlanId;
export const newContactId = (random: Random, at: number): string => `p-${stamp(at)}${unguessed(random, 6)}`;
/** 128 random bits: the phone page's only key. */
export const newVisitToken = (random: Random, at: number): VisitToken =>
  `${stamp(at)}${unguessed(random, 16)}` as VisitToken;
export const newBookingId = (random: Random, at: number): string => `b-${stamp(at)}${unguessed(random, 6)}`;
/** 预约码: eight digits, the first from 2 to 9, so that no keypad takes one for a phone. */
export const newBookingCodes = (random: Random, count: number): readonly string[] =>
  Array.from({ length: count }, () => String(20_000_000 + (random.bytes(6).readUIntBE(0, 6) % 80_000_000)));
