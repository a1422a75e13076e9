import { deserialize, serialize } from "node:v8";
import type { HallEvent } from "../../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../../contract/ids.ts";
import { plainOutlook } from "../../dispatcher/outlook.ts";
import type { DayReads, JournalDay } from "../../store/days.ts";
import { createMemory, type HallMemory, type HallRules, type States } from "../memory.ts";
import { type FactNames, factSays } from "./fact-says.ts";

/** A fact as the lists show it. */
export interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly type: HallEvent["type"];
  readonly ticket: TicketId | null;
  readonly number: string | null;
  readonly window: WindowId | null;
  readonly text: string;
  readonly call: Call | null;
}

interface Call {
  readonly staff: StaffId;
  readonly from: "waiting" | "parked" | "missed";
  readonly why: string;
}

/** Memory is kept each so many facts: going back folds no more than that. */
const KEEP_EVERY = 4_000;
const MOST_KEPT = 16;

/**
 * One day of the journal that can be moved to any of its facts. The hall at a position is the fold of the journal by the
 * features' own code (`createMemory`), as a start folds it; there is no second model of a hall.
 */
export class DayReplay {
  readonly day: string;
  readonly after: number;
  readonly #reads: DayReads;
  readonly #names: Omit<FactNames, "number">;
  readonly #memory: HallMemory;
  readonly #kept: { readonly seq: number; readonly state: Buffer }[] = [];
  readonly #entries: Entry[] = [];
  readonly #numbers = new Map<string, string>();
  readonly #seqs: number[] = [];
  /** Never falling: a clock that was set back does not put a later fact before an earlier one. */
  readonly #ats: number[] = [];
  #cursor: number;
  #upTo: number;
  #ended = false;

  constructor(needs: {
    readonly day: JournalDay;
    readonly reads: DayReads;
    readonly rules: HallRules;
    readonly names: Omit<FactNames, "number">;
  }) {
    this.day = needs.day.day;
    this.after = needs.day.after;
    this.#reads = needs.reads;
    this.#names = needs.names;
    this.#cursor = needs.day.after;
    this.#upTo = needs.day.after;
    this.#memory = createMemory({
      outlook: plainOutlook,
      rules: needs.rules,
      journal: { since: (seq) => this.#since(seq), lastSeq: () => this.#cursor },
      snapshots: { latest: () => this.#latest(), save: (seq, _, state) => this.#keep(seq, state) },
    });
  }

  /** Folds what was before the day, and lists the day's facts up to where the journal stands. */
  extend({ upTo, ended }: JournalDay): void {
    if (this.#kept.length === 0) {
      this.#memory.load();
      this.#memory.save(0);
      for (const ticket of this.#memory.states.dispatcher.tickets.values())
        this.#numbers.set(ticket.id, ticket.number);
    }
    for (const { seq, fact } of this.#reads.facts(this.#upTo, upTo)) this.#list(seq, fact);
    this.#upTo = upTo;
    this.#ended = ended;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get last(): number {
    return this.#upTo;
  }

  /** Moments of the day's first fact and of the last that is worth a line; null: there is none. */
  get span(): { readonly from: number; readonly to: number } | null {
    const from = this.#ats[0];
    const to = this.#entries.findLast((e) => e.type !== "day.ended")?.at ?? from;
    return from === undefined || to === undefined ? null : { from, to };
  }

  /** The position at a moment: after the last fact that is no later. */
  seqAt(at: number): number {
    const index = firstIndex(this.#ats, (a) => a > at) - 1;
    return this.#seqs[index] ?? this.after;
  }

  /** When the fact at a position happened. */
  atOf(seq: number): number | null {
    const index = firstIndex(this.#seqs, (s) => s > seq) - 1;
    return this.#ats[index] ?? this.#ats[0] ?? null;
  }

  /** The hall right after the fact at `seq`; good until the next move. */
  at(seq: number): States {
    if (seq < this.#cursor) {
      this.#cursor = seq;
      this.#memory.load();
    } else {
      let folded = 0;
      for (const { seq: reached, fact } of this.#reads.facts(this.#cursor, seq)) {
        this.#memory.apply(fact);
        this.#cursor = reached;
        if (++folded % KEEP_EVERY === 0) this.#memory.save(0);
      }
      this.#cursor = seq;
    }
    return this.#memory.states;
  }

  /** Entries in the order of the day. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** How many entries are no later than `seq`. */
  entriesUpTo(seq: number): number {
    return firstIndex(this.#entries, (e) => e.seq > seq);
  }

  *#since(seq: number): IterableIterator<HallEvent> {
    for (const { fact } of this.#reads.facts(seq, this.#cursor)) yield fact;
  }

  #latest() {
    const kept = this.#kept.findLast((k) => k.seq <= this.#cursor);
    return kept
      ? { seq: kept.seq, state: deserialize(kept.state) as unknown }
      : this.#reads.snapshotAt(this.#cursor);
  }

  #keep(seq: number, state: unknown): void {
    if (this.#kept.some((k) => k.seq === seq)) return;
    // The first is the day's begin: without it going back would fold the days before again.
    if (this.#kept.length >= MOST_KEPT) this.#kept.splice(1, this.#kept.length - 1);
    this.#kept.push({ seq, state: serialize(state) });
    this.#kept.sort((a, b) => a.seq - b.seq);
  }

  #list(seq: number, fact: HallEvent): void {
    this.#seqs.push(seq);
    this.#ats.push(Math.max(fact.at, this.#ats.at(-1) ?? fact.at));
    if (fact.type === "ticket.issued") this.#numbers.set(fact.data.ticket, fact.data.number);
    const text = factSays(fact, {
      ...this.#names,
      number: (ticket) => this.#numbers.get(ticket) ?? "（往日的号）",
    });
    if (text === null) return;
    const { ticket, window } = fact.data as { ticket?: TicketId; window?: WindowId | null };
    this.#entries.push({
      seq,
      at: fact.at,
      type: fact.type,
      ticket: ticket ?? null,
      number: (ticket && this.#numbers.get(ticket)) ?? null,
      window: window ?? null,
      text,
      call: fact.type === "ticket.called" ? callOf(fact) : null,
    });
  }
}

function callOf({ data }: HallEvent<"ticket.called">): Call {
  return { staff: data.staff, from: data.from, why: data.reason };
}

/** The first index whose value passes; the list's length when none does. Values that pass stand behind all others. */
function firstIndex<T>(list: readonly T[], passes: (value: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
