import { type Backoff, backoffDelay } from "../kernel/backoff.ts";
import type { Clock } from "../kernel/clock.ts";
import { HallError, messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { pause } from "../kernel/pause.ts";
import { FrameTrace } from "./frame-trace.ts";
import { LimitedWrites } from "./limited-writes.ts";
import { OwedAnswers } from "./owed-answers.ts";
import { type Pause, writePausing } from "./pauses.ts";
import type { ByteTransport, Connect } from "./transport/transport.ts";

/** What goes first when several devices of a line have something to say. */
export const URGENCIES = ["call", "number", "repaint", "rest"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** One thing to put on the line; until it is over nothing else is sent. */
export interface Turn {
  readonly urgency: Urgency;
  readonly bytes: Buffer;
  readonly pauses?: readonly Pause[];
  /** Time for the answer once the bytes are out, milliseconds; null when none is expected. */
  readonly answerWithin: number | null;
  /** Called just before its bytes are written. */
  readonly begun: () => void;
  /** Called once, later. `answered` only after `Line.answered`. */
  readonly over: (end: TurnEnd) => void;
}
export type TurnEnd = "sent" | "answered" | "silent" | "line-down";

/**
 * A device as its line sees it. It is asked for its next turn only when the line is free, so what it says is
 * always its newest, and nothing can pile up.
 */
export interface Station {
  /** What it would send now; null when nothing. Must not change anything: another station may go first. */
  next(now: number): Turn | null;
  /** When to ask again although nothing happened, epoch milliseconds; null: only after `Line.wake`. */
  due(now: number): number | null;
  /** The line came up (everything must be sent again) or went down. */
  lineChanged(up: boolean): void;
}

export interface LineNeeds {
  readonly id: string;
  readonly connect: Connect;
  /** Bytes a second of a wire that is right behind this line, a tty; null when a network box keeps the time. */
  readonly ttyBytesPerSecond: number | null;
  readonly clock: Clock;
  readonly log: Log;
  /** `connected`, `reason` or `since` changed. */
  readonly onChange: () => void;
}

/** `writtenAt`: since when its bytes are out. */
type Speaking = { readonly turn: Turn; writtenAt: number | null; answered: boolean };

const RECONNECT: Backoff = { first: 200, longest: 5_000 };
/** A connection that ends sooner did not work; the next wait is longer, milliseconds. */
const LASTED = 2_000;
/** A far end that takes no bytes for this long is stuck, milliseconds (the longest frame at 300 baud is below). */
const WRITE_LIMIT = 15_000;
/**
 * Silence between two speakers on a wire (RS-485 adapters turn round), in characters, and at least, milliseconds. Short,
 * so that the hall keeps the wire while it has something to say: a keypad that listens before it speaks waits longer.
 */
const GAP = { characters: 2, atLeast: 2 };
/** Once another device speaks on a wire, an answer that has not come within this time of the question is not coming, ms. */
const OVERDUE = 30;
/** So many requests in a row without one byte from a network box: it may be gone without a word. */
const DEAF_AFTER = 12;

/**
 * One line with all its devices: connects, reconnects for ever, and lets one speak at a time (RS-485 is half
 * duplex; protocols.md 1a, 2a). Answers to keypads go first, then fresh calls, whole printer jobs, repaints, the rest.
 */
export class Line {
  readonly id: string;
  readonly counters = { connects: 0, answersDropped: 0 };
  readonly trace = new FrameTrace();
  readonly #needs: LineNeeds;
  readonly #stations: { readonly station: Station; lastTurn: number }[] = [];
  readonly #listeners = new Set<(bytes: Buffer) => void>();
  readonly #watchers = new Set<(up: boolean) => void>();
  readonly #stop = new AbortController();
  #transport: ByteTransport | null = null;
  #reason: string | null = "正在连接";
  #since: number;
  #attempt = 0;
  #connectedAt = 0;
  readonly #owed = new OwedAnswers();
  #waiting: (() => Promise<void>)[] = [];
  #turns = 0;
  /** Requests in a row without any byte from the far end. */
  #deaf = 0;
  /** On a tty: nothing is sent before this moment. */
  #quietUntil = 0;
  readonly #writes: LimitedWrites;
  #current: Speaking | null = null;
  #held = false;
  #gapCharacters = GAP.characters;
  #cancelTimer = () => {};
  #cancelWake = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(needs: LineNeeds) {
    this.#needs = needs;
    this.id = needs.id;
    this.#writes = new LimitedWrites(needs.clock);
    this.#since = needs.clock.now();
  }

  get connected(): boolean {
    return this.#transport !== null;
  }
  /** A wire is right behind it: nobody but the devices takes time. */
  get isWire(): boolean {
    return this.#needs.ttyBytesPerSecond !== null;
  }
  /** Why it is down, Chinese for staff; null while it is up. */
  get reason(): string | null {
    return this.#reason;
  }
  /** Since when it has been so, epoch milliseconds. */
  get since(): number {
    return this.#since;
  }

  /** A device on this wire needs so many characters of silence between frames. */
  keepQuiet(characters: number): void {
    this.#gapCharacters = Math.max(this.#gapCharacters, characters);
  }

  add(station: Station): void {
    this.#stations.push({ station, lastTurn: 0 });
  }

  onData(listener: (bytes: Buffer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onConnected(watcher: (up: boolean) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelTimer();
    this.#cancelWake();
    await this.#transport?.close();
    await this.#running;
  }

  /** Some station may have something new to say. */
  wake(): void {
    this.#pump();
  }

  /** Sends before all else, as soon as the device that speaks now has finished; `begun` just before it is written. */
  answer(bytes: Buffer, begun: () => void): void {
    if (!this.#transport) return;
    if (!this.#owed.add({ bytes, begun })) {
      this.counters.answersDropped++;
      return;
    }
    this.#waitNoLongerThan(OVERDUE);
    this.#pump();
  }

  /** The present turn has its answer. */
  answered(turn: Turn): void {
    if (this.#current?.turn !== turn) return;
    this.#current.answered = true;
    if (this.#current.writtenAt !== null) this.#end("answered");
  }

  /** Writes at once, outside of turns: for whoever holds the line exclusively. */
  write(bytes: Buffer): Promise<void> {
    const transport = this.#transport;
    if (!transport) return Promise.reject(new HallError("line.down", this.#reason ?? "线路未连接"));
    this.trace.sent(bytes, this.#needs.clock.now());
    const limit = WRITE_LIMIT + 2 * this.#wireTime(bytes.length);
    return this.#writes.write(transport, bytes, limit, () => this.giveUp("写入无进展"));
  }

  /** Closes the connection, which is then made anew. */
  giveUp(cause: string): void {
    if (!this.#transport) return;
    this.#needs.log.warn({ line: this.id, cause }, "line opened anew");
    void this.#transport.close();
  }

  /** Runs `use` as soon as nobody speaks, and lets nobody speak until it has settled. */
  exclusive<T>(use: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(async () => {
        try {
          resolve(await use());
        } catch (error) {
          reject(error);
        }
      });
      this.#pump();
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const transport = await this.#needs.connect(signal);
        if (signal.aborted) {
          await transport.close();
          return;
        }
        this.#up(transport);
        const reason = await transport.closed;
        this.#down(signal.aborted ? "已停止" : reason);
      } catch (error) {
        if (signal.aborted) return;
        this.#say(messageOf(error));
      }
      if (this.#needs.clock.now() - this.#connectedAt > LASTED && this.#connectedAt > 0) this.#attempt = 0;
      this.#connectedAt = 0;
      await pause(this.#needs.clock, backoffDelay(RECONNECT, ++this.#attempt), signal);
    }
  }

  #up(transport: ByteTransport): void {
    this.#transport = transport;
    this.#connectedAt = this.#needs.clock.now();
    this.counters.connects++;
    this.#deaf = 0;
    this.#quietUntil = 0;
    transport.onData((bytes) => {
      this.#deaf = 0;
      this.trace.received(bytes, this.#needs.clock.now());
      this.#keepGap();
      for (const listener of this.#listeners) this.#safely("data", () => listener(bytes));
      this.#pump();
    });
    this.#say(null);
    for (const { station } of this.#stations) this.#safely("station", () => station.lineChanged(true));
    for (const watcher of this.#watchers) this.#safely("watcher", () => watcher(true));
    this.#pump();
  }

  #down(reason: string): void {
    this.#transport = null;
    this.#owed.forget();
    this.#writes.failAll(new HallError("line.down", reason));
    this.#say(reason);
    if (this.#current) this.#end("line-down");
    for (const { station } of this.#stations) this.#safely("station", () => station.lineChanged(false));
    for (const watcher of this.#watchers) this.#safely("watcher", () => watcher(false));
    this.#pump();
  }

  #say(reason: string | null): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#since = this.#needs.clock.now();
    if (reason === null) this.#needs.log.info({ line: this.id }, "line connected");
    else this.#needs.log.warn({ line: this.id, reason }, "line down");
    this.#safely("onChange", this.#needs.onChange);
  }

  /** Gives the line to whoever is next, if it is free. */
  #pump(): void {
    if (this.#current || this.#held) return;
    this.#cancelWake();
    const { clock } = this.#needs;
    const quiet = this.#quietUntil - clock.now();
    // A wait longer than any gap (and the rounding of clocks) means that the clock was set back.
    if (quiet > 0 && quiet <= this.#gap() + 1) {
      this.#cancelWake = clock.at(this.#quietUntil, () => this.#pump());
      return;
    }
    const owed = this.#transport && this.#owed.take();
    if (owed) {
      this.#begin({ ...owed, urgency: "call", answerWithin: null, over: () => {} });
      return;
    }
    const now = this.#needs.clock.now();
    const best = this.#transport ? this.#best(now) : null;
    if (this.#waiting.length > 0 && best?.turn.urgency !== "call") {
      this.#hold();
    } else if (best) {
      best.entry.lastTurn = ++this.#turns;
      this.#begin(best.turn);
    } else {
      this.#sleep(now);
    }
  }

  /** The most urgent turn; among equals the station that has not spoken for longest. */
  #best(now: number) {
    let best: { turn: Turn; entry: { lastTurn: number }; rank: number } | null = null;
    for (const entry of this.#stations) {
      const turn = entry.station.next(now);
      if (!turn) continue;
      const rank = URGENCIES.indexOf(turn.urgency);
      if (!best || rank < best.rank || (rank === best.rank && entry.lastTurn < best.entry.lastTurn))
        best = { turn, entry, rank };
    }
    return best;
  }

  #sleep(now: number): void {
    if (!this.#transport) return;
    const dues = this.#stations.flatMap(({ station }) => station.due(now) ?? []);
    if (dues.length === 0) return;
    this.#cancelWake = this.#needs.clock.at(Math.max(now + 1, Math.min(...dues)), () => this.#pump());
  }

  #hold(): void {
    const use = this.#waiting.shift();
    if (!use) return;
    this.#held = true;
    void use().finally(() => {
      this.#held = false;
      this.#pump();
    });
  }

  #begin(turn: Turn): void {
    const transport = this.#transport;
    if (!transport) return;
    const current: Speaking = { turn, writtenAt: null, answered: false };
    this.#current = current;
    this.#safely("turn", turn.begun);
    this.trace.sent(turn.bytes, this.#needs.clock.now());
    this.#limit(WRITE_LIMIT, () => {
      this.#needs.log.warn({ line: this.id }, "line takes no bytes; closing it");
      void transport.close();
    });
    writePausing(transport, turn, (ms) => pause(this.#needs.clock, ms, this.#stop.signal)).then(
      () => {
        if (this.#current !== current) return;
        current.writtenAt = this.#needs.clock.now();
        if (turn.answerWithin === null) this.#end("sent");
        else if (current.answered) this.#end("answered");
        else {
          this.#limit(turn.answerWithin, () => this.#end("silent"));
          if (this.#owed.count > 0) this.#waitNoLongerThan(OVERDUE);
        }
      },
      // The connection is going; its end is told by `closed`, which ends the turn.
      () => void transport.close(),
    );
  }

  /** A keypad spoke where who was asked should have: on a wire they spoilt each other's bytes. A network box may be slow. */
  #waitNoLongerThan(limit: number): void {
    const current = this.#current;
    if (this.#needs.ttyBytesPerSecond === null || !current || current.writtenAt === null) return;
    if (current.turn.answerWithin === null || current.turn.answerWithin <= limit) return;
    const left = current.writtenAt + limit - this.#needs.clock.now();
    if (left > 0) this.#limit(left, () => this.#end("silent"));
    else this.#end("silent");
  }

  #end(end: TurnEnd): void {
    const turn = this.#current?.turn;
    this.#cancelTimer();
    this.#current = null;
    this.#keepGap();
    if (end === "silent" && ++this.#deaf >= DEAF_AFTER && this.#needs.ttyBytesPerSecond === null) {
      this.#deaf = 0;
      this.giveUp(`${DEAF_AFTER} 次请求没有任何应答`);
    }
    if (turn) this.#safely("turn", () => turn.over(end));
    this.#pump();
  }

  /** A tty's line rests a little after each speaker; a network box does that by itself. */
  #keepGap(): void {
    this.#quietUntil = this.#needs.clock.now() + this.#gap();
  }

  #gap(): number {
    const { ttyBytesPerSecond } = this.#needs;
    if (ttyBytesPerSecond === null) return 0;
    return Math.max(GAP.atLeast, (this.#gapCharacters * 1_000) / ttyBytesPerSecond);
  }

  #wireTime(bytes: number): number {
    const { ttyBytesPerSecond } = this.#needs;
    return ttyBytesPerSecond === null ? 0 : Math.ceil((bytes * 1_000) / ttyBytesPerSecond);
  }

  #limit(after: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#needs.clock.at(this.#needs.clock.now() + after, then);
  }

  #safely(what: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#needs.log.error({ line: this.id, what, error: messageOf(error) }, "a device's code threw");
    }
  }
}
