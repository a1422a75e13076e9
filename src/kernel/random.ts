import { randomBytes } from "node:crypto";
import type { CaseId, TicketId, VisitToken } from "../contract/ids.ts";

/** Where ids and tokens come from; features get them as inputs of a command, never make them. */
export interface Random {
  bytes(count: number): Buffer;
}

export const systemRandom: Random = { bytes: randomBytes };

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

export const newTicketId = (random: Random): TicketId =>
  `t-${random.bytes(9).toString("base64url")}` as TicketId;
export const newCaseId = (random: Random): CaseId => `c-${random.bytes(9).toString("base64url")}` as CaseId;
/** 128 bits: the phone page's only key. */
export const newVisitToken = (random: Random): VisitToken =>
  random.bytes(16).toString("base64url") as VisitToken;
