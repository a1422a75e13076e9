import { hash } from "node:crypto";
import type { Contact } from "../contract/contact.ts";
import type { Identity } from "../contract/events.ts";
import { type IdDocument, maskName, normalIdNumber } from "../contract/identity.ts";
import type { Moment } from "../kernel/feature.ts";
import { newContactId, type Random } from "../kernel/random.ts";
import type { Db } from "./database.ts";

export interface Applicant {
  readonly id: string;
  readonly kind: "person" | "enterprise" | "organisation";
  readonly name: string;
  readonly idNumber: string;
}

/** A document that a card reader read or staff typed. */
export interface Document {
  readonly document: IdDocument;
  readonly number: string;
  readonly name: string | null;
  /** As the card has it; kept only where the config wants it. */
  readonly photo?: Uint8Array | null;
}

export interface Vault {
  /** The contact of a phone on a day: the same phone gets the same contact, so duplicates are seen without it. */
  contact(phone: string, now: Moment): Contact;
  /** Whose document it is: the same number gets the same identity on every day. Nothing of it is public. */
  identity(document: Document, now: Moment): Identity;
  /** The keyed hash of a document's number, as `identity` gives it. */
  identityKey(number: string): string;
  /** The key of the document with which a ticket was taken; null: taken without one. */
  identityOf(ticket: string): string | null;
  /** The same phone kept for another day; null once it was purged. */
  moveContact(id: string, day: string, at: number): Contact | null;
  /** All contacts of a phone that are still kept, of whatever day. */
  contactsOf(phone: string): readonly string[];
  /** All contacts of the same phone as this one, itself among them. */
  contactsOfContact(id: string): readonly string[];
  addApplicant(applicant: Applicant, at: number): void;
  applicant(id: string): Applicant | null;
  /** Empties identity numbers and names that were last shown before `at`; their keys stay. Answers how many. */
  purgeIdentities(before: number): number;
  /** Empties phones of days before `day`; answers how many. */
  purgePhones(before: string): number;
}

/** 13800138000 or +8613800138000 → 138****8000. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, "");
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/** 132 bits: two people never share a key by chance. */
const KEY_LENGTH = 22;

/** Made once for a database: facts keep hashes under it, so a journal alone tells nobody's number. */
function vaultKey(db: Db, random: Random): Buffer {
  db.prepare("INSERT OR IGNORE INTO vault_key(id, key) VALUES(1, ?)").run(random.bytes(32));
  return (db.prepare("SELECT key FROM vault_key WHERE id = 1").get() as { key: Buffer }).key;
}

/** HMAC-SHA256 (RFC 2104) of texts under a key of at most 64 bytes, base64url: by one-shot hashes, for every ticket pays it. */
function hmacSha256(key: Buffer): (text: string) => string {
  const padded = (by: number) => Buffer.alloc(64).map((_, i) => (key[i] ?? 0) ^ by);
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  return (text) => {
    const first = hash("sha256", Buffer.concat([inner, Buffer.from(text)]), "buffer");
    return hash("sha256", Buffer.concat([outer, first]), "buffer").toString("base64url");
  };
}

/** 张* 3301****1234: enough for a clerk to compare with the document in hand. */
function maskIdentity(number: string, name: string | null): string {
  const digits =
    number.length > 8 ? `${number.slice(0, 4)}****${number.slice(-4)}` : `****${number.slice(-3)}`;
  return name === null ? digits : `${maskName(name)} ${digits}`;
}

/** The only keeper of personal numbers: events and logs carry its ids and masks. */
export function createVault(db: Db, random: Random, phoneKeys = true): Vault {
  const contact = db.prepare<[string, string, string], { id: string }>(
    "INSERT INTO contact(id, day, phone) VALUES(?, ?, ?) ON CONFLICT(phone, day) WHERE phone IS NOT NULL DO UPDATE SET phone = excluded.phone RETURNING id",
  );
  const phoneOf = db.prepare<[string], { phone: string | null }>("SELECT phone FROM contact WHERE id = ?");
  const contactsOf = db.prepare<[string], { id: string }>("SELECT id FROM contact WHERE phone = ?");
  const addApplicant = db.prepare(
    "INSERT INTO applicant(id, kind, name, id_number, at) VALUES(?, ?, ?, ?, ?)",
  );
  const applicant = db.prepare<[string], Applicant>(
    'SELECT id, kind, name, id_number AS "idNumber" FROM applicant WHERE id = ?',
  );
  const purge = db.prepare("UPDATE contact SET phone = NULL WHERE day < ? AND phone IS NOT NULL");
  const identity = db.prepare<[string, string, string, string, string | null, number], { id: string }>(
    `INSERT INTO identity(id, key, document, number, name, at) VALUES(?, ?, ?, ?, ?, ?)
     ON CONFLICT(key) DO UPDATE SET number = excluded.number, name = coalesce(excluded.name, name), at = excluded.at RETURNING id`,
  );
  const purgeIdentity = db.prepare(
    "UPDATE identity SET number = NULL, name = NULL, photo = NULL WHERE at < ? AND number IS NOT NULL",
  );
  const photograph = db.prepare<[Uint8Array, string]>("UPDATE identity SET photo = ? WHERE id = ?");
  const ofTicket = db.prepare<[string], { key: string }>(
    "SELECT i.key FROM ticket_identity t JOIN identity i ON i.id = t.identity WHERE t.ticket = ?",
  );
  const secret = vaultKey(db, random);
  const hmac = hmacSha256(secret);
  const keyed = (text: string) => hmac(text).slice(0, KEY_LENGTH);
  // One person is one key, whichever of the two documents that share its number is shown.
  const documentKey = (normal: string) => keyed(`document ${normal}`);
  const keep = (phone: string, now: Moment): Contact => {
    const { id } = contact.get(newContactId(random, now.at), now.day, phone) as { id: string };
    const mask = maskPhone(phone);
    return phoneKeys ? { id, mask, key: keyed(`phone ${phone}`) } : { id, mask };
  };
  const allOf = (phone: string) => contactsOf.all(phone).map((c) => c.id);
  return {
    contact: keep,
    moveContact: (id, day, at) => {
      const phone = phoneOf.get(id)?.phone ?? null;
      return phone === null ? null : keep(phone, { at, day });
    },
    contactsOf: allOf,
    contactsOfContact: (id) => {
      const phone = phoneOf.get(id)?.phone ?? null;
      return phone === null ? [id] : allOf(phone);
    },
    identity: ({ document, number, name, photo }, now) => {
      const normal = normalIdNumber(number);
      const key = documentKey(normal);
      const { id } = identity.get(newContactId(random, now.at), key, document, normal, name, now.at) as {
        id: string;
      };
      if (photo) photograph.run(photo, id);
      return { id, mask: maskIdentity(normal, name), key };
    },
    identityKey: (number) => documentKey(normalIdNumber(number)),
    identityOf: (ticket) => ofTicket.get(ticket)?.key ?? null,
    addApplicant: (a, at) => void addApplicant.run(a.id, a.kind, a.name, a.idNumber, at),
    applicant: (id) => applicant.get(id) ?? null,
    purgeIdentities: (before) => purgeIdentity.run(before).changes,
    purgePhones: (before) => purge.run(before).changes,
  };
}
