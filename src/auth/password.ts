import { type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { Random } from "../kernel/random.ts";

// scrypt with the parameters of RFC 7914 §2 / OWASP's floor for interactive sign-in: 32 MiB and some 80 ms a try.
const COST = 2 ** 15;
const BLOCK = 8;
const PARALLEL = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Hashes with more memory than this are refused: a forged row must not exhaust the server. */
const MOST_MEMORY = 256 * 1024 * 1024;

const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 200;

interface Parameters {
  readonly cost: number;
  readonly block: number;
  readonly parallel: number;
}

function derive(password: string, salt: Buffer, bytes: number, p: Parameters): Promise<Buffer> {
  const options: ScryptOptions = { N: p.cost, r: p.block, p: p.parallel, maxmem: 2 * MOST_MEMORY };
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard or input method is the same bytes.
    scrypt(password.normalize("NFKC"), salt, bytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64url: a hash tells how it was made, so the cost can grow. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES, { cost: COST, block: BLOCK, parallel: PARALLEL });
  return `scrypt$${COST}$${BLOCK}$${PARALLEL}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** Whether the password made this hash; false for a hash that can't be read. */
export async function passwordFits(password: string, encoded: string): Promise<boolean> {
  const [kind, cost, block, parallel, salt, hash] = encoded.split("$");
  if (kind !== "scrypt" || !salt || !hash) return false;
  const p = { cost: Number(cost), block: Number(block), parallel: Number(parallel) };
  const sane =
    Number.isSafeInteger(p.cost) &&
    p.cost > 1 &&
    (p.cost & (p.cost - 1)) === 0 &&
    p.block > 0 &&
    p.parallel > 0;
  if (!sane || 128 * p.cost * p.block > MOST_MEMORY) return false;
  const expected = Buffer.from(hash, "base64url");
  if (expected.length < 16) return false;
  const key = await derive(password, Buffer.from(salt, "base64url"), expected.length, p);
  return timingSafeEqual(key, expected);
}

/** Why a new password won't do, Chinese and English; null when it will. */
export function passwordTrouble(password: string): string | null {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD)
    return `密码须为 ${SHORTEST_PASSWORD} 到 ${LONGEST_PASSWORD} 个字符（${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters）`;
  if (new Set(password).size < 3)
    return "密码过于简单（too simple: use at least three different characters）";
  return null;
}
