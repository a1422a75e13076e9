import type { StaffId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import {
  DEVICE_PAGES,
  type DevicePage,
  type Principal,
  type ROLES,
  type Session,
} from "../contract/session.ts";
import type { Clock } from "../kernel/clock.ts";
import { refuse } from "../kernel/errors.ts";
import type { Random } from "../kernel/random.ts";
import type { AuthStore, StoredSession } from "./auth-store.ts";
import { keysOf, LockOut } from "./lock-out.ts";
import { hashPassword, passwordFits, passwordTrouble } from "./password.ts";
import { PhoneCodes } from "./phone-codes.ts";
import { derivedDeviceToken, newToken, sameSecret, tokenHash } from "./tokens.ts";
import { Turnstile } from "./turnstile.ts";

const SESSION_LASTS = 12 * 3_600_000;
/** A session's expiry moves on at most this often, so that reading does not mean writing. */
const SLIDE_STEP = 10 * 60_000;
/** Sign-ins computed at once, each takes 32 MiB; and those that may wait, a morning's clerks all together. */
const AT_ONCE = 4;
const WAITING = 60;

export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly role: (typeof ROLES)[number];
}

export interface AuthDependencies {
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly staff: readonly StaffMember[];
  /** HALL_ADMIN_TOKEN; null: nobody is admin. */
  readonly adminToken: string | null;
  /** Pages whose tokens follow from the admin token, in the demo; empty in a real hall. */
  readonly derivedPages: readonly { readonly page: DevicePage; readonly id: string }[];
}

/** Too many tries: the code is auth.locked, and after `retryAfter` seconds one more is allowed. */
export type SignInRefusal = Refusal & { readonly retryAfter?: number };

export interface Auth {
  /** Phones proved by SMS, for booking. */
  readonly phones: PhoneCodes;
  /** Whose token this is; null when it is nobody's. */
  identify(token: string): Principal | null;
  signIn(staff: string, password: string, address: string): Promise<Session | SignInRefusal>;
  signOut(token: string): void;
  session(token: string): Session | null;
  setPassword(staff: string, password: string): Promise<Refusal | null>;
  issueDeviceToken(page: DevicePage, id: string): string;
  /** The demo's own token of a page; null in a real hall. */
  derivedToken(page: DevicePage, id: string): string | null;
  dropDeviceTokens(page: DevicePage, id: string): number;
  deviceTokens(): readonly { readonly page: DevicePage; readonly id: string; readonly createdAt: number }[];
}

export function createAuth(dependencies: AuthDependencies): Auth {
  const { store, clock, random, staff, derivedPages } = dependencies;
  const adminToken = dependencies.adminToken || null;
  const people = new Map(staff.map((s) => [s.id, s]));
  const locks = new LockOut({ clock });
  const derived = new Map<string, Principal>();
  if (adminToken !== null)
    for (const { page, id } of derivedPages)
      derived.set(tokenHash(derivedDeviceToken(adminToken, page, id)), { kind: "device", page, id });
  const phones = new PhoneCodes({ clock, random });
  const turnstile = new Turnstile({ atOnce: AT_ONCE, waiting: WAITING });
  /** Compared with when there is no such person, so that the answer takes as long. */
  let decoy: Promise<string> | null = null;

  function liveSession(hash: string): (StoredSession & { person: StaffMember }) | null {
    const stored = store.session(hash);
    const person = stored && people.get(stored.staff);
    if (!stored || !person || stored.expiresAt <= clock.now()) return null;
    const expiresAt = clock.now() + SESSION_LASTS;
    if (expiresAt - stored.expiresAt < SLIDE_STEP) return { ...stored, person };
    const slid = { ...stored, expiresAt };
    store.putSession(slid);
    return { ...slid, person };
  }

  const sessionView = (token: string, person: StaffMember, expiresAt: number): Session => ({
    token,
    staff: { id: person.id as StaffId, name: person.name, role: person.role },
    expiresAt: new Date(expiresAt).toISOString(),
  });

  async function fits(id: string, password: string): Promise<boolean> {
    decoy ??= hashPassword("no such person", random);
    const hash = people.has(id) ? store.passwordHash(id) : null;
    const right = await passwordFits(password, hash ?? (await decoy));
    return right && hash !== null;
  }

  return {
    phones,
    identify(token) {
      if (adminToken !== null && sameSecret(token, adminToken)) return { kind: "admin" };
      const hash = tokenHash(token);
      const session = liveSession(hash);
      if (session) {
        const { id, name, role } = session.person;
        return { kind: "staff", staff: id, name, role };
      }
      const page = derived.get(hash);
      if (page) return page;
      const device = store.deviceToken(hash);
      if (device && DEVICE_PAGES.includes(device.page))
        return { kind: "device", page: device.page, id: device.id };
      const phone = phones.phoneOf(token);
      return phone === null ? null : { kind: "citizen", phone, session: hash.slice(0, 16) };
    },

    async signIn(id, password, address) {
      const keys = keysOf(id, address);
      const wait = locks.waitFor(keys);
      if (wait > 0) return locked(wait);
      // Counted before the slow comparison, so that many tries at once don't all pass the check above.
      locks.failed(keys);
      const right = await turnstile.pass(() => fits(id, password));
      if (right === null) return locked(1000);
      if (!right) return refuse("auth.invalid", "工号或密码不正确（wrong staff id or password）");
      locks.succeeded(keys);
      const person = people.get(id) as StaffMember;
      const now = clock.now();
      store.dropSessionsExpiredBefore(now);
      const token = newToken(random);
      const expiresAt = now + SESSION_LASTS;
      store.putSession({ hash: tokenHash(token), staff: id, createdAt: now, expiresAt });
      return sessionView(token, person, expiresAt);
    },

    signOut: (token) => store.dropSession(tokenHash(token)),

    session(token) {
      const live = liveSession(tokenHash(token));
      return live && sessionView(token, live.person, live.expiresAt);
    },

    async setPassword(id, password) {
      if (!people.has(id)) return refuse("staff.unknown", `没有工作人员 ${id}（no such member of staff）`);
      const trouble = passwordTrouble(password);
      if (trouble)
        return {
          ...refuse("request.invalid", trouble),
          problems: [{ path: "password", message: trouble }],
        };
      store.setPasswordHash(id, await hashPassword(password, random), clock.now());
      // Whoever knew the old one is out.
      store.dropSessionsOf(id);
      return null;
    },

    issueDeviceToken(page, id) {
      const token = newToken(random);
      store.putDeviceToken({ hash: tokenHash(token), page, id, createdAt: clock.now() });
      return token;
    },

    derivedToken: (page, id) =>
      adminToken !== null && derivedPages.some((d) => d.page === page && d.id === id)
        ? derivedDeviceToken(adminToken, page, id)
        : null,

    dropDeviceTokens: (page, id) => store.dropDeviceTokens(page, id),

    deviceTokens: () => store.deviceTokens().map(({ page, id, createdAt }) => ({ page, id, createdAt })),
  };
}

function locked(wait: number): SignInRefusal {
  const retryAfter = Math.ceil(wait / 1000);
  return {
    ...refuse("auth.locked", `请 ${retryAfter} 秒后再试（try again in ${retryAfter} s）`),
    retryAfter,
  };
}
