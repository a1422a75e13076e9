import type { Contact } from "../contract/events.ts";
import type { Moment } from "../kernel/feature.ts";
import { newContactId, type Random } from "../kernel/random.ts";
import type { Db } from "./database.ts";

export interface Applicant {
  readonly id: string;
  readonly kind: "person" | "enterprise" | "organisation";
  readonly name: string;
  readonly idNumber: string;
}

export interface Vault {
  /** The contact of a phone on a day: the same phone gets the same contact, so duplicates are seen without it. */
  contact(phone: string, now: Moment): Contact;
  addApplicant(applicant: Applicant, at: number): void;
  applicant(id: string): Applicant | null;
  /** Empties phones of days before `day`; answers how many. */
  purgePhones(before: string): number;
}

/** 13800138000 or +8613800138000 → 138****8000. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, "");
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/** The only keeper of personal numbers: events and logs carry its ids and masks. */
export function createVault(db: Db, random: Random): Vault {
  const contact = db.prepare<[string, string, string], { id: string }>(
    "INSERT INTO contact(id, day, phone) VALUES(?, ?, ?) ON CONFLICT(day, phone) DO UPDATE SET phone = excluded.phone RETURNING id",
  );
  const addApplicant = db.prepare(
    "INSERT INTO applicant(id, kind, name, id_number, at) VALUES(?, ?, ?, ?, ?)",
  );
  const applicant = db.prepare<[string], Applicant>(
    'SELECT id, kind, name, id_number AS "idNumber" FROM applicant WHERE id = ?',
  );
  const purge = db.prepare("UPDATE contact SET phone = NULL WHERE day < ? AND phone IS NOT NULL");
  return {
    contact: (phone, now) => {
      const { id } = contact.get(newContactId(random, now.at), now.day, phone) as { id: string };
      return { id, mask: maskPhone(phone) };
    },
    addApplicant: (a, at) => void addApplicant.run(a.id, a.kind, a.name, a.idNumber, at),
    applicant: (id) => applicant.get(id) ?? null,
    purgePhones: (before) => purge.run(before).changes,
  };
}
