import type { HallEvent } from "../../contract/events.ts";
import type { TicketId } from "../../contract/ids.ts";
import { bindsAtTicket, skilled, staffAt, willCall } from "../eligibility.ts";
import { placeOf } from "../order.ts";
import { ageOf } from "../policy.ts";
import { servingNext } from "../rota.ts";
import {
  type DispatcherState,
  isBatch,
  matterOf,
  type QueueTicket,
  ruleOf,
  type WindowRule,
} from "../state.ts";
import type { DeskHall } from "./desk-hall.ts";

// Reads a sentence of reason.ts back and holds it against the hall before the call, worked out the long way: by walking
// all who wait instead of the heads of lines.

const MINUTE = 60_000;
const CLASSES = { 普通号: "walk", 预约号: "appointment", 绿色通道: "green" } as const;
const RANK = { green: 0, appointment: 1, walk: 2 } as const;
const STANDS_ANEW: ReadonlySet<HallEvent["type"]> = new Set([
  "ticket.rejoined",
  "ticket.yielded",
  "ticket.advanced",
  "ticket.transferred",
] as const);
const P = "(\\S\\d+)（([^）]*)）";

interface Person {
  readonly ticket: QueueTicket;
  readonly age: number;
}

/** What the hall looked like before a call at a window. */
export class WhyCheck {
  readonly #state: DispatcherState;
  readonly #facts: HallEvent[];
  readonly #window: WindowRule;
  readonly #now: number;
  readonly #people: readonly Person[];
  readonly #callable: readonly Person[];
  readonly #run: number;

  /** `concluded`: what the very press does before it calls. */
  constructor(hall: DeskHall, window: WindowRule, concluded: readonly HallEvent[]) {
    this.#state = structuredClone({ ...hall.state, rules: { ...hall.state.rules, rota: null } }) as never;
    (this.#state as { rules: unknown }).rules = hall.state.rules;
    this.#facts = [...hall.facts];
    this.#now = hall.at;
    this.#window = servingNext(hall.state, window, hall.at);
    const advanced = concluded.find((f) => f.type === "ticket.advanced");
    const returner = advanced && this.#state.tickets.get(advanced.data.ticket);
    if (advanced && returner && !bindsAtTicket(this.#state, advanced.data.queue)) {
      // As it will stand a moment later.
      const { queue, legs = [] } = advanced.data;
      returner.planned = [...returner.planned.slice(0, returner.plannedDone), ...legs];
      const arrival = this.#state.arrivals + 1;
      const phase = { state: "waiting", since: this.#now, only: null } as const;
      const batch = isBatch(hall.state.rules, queue, legs[0]?.count ?? 1);
      Object.assign(returner, { queue, arrival, phase, batch, steady: false, joined: "advanced" });
      this.#facts.push(advanced);
    }
    this.#people = [...this.#state.tickets.values()]
      .filter((t) => t.phase.state === "waiting")
      .map((ticket) => ({ ticket, age: ageOf(this.#state.rules.policy, placeOf(ticket), this.#now) }));
    this.#callable = this.#people.filter(({ ticket }) => this.#canCall(ticket));
    this.#run = this.#runSinceWalkIn();
  }

  /** The pattern that the sentence follows; throws where what it says is not so. */
  check(sentence: string, called: string): string {
    for (const [pattern, read] of this.#patterns()) {
      const m = sentence.match(`^${pattern}$`);
      if (m) return read(m, called);
    }
    throw new Error(`no such sentence: ${sentence}`);
  }

  #patterns(): readonly (readonly [
    pattern: string,
    read: (m: RegExpMatchArray, called: string) => string,
  ])[] {
    const { name } = this.#window;
    return [
      [`${P}是${name}现在唯一可办的等候号`, this.#only],
      [`${name}已连叫(\\d+)个优先号，按2比1(轮到普通号|先叫优先号)${P}，先于${P}`, this.#turn],
      [`先于排在最前的${P}：${P}(.+)，折算等候只少(.+)（最多可让12分钟）`, this.#slack],
      [`${P}在${name}可办的(\\d+)个等候号中排队最早`, this.#earliest],
      [`${P}按绿色通道、预约、普通的次序先于${P}`, this.#strict],
      [`${P}按规则折算等候([\\d.]+)分钟，(?:多于${P}的([\\d.]+)分钟|略先于${P})`, this.#aged],
      [
        `(\\S\\d+)已提前通知到${name}，按通知先叫(?:，先于折算等候更久的(普通号|预约号|绿色通道)(\\S\\d+))?`,
        this.#announced,
      ],
      [
        `(\\S\\d+)原通知到(.+)，那里(?:办得较慢|还要约(\\d+)分钟才空)，改到${name}预计早(\\d+)分钟办完(?:，折算等候比${name}的下一位(\\S\\d+)多5分钟以上)?`,
        this.#takenOver,
      ],
      [
        `(\\S\\d+)原通知到(.+)，那里空着约(\\d+)分钟没有叫号，改由${name}叫号(?:，折算等候比${name}的下一位(\\S\\d+)更久)?`,
        this.#notCalled,
      ],
    ];
  }

  #only = (m: RegExpMatchArray, called: string): string => {
    this.#named(m, 1, called);
    say(this.#callable.length === 1, "others could be called");
    return "only";
  };

  #turn = (m: RegExpMatchArray, called: string): string => {
    const { kind, ratio } = this.#policy;
    const chosen = this.#named(m, 3, called);
    const walk = onWalkSide(chosen.ticket);
    say(kind === "ratio" && Number(m[1]) === this.#run, `run is ${this.#run}`);
    say(walk === this.#run >= ratio && walk === (m[2] === "轮到普通号"), "not that class's turn");
    const same = (p: Person) => onWalkSide(p.ticket) === walk;
    say(this.#front(this.#callable.filter(same)) === chosen, "an older one of the same side");
    say(this.#front(this.#callable.filter((p) => !same(p))) === this.#named(m, 5), "not the other's first");
    return walk ? "walk-in's turn" : "priority's turn";
  };

  #slack = (m: RegExpMatchArray, called: string): string => {
    const front = this.#named(m, 1);
    const chosen = this.#named(m, 3, called);
    const gap = front.age - chosen.age;
    say(this.#front(this.#callable) === front, "that one is not the first");
    say(gap >= 0 && gap <= this.#policy.slackMs, `gap ${gap}`);
    say(m[6] === (gap < MINUTE / 2 ? "不到1分钟" : `${Math.round(gap / MINUTE)}分钟`), `gap ${gap}`);
    return this.#advantage(m[5] as string, chosen, front);
  };

  #earliest = (m: RegExpMatchArray, called: string): string => {
    const chosen = this.#named(m, 1, called);
    say(Number(m[3]) === this.#callable.length, `${this.#callable.length} could be called`);
    say(
      this.#callable.every((p) => p === chosen || stoodFirst(chosen, p)),
      "somebody stood there before",
    );
    say(this.#front(this.#callable) === chosen, "somebody is older");
    return "earliest";
  };

  #strict = (m: RegExpMatchArray, called: string): string => {
    const chosen = this.#named(m, 1, called);
    const other = this.#earlier(m, 3, chosen);
    say(this.#policy.kind === "strict", this.#policy.kind);
    say(RANK[chosen.ticket.class] < RANK[other.ticket.class], "no higher class");
    return "strict";
  };

  #aged = (m: RegExpMatchArray, called: string): string => {
    const chosen = this.#named(m, 1, called);
    const other = this.#earlier(m, m[4] ? 4 : 7, chosen);
    say(this.#policy.kind === "accumulating", this.#policy.kind);
    say(Math.abs(Number(m[3]) - chosen.age / MINUTE) <= 0.5, `age ${chosen.age}`);
    if (m[6]) say(Number(m[3]) > Number(m[6]) && near(m[6], other.age), `other's age ${other.age}`);
    say(this.#front(this.#callable) === chosen, "somebody is older");
    return m[4] ? "class" : "class, closely";
  };

  #announced = (m: RegExpMatchArray, called: string): string => {
    const { id } = this.#window;
    const told = ({ ticket: t }: Person) =>
      t.promised === id && t.phase.state === "waiting" && t.phase.only === id;
    const chosen = this.#person(m[1] as string, called);
    say(told(chosen), "was not told");
    const front = this.#front(this.#callable.filter((p) => !told(p)));
    const passed = front && older(front, chosen) ? front.ticket : null;
    say((m[3] ?? null) === (passed?.number ?? null), `passed ${passed?.number}`);
    if (passed) say(CLASSES[m[2] as keyof typeof CLASSES] === passed.class, passed.class);
    return passed ? "announced, over another" : "announced";
  };

  #notCalled = (m: RegExpMatchArray, called: string): string => {
    const chosen = this.#person(m[1] as string, called);
    const desk = this.#holderOf(chosen, m[2]);
    const rests = desk?.state === "idle" ? this.#now - desk.since : 0;
    say(rests >= 2 * MINUTE && Number(m[3]) === Math.round(rests / MINUTE), `rests ${rests}`);
    if (m[4]) say(chosen.age > this.#person(m[4]).age, "not older");
    else say(this.#callable.length === 0, "the window had somebody of its own");
    return "not called there";
  };

  /** The window named, which must be the one that the person was told. */
  #holderOf({ ticket }: Person, name: string | undefined) {
    const holder = ticket.promised;
    say(holder !== null && holder !== this.#window.id, `${holder}`);
    say(holder !== null && ruleOf(this.#state, holder)?.name === name, `${holder}`);
    return this.#state.desks.get(holder as never);
  }

  #takenOver = (m: RegExpMatchArray, called: string): string => {
    const chosen = this.#person(m[1] as string, called);
    const busy = this.#holderOf(chosen, m[2])?.state;
    if (m[3]) say(busy === "calling" || busy === "serving", `${busy}`);
    say(Number(m[4]) >= 4, "gains too little");
    if (m[5]) say(chosen.age - this.#person(m[5]).age >= 5 * MINUTE, "not much older");
    else say(this.#callable.length === 0, "the window had somebody of its own");
    return "taken over";
  };

  get #policy() {
    return this.#state.rules.policy;
  }

  #canCall(t: QueueTicket): boolean {
    const { phase } = t;
    if (phase.state !== "waiting") return false;
    if (phase.only !== null) return phase.only === this.#window.id;
    return this.#able(this.#window, t);
  }

  #able({ id, sectors, matters, batch }: WindowRule, t: QueueTicket): boolean {
    const matter = matterOf(t);
    const staff = staffAt(this.#state, id);
    return (
      sectors.includes(t.queue) &&
      (batch || !t.batch) &&
      (matter === null || matters === null || matters.includes(matter)) &&
      (staff === null || skilled(this.#state.rules, staff, t.queue, matter))
    );
  }

  #runSinceWalkIn(): number {
    let run = 0;
    for (const [i, { type, data }] of this.#facts.entries())
      if (type === "ticket.called" && data.window === this.#window.id && data.from === "waiting")
        run = this.#wasWalkIn(data.ticket, i) ? 0 : run + 1;
    return run;
  }

  /** Whether a ticket stood among the walk-ins when that fact came: as one of them, or put behind others in this leg. */
  #wasWalkIn(ticket: TicketId, before: number): boolean {
    const own = this.#facts.slice(0, before).filter(({ data }) => "ticket" in data && data.ticket === ticket);
    if (own.some((f) => f.type === "ticket.issued" && f.data.class === "walk")) return true;
    const last = own.findLast(({ type }) => STANDS_ANEW.has(type));
    return (last?.type === "ticket.rejoined" || last?.type === "ticket.yielded") && last.data.steady === true;
  }

  #person(number: string, called: string | null = null): Person {
    const person = this.#people.find((p) => p.ticket.number === number);
    if (!person) throw new Error(`${number} does not wait`);
    if (called !== null) say(person.ticket.id === called, `${number} was not called`);
    return person;
  }

  /** Number and facts at `at` and `at + 1`: the person, whose facts are true. */
  #named(m: RegExpMatchArray, at: number, called: string | null = null): Person {
    const person = this.#person(m[at] as string, called);
    if (person.ticket.steady) say((m[at + 1] as string).includes("按普通号计时"), "is steady");
    const [is, since, ...others] = (m[at + 1] as string).split("、");
    const { ticket } = person;
    say(CLASSES[is as keyof typeof CLASSES] === ticket.class, `${ticket.number} is ${ticket.class}`);
    const minutes = Math.round(Math.max(0, this.#now - ticket.issuedAt) / MINUTE);
    say(
      since === (minutes === 0 ? "刚取号" : `${minutes}分钟前取号`),
      `${ticket.number} took it ${minutes} min ago`,
    );
    for (const fact of others) say(this.#true(fact, ticket), `${ticket.number}: ${fact}`);
    say(
      others.some((f) => WAYS.has(f)) === (this.#joined(ticket) !== "ticket.issued"),
      `${ticket.number}'s way`,
    );
    return person;
  }

  #true(fact: string, ticket: QueueTicket): boolean {
    const here = ticket.phase.state === "waiting" && ticket.phase.only === this.#window.id;
    const { slotLeadMs } = this.#state.rules.policy.classes[ticket.class];
    const begun = ticket.slot !== null && this.#now >= ticket.slot - slotLeadMs;
    switch (fact) {
      case "已到预约时段":
        return ticket.class === "appointment" && begun;
      case "未到预约时段":
        return ticket.class === "appointment" && ticket.slot !== null && !begun;
      case "接着办下一项":
        return this.#joined(ticket) === "ticket.advanced";
      case "转到本窗口":
        return this.#joined(ticket) === "ticket.transferred" && here;
      case "转号":
        return this.#joined(ticket) === "ticket.transferred" && !here;
      case "过号后重排":
        return this.#joined(ticket) === "ticket.rejoined";
      case "挂起后回本窗口":
        return this.#joined(ticket) === "ticket.returned" && here;
      case "挂起后回来":
        return this.#joined(ticket) === "ticket.returned" && !here;
      case "让过号":
        return this.#facts.some((f) => f.type === "ticket.yielded" && f.data.ticket === ticket.id);
      case "按普通号计时":
        return ticket.steady && ticket.class !== "walk";
      case "已定在本窗口":
        return ticket.bound === this.#window.id;
      default:
        return ticket.batch && fact === `同类${ticket.planned[ticket.plannedDone]?.count}件`;
    }
  }

  #joined(ticket: QueueTicket): string | undefined {
    return this.#facts.findLast(
      (f) => JOINS.has(f.type) && (f.data as { ticket?: string }).ticket === ticket.id,
    )?.type;
  }

  #front(people: readonly Person[]): Person | undefined {
    return people.find((p) => people.every((q) => q === p || older(p, q)));
  }

  /** Whoever stood in line before the chosen one, and nobody before that. */
  #earlier(m: RegExpMatchArray, at: number, chosen: Person): Person {
    const other = this.#named(m, at);
    say(this.#callable.includes(other) && stoodFirst(other, chosen), "did not stand before");
    say(
      this.#callable.every((p) => p === other || stoodFirst(other, p)),
      "another one stood before",
    );
    return other;
  }

  #advantage(words: string, chosen: Person, front: Person): string {
    const [own, other] = [this.#parts(chosen.ticket), this.#parts(front.ticket)];
    const pull = (0.02 / MINUTE) * (this.#window.sectors.length > 1 ? 1.5 : 1);
    const [faster, shorter] = [other.speed - own.speed, other.short - own.short];
    say(faster + shorter > pull * (front.age - chosen.age) - 1e-9, "does not outweigh the age");
    const m = words.match(/^的事项较短（一般([\d.]+)分钟，前者([\d.]+)分钟）$/);
    if (m) {
      say(
        shorter > faster && Number(m[1]) < Number(m[2]) && near(m[1], own.ms) && near(m[2], other.ms),
        words,
      );
      return "shorter";
    }
    say(faster > 0 && faster >= shorter, words);
    const name = this.#window.name;
    if (words.startsWith(`由${name}办比各窗口平均快`)) {
      say(own.speed < 0 && words.endsWith(percent(1 - Math.exp(own.speed))), words);
      return "faster";
    }
    say(words === `先办，因${name}办前者的事项比各窗口平均慢${percent(Math.exp(other.speed) - 1)}`, words);
    return "slower with the other";
  }

  #parts(ticket: QueueTicket) {
    const { windows, known } = this.#state.rules;
    const matter = matterOf(ticket) as string;
    const factor = (w: WindowRule) => known?.factors.get(w.id)?.get(matter) ?? 1;
    const able = windows.filter((w) => this.#able(ruleOf(this.#state, w.id) as WindowRule, ticket));
    const open = able.filter((w) => willCall(this.#state, w.id));
    const compared = open.length > 1 ? open : able;
    const average = compared.reduce((sum, w) => sum + factor(w), 0) / compared.length;
    const ms = known?.matters.get(matter)?.meanMs ?? 8 * MINUTE;
    if (!able.some((w) => w.id === this.#window.id)) return { speed: 0, short: 0, ms };
    return { speed: Math.log(factor(this.#window) / average), short: 0.05 * Math.log(ms / MINUTE), ms };
  }
}

const JOINS = new Set([
  "ticket.issued",
  "ticket.advanced",
  "ticket.transferred",
  "ticket.rejoined",
  "ticket.returned",
]);
const WAYS = new Set(["接着办下一项", "转到本窗口", "转号", "过号后重排", "挂起后回本窗口", "挂起后回来"]);

const percent = (share: number): string => (share < 0.01 ? "不到1%" : `${Math.round(share * 100)}%`);

const near = (said: string | undefined, ms: number): boolean =>
  Math.abs(Number(said) - ms / MINUTE) <= 0.0501;

const older = (a: Person, b: Person): boolean =>
  a.age > b.age || (a.age === b.age && a.ticket.arrival < b.ticket.arrival);

const stoodFirst = ({ ticket: a }: Person, { ticket: b }: Person): boolean =>
  a.origin < b.origin || (a.origin === b.origin && a.arrival < b.arrival);

function say(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** Whoever was put behind others stands among the walk-ins. */
const onWalkSide = (ticket: QueueTicket): boolean => ticket.class === "walk" || ticket.steady;
