import { createHmac } from "node:crypto";
import type { Refusal } from "../contract/problem.ts";
import type { Clock } from "../kernel/clock.ts";
import { refuse } from "../kernel/errors.ts";
import type { Random } from "../kernel/random.ts";
import { newToken, sameSecret, tokenHash } from "./tokens.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const CODE_MINUTES = 5;
export const AGAIN_AFTER_SECONDS = 60;
export const SESSION_MINUTES = 30;
const TRIES = 5;
/** How many codes are sent: to one phone a day, for one caller and for the whole hall an hour. */
const A_PHONE_A_DAY = 6;
const A_CALLER_AN_HOUR = 20;
const A_HALL_AN_HOUR = 300;
const WRONG_A_CALLER_AN_HOUR = 30;
const MOST_KEPT = 10_000;

/** After `retryAfter` seconds one more try is allowed. */
type WaitRefusal = Refusal & { readonly retryAfter?: number };

interface Sent {
  readonly hash: string;
  readonly until: number;
  triesLeft: number;
}

/**
 * 短信验证码: proves that someone holds a phone. Codes stand nowhere but in the SMS: here is only their keyed hash, in
 * memory, so a restart asks for a new one. A wrong code, an old one and a phone that never asked are one answer.
 */
export class PhoneCodes {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #key: Buffer;
  readonly #codes = new Map<string, Sent>();
  readonly #sessions = new Map<string, { readonly phone: string; readonly until: number }>();
  /** When something was done under a key, the oldest first. */
  readonly #done = new Map<string, number[]>();

  constructor(needs: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = needs.clock;
    this.#random = needs.random;
    this.#key = needs.random.bytes(32);
  }

  /** A new six-digit code for the phone, the old one holds no more; or how long to wait. */
  ask(phone: string, caller: string): { readonly code: string } | WaitRefusal {
    const now = this.#clock.now();
    const wait = Math.max(
      this.#waitFor(`sent ${phone}`, 1, AGAIN_AFTER_SECONDS * 1000),
      this.#waitFor(`sent ${phone}`, A_PHONE_A_DAY, 24 * HOUR),
      this.#waitFor(`sent from ${caller}`, A_CALLER_AN_HOUR, HOUR),
      this.#waitFor("sent", A_HALL_AN_HOUR, HOUR),
    );
    if (wait > 0) return tooOften(wait);
    for (const key of [`sent ${phone}`, `sent from ${caller}`, "sent"]) this.#note(key, now);
    const code = String(this.#random.bytes(4).readUInt32BE() % 1_000_000).padStart(6, "0");
    trim(this.#codes);
    this.#codes.delete(phone);
    this.#codes.set(phone, {
      hash: this.#hash(phone, code),
      until: now + CODE_MINUTES * MINUTE,
      triesLeft: TRIES,
    });
    return { code };
  }

  /** The SMS was refused: the code is worth nothing, and asking again at once is no abuse. */
  notSent(phone: string): void {
    this.#codes.delete(phone);
    this.#done.get(`sent ${phone}`)?.pop();
  }

  prove(phone: string, code: string, caller: string): { readonly token: string } | WaitRefusal {
    const now = this.#clock.now();
    const wait = this.#waitFor(`wrong from ${caller}`, WRONG_A_CALLER_AN_HOUR, HOUR);
    if (wait > 0) return tooOften(wait);
    const sent = this.#codes.get(phone);
    const alive = sent !== undefined && sent.until > now && sent.triesLeft > 0;
    if (sent) sent.triesLeft -= 1;
    if (!alive || !sameSecret(this.#hash(phone, code.normalize("NFKC").replace(/\s/g, "")), sent.hash)) {
      this.#note(`wrong from ${caller}`, now);
      return refuse("code.wrong", "验证码不对或已过期，请核对，或重新获取");
    }
    this.#codes.delete(phone);
    const token = newToken(this.#random);
    trim(this.#sessions);
    this.#sessions.set(tokenHash(token), { phone, until: now + SESSION_MINUTES * MINUTE });
    return { token };
  }

  /** The phone, E.164, that this token was given for; null when it is nobody's or too old. */
  phoneOf(token: string): string | null {
    const session = this.#sessions.get(tokenHash(token));
    return session && session.until > this.#clock.now() ? session.phone : null;
  }

  #hash(phone: string, code: string): string {
    return createHmac("sha256", this.#key).update(`${phone} ${code}`).digest("hex");
  }

  #note(key: string, now: number): void {
    trim(this.#done);
    const times = this.#done.get(key) ?? [];
    this.#done.delete(key);
    this.#done.set(key, [...times.filter((t) => t > now - 24 * HOUR), now]);
  }

  /** Milliseconds until one more is allowed of `most` within `span`; a clock set back doesn't hold anybody longer. */
  #waitFor(key: string, most: number, span: number): number {
    const now = this.#clock.now();
    const times = (this.#done.get(key) ?? []).filter((t) => t > now - span && t <= now);
    const first = times.at(-most);
    return times.length < most || first === undefined ? 0 : first + span - now;
  }
}

/** Somebody who invents phones to fill the memory loses the oldest. */
function trim(map: Map<string, unknown>): void {
  while (map.size >= MOST_KEPT) map.delete(map.keys().next().value as string);
}

function tooOften(wait: number): WaitRefusal {
  const retryAfter = Math.ceil(wait / 1000);
  const when = retryAfter < 120 ? `${retryAfter} 秒` : `${Math.ceil(retryAfter / 60)} 分钟`;
  return { ...refuse("code.too-often", `请 ${when}后再试（try again in ${retryAfter} s）`), retryAfter };
}
