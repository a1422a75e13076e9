import { until } from "../../sim/support/until.ts";
import { inParallel } from "./check-state.ts";
import type { HallProcess } from "./hall-process.ts";
import type { KnownTicket, Model, WireTicket } from "./model.ts";
import type { DiskState } from "./outbox-ledger.ts";
import type { CutSlip } from "./printer-end.ts";
import type { SentSms } from "./sms-end.ts";

/** An acceptance that was answered longer than this before a kill had every chance to be recorded, on a busy machine too. */
const RECORDED_WITHIN_MS = 5_000;

export interface Verdict {
  readonly wrong: readonly string[];
  readonly twice: number;
}

type Kind = "issued" | "near" | "called";

interface Sorted {
  readonly phone: string;
  readonly kind: Kind;
  /** With `called`: the window named. */
  readonly window: string | null;
  readonly sms: SentSms;
}

function sortOut(sms: SentSms): Sorted | null {
  const phone = sms.to.replace(/^\+86/, "");
  if (/取号成功/.test(sms.body)) return { phone, kind: "issued", window: null, sms };
  if (/即将办理/.test(sms.body)) return { phone, kind: "near", window: null, sms };
  const called = /现在到(\d)号窗口/.exec(sms.body);
  return called ? { phone, kind: "called", window: `w0${called[1]}`, sms } : null;
}

/**
 * Counts effects that happened twice. `excused` says how often a (phone, kind) or a slip was in the provider's or
 * printer's hands at a kill, so that nobody could have known whether it had arrived.
 */
export class OnceLedger {
  readonly #sms = new Map<string, number>();
  readonly #slips = new Map<string, number>();
  excusable = 0;

  /** Remembers what a kill left unknown. */
  killed(disk: DiskState, sent: readonly SentSms[], at: number): void {
    for (const { phone, kind } of disk.sending) {
      const local = phone.replace(/^\+86/, "");
      const copies = sent.map(sortOut).filter((s) => s?.phone === local && s.kind === kind);
      const last = copies.at(-1)?.sms;
      if (!last) continue; // it never reached the provider: sending it is sending it once
      if (last.answeredAt !== null && at - last.answeredAt > RECORDED_WITHIN_MS) continue;
      const key = `${local} ${kind}`;
      this.#sms.set(key, (this.#sms.get(key) ?? 0) + 1);
      this.excusable++;
    }
    for (const number of disk.printing) {
      this.#slips.set(number, (this.#slips.get(number) ?? 0) + 1);
      this.excusable++;
    }
  }

  /** SMS beyond one a leg and kind, less those excused; `twice` counts the excused ones that did come twice. */
  checkSms(model: Model, sent: readonly SentSms[], keypadCalls: ReadonlyMap<string, number>): Verdict {
    const byPhone = new Map<string, KnownTicket>();
    for (const t of model.tickets.values()) if (t.phone) byPhone.set(t.phone, t);
    const wrong: string[] = [];
    const counts = new Map<string, { count: number; readonly allowed: number; readonly excused: number }>();
    for (const sms of sent) {
      const sorted = sortOut(sms);
      const ticket = sorted && byPhone.get(sorted.phone);
      if (!ticket) {
        wrong.push(`an SMS that nobody asked for: ${sms.to} ${sms.body}`);
        continue;
      }
      const key = `${sorted.phone} ${sorted.kind}`;
      const id = `${key} ${sorted.window ?? ""}`;
      const entry = counts.get(id) ?? {
        count: 0,
        allowed: calledFor(sorted, ticket, keypadCalls),
        excused: this.#sms.get(key) ?? 0,
      };
      entry.count++;
      counts.set(id, entry);
    }
    let twice = 0;
    for (const [id, { count, allowed, excused }] of counts) {
      if (count > allowed) twice += count - allowed;
      if (count > allowed + excused)
        wrong.push(`${id}: ${count} SMS, ${allowed} called for, ${excused} excused`);
    }
    return { wrong, twice };
  }

  checkSlips(model: Model, slips: readonly CutSlip[]): Verdict {
    const wanted = new Map<string, number>();
    for (const t of model.tickets.values()) if (t.slip) wanted.set(t.number, 0);
    const wrong: string[] = [];
    for (const { text } of slips) {
      const number = /[ZBT]\d{3,}/.exec(text)?.[0] ?? "";
      const seen = wanted.get(number);
      if (seen === undefined) wrong.push(`a slip that nobody asked for: ${text.slice(0, 120)}`);
      else wanted.set(number, seen + 1);
    }
    for (const [number, count] of wanted) {
      const excused = this.#slips.get(number) ?? 0;
      if (count === 0 || count > 1 + excused) wrong.push(`${number}: ${count} slips, ${excused} excused`);
    }
    return { wrong, twice: [...wanted.values()].reduce((n, count) => n + Math.max(0, count - 1), 0) };
  }
}

/** How many SMS of this kind the ticket's life calls for; the keypad's calls were not answered, the journal has them. */
function calledFor(
  { phone, kind, window }: Sorted,
  ticket: KnownTicket,
  keypadCalls: ReadonlyMap<string, number>,
): number {
  if (kind === "issued") return 1;
  if (kind === "near") return ticket.legs;
  return ticket.calls.get(window ?? "") ?? keypadCalls.get(phone) ?? 0;
}

/** Waits until every SMS and slip has come to its end, and says which did not end well. */
export async function settleOutboxes(hall: HallProcess, model: Model, ms: number): Promise<string[]> {
  let left = [...model.tickets.values()].filter((t) => t.phone !== null || t.slip);
  const wrong: string[] = [];
  await until(
    "empty outboxes",
    async () => {
      const still: KnownTicket[] = [];
      await inParallel(left, async (ticket) => {
        const wire = (await hall.call("GET", `/tickets/${ticket.id}`)).json as WireTicket;
        const troubles = troublesOf(ticket, wire);
        if (troubles.length > 0) wrong.push(...troubles);
        else if (isOnItsWay(wire)) still.push(ticket);
      });
      left = still;
      return still.length === 0;
    },
    ms,
  );
  return wrong;
}

function isOnItsWay(wire: WireTicket): boolean {
  return wire.slip?.state === "pending" || wire.messages.some((m) => m.state === "pending");
}

function troublesOf(ticket: KnownTicket, wire: WireTicket): string[] {
  const wrong = wire.messages
    .filter((m) => m.state === "failed")
    .map((m) => `${ticket.number}: SMS ${m.kind} failed, ${m.reason}`);
  if (wire.slip?.state === "failed") wrong.push(`${ticket.number}: slip failed, ${wire.slip.reason}`);
  if (ticket.slip && !wire.slip) wrong.push(`${ticket.number}: its slip is forgotten`);
  if (ticket.phone && wire.messages.length === 0) wrong.push(`${ticket.number}: its SMS is forgotten`);
  return wrong;
}
