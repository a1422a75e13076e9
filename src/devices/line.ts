import type { Clock } from "../kernel/clock.ts";
import { HallError, messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { pause } from "../kernel/pause.ts";
import { FrameTrace } from "./frame-trace.ts";
import { keepConnected } from "./keep-connected.ts";
import { LimitedWrites } from "./limited-writes.ts";
import { OwedAnswers } from "./owed-answers.ts";
import { writePausing } from "./pauses.ts";
import { Stations } from "./stations.ts";
import type { ByteTransport, Connect } from "./transport/transport.ts";
import type { Station, Turn, TurnEnd } from "./turn.ts";
import { WireSilence } from "./wire-silence.ts";

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

/** A far end that takes no bytes for this long is stuck, milliseconds (the longest frame at 300 baud is below). */
const WRITE_LIMIT = 15_000;
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
  readonly #stations = new Stations();
  readonly #silence: WireSilence;
  readonly #listeners = new Set<(bytes: Buffer) => void>();
  readonly #watchers = new Set<(up: boolean) => void>();
  readonly #sentListeners = new Set<(bytes: Buffer) => void>();
  readonly #stop = new AbortController();
  #transport: ByteTransport | null = null;
  #reason: string | null = "正在连接";
  #since: number;
  readonly #owed = new OwedAnswers();
  #waiting: (() => Promise<void>)[] = [];
  /** Requests in a row without any byte from the far end. */
  #deaf = 0;
  readonly #writes: LimitedWrites;
  #current: Speaking | null = null;
  #held = false;
  #cancelTimer = () => {};
  #cancelWake = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(needs: LineNeeds) {
    this.#needs = needs;
    this.id = needs.id;
    this.#writes = new LimitedWrites(needs.clock);
    this.#silence = new WireSilence(needs.ttyBytesPerSecond);
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

  /** A device on this wire speaks by itself, and must find it quiet now and then. */
  keepListening(): void {
    this.#silence.listen();
  }

  /** A device on this wire needs so many characters of silence between frames. */
  keepQuiet(characters: number): void {
    this.#silence.need(characters);
  }

  add(station: Station): void {
    this.#stations.add(station);
  }

  onData(listener: (bytes: Buffer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Bytes of ours are being written, whoever's turn it is. */
  onSent(listener: (bytes: Buffer) => void): void {
    this.#sentListeners.add(listener);
  }

  onConnected(watcher: (up: boolean) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  start(): void {
    const { connect, clock } = this.#needs;
    this.#running = keepConnected({
      connect,
      clock,
      signal: this.#stop.signal,
      up: (transport) => this.#up(transport),
      down: (reason) => this.#down(reason),
      failed: (reason) => this.#say(reason),
    });
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
    this.#noteSent(bytes);
    const limit = WRITE_LIMIT + 2 * this.#silence.timeOf(bytes.length);
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

  #up(transport: ByteTransport): void {
    this.#transport = transport;
    this.counters.connects++;
    this.#deaf = 0;
    this.#silence.forget();
    transport.onData((bytes) => {
      this.#deaf = 0;
      this.trace.received(bytes, this.#needs.clock.now());
      this.#silence.spoken(this.#needs.clock.now());
      for (const listener of this.#listeners) this.#safely("data", () => listener(bytes));
      this.#pump();
    });
    this.#say(null);
    this.#stations.each((station) => this.#safely("station", () => station.lineChanged(true)));
    for (const watcher of this.#watchers) this.#safely("watcher", () => watcher(true));
    this.#pump();
  }

  #down(reason: string): void {
    this.#transport = null;
    this.#owed.forget();
    this.#writes.failAll(new HallError("line.down", reason));
    this.#say(reason);
    if (this.#current) this.#end("line-down");
    this.#stations.each((station) => this.#safely("station", () => station.lineChanged(false)));
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

  #noteSent(bytes: Buffer): void {
    this.trace.sent(bytes, this.#needs.clock.now());
    for (const listener of this.#sentListeners) listener(bytes);
  }

  /** Gives the line to whoever is next, if it is free. */
  #pump(): void {
    if (this.#current || this.#held) return;
    this.#cancelWake();
    const { clock } = this.#needs;
    const now = clock.now();
    const quietUntil = this.#silence.until(now);
    if (quietUntil !== null) {
      this.#cancelWake = clock.at(quietUntil, () => this.#pump());
      return;
    }
    const owed = this.#transport && this.#owed.take();
    if (owed) {
      this.#begin({ ...owed, urgency: "call", answerWithin: null, over: () => {} });
      return;
    }
    const best = this.#transport ? this.#stations.best(now) : null;
    if (this.#waiting.length > 0 && best?.turn.urgency !== "call") {
      this.#hold();
    } else if (best && this.#mustListen(best.turn, now)) {
      return;
    } else if (best) {
      best.take();
      this.#begin(best.turn);
    } else {
      this.#sleep(now);
    }
  }

  /** What can wait lets those speak first who wait for a quiet wire. */
  #mustListen({ urgency }: Turn, now: number): boolean {
    const until = urgency === "repaint" || urgency === "rest" ? this.#silence.listenUntil(now) : null;
    if (until === null) return false;
    this.#cancelWake = this.#needs.clock.at(until, () => this.#pump());
    return true;
  }

  #sleep(now: number): void {
    if (!this.#transport) return;
    const due = this.#stations.due(now);
    if (due === null) return;
    this.#cancelWake = this.#needs.clock.at(Math.max(now + 1, due), () => this.#pump());
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
    this.#noteSent(turn.bytes);
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
    this.#silence.spoken(this.#needs.clock.now());
    if (
      end === "silent" &&
      turn?.silenceAnswers !== true &&
      ++this.#deaf >= DEAF_AFTER &&
      this.#needs.ttyBytesPerSecond === null
    ) {
      this.#deaf = 0;
      this.giveUp(`${DEAF_AFTER} 次请求没有任何应答`);
    }
    if (turn) this.#safely("turn", () => turn.over(end));
    this.#pump();
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
