import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { demoConfig } from "../../config/demo.ts";
import type { HallEvent } from "../../contract/events.ts";
import type { HallConfig } from "../../contract/hall-config.ts";
import type { StaffId, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { IssueTicket, Ticket } from "../../contract/ticket.ts";
import type { WindowView } from "../../contract/window.ts";
import { plainOutlook } from "../../dispatcher/outlook.ts";
import type { Done } from "../../http/hall-service.ts";
import { createCalendar } from "../../kernel/calendar.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { isRefusal } from "../../kernel/errors.ts";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { openStore, type Store } from "../../store/store.ts";
import { createHallService } from "../create-hall-service.ts";
import { createDeskInputs, type DeskInputs } from "../desk-inputs.ts";
import { createCore, type HallCore } from "../hall-core.ts";
import { mattersOf } from "../matters.ts";
import { MEMORY_SHAPE } from "../memory.ts";

/** Monday 2026-11-23, 09:00 in Shanghai. */
export const MORNING = Date.UTC(2026, 10, 23, 1, 0);
export const HOUR = 3_600_000;
export const ADMIN = { actor: { kind: "admin" }, key: null } as const;
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** The demo hall with its hours, without devices: the real core and service over a store in a folder of its own. */
export class CoreHall {
  readonly folder = mkdtempSync(path.join(tmpdir(), "hall-core-"));
  clock: ManualClock;
  readonly config: HallConfig;
  readonly facts: HallEvent[] = [];
  /** Times that effects were asked for without new facts. */
  nudges = 0;
  #store: Store;
  #core: HallCore;
  #desk: DeskInputs | null = null;

  constructor(config: (demo: HallConfig) => HallConfig = (demo) => demo, at = MORNING) {
    this.config = config(demoConfig());
    this.clock = new ManualClock(at);
    [this.#store, this.#core] = this.#open();
  }

  get core(): HallCore {
    return this.#core;
  }

  get store(): Store {
    return this.#store;
  }

  get service() {
    return createHallService(this.#core, {
      demo: true,
      version: "0",
      startedAt: MORNING,
      devices: () => [],
      sms: () => ({ provider: "none", state: "off", reason: null }),
      voice: () => ({ engine: "chime", state: "chime", reason: null }),
      virtualHall: () => null,
      desk: this.desk,
      bookUrl: () => "http://hall/book",
    });
  }

  /** Readers and scanners of this hall; a restart forgets what they read. */
  get desk() {
    this.#desk ??= createDeskInputs({
      clock: this.clock,
      random: seededRandom(7),
      iso: this.#core.calendar.iso,
      dayOf: this.#core.calendar.day,
      codes: this.config.codes,
      identityKey: (number) => this.#store.vault.identityKey(number),
      holderKey: (window) => {
        const ticket = this.#core.windowView(window)?.ticket;
        return ticket ? this.#store.vault.identityOf(ticket.id) : null;
      },
      numberOf: (token) => this.#store.tickets.byToken(token)?.number ?? null,
      changed: () => {},
    });
    return this.#desk;
  }

  /** Takes a ticket; fails when refused. */
  async issue(request: IssueTicket & { phone?: string } = {}): Promise<Ticket> {
    return expectDone(await this.service.issue(request, ADMIN)).ticket;
  }

  /** Somebody of the staff opens a window; fails when refused. */
  async open(window: string, staff: string): Promise<WindowView> {
    const asked = {
      verb: "open",
      window: window as WindowId,
      staff: staff as StaffId,
      placed: false,
    } as const;
    return expectDone(await this.service.window(asked, ADMIN)).window;
  }

  /** Stops and starts the server over the same data; `off` passes between, milliseconds. */
  async restart(off = 0): Promise<number> {
    await this.#core.stop();
    this.#store.close();
    this.clock.advance(off);
    [this.#store, this.#core] = this.#open();
    return this.#core.start().folded;
  }

  /** The same with the machine's clock set to another time meanwhile, earlier too. */
  async restartAt(at: number): Promise<number> {
    await this.#core.stop();
    this.#store.close();
    this.clock = new ManualClock(at);
    [this.#store, this.#core] = this.#open();
    return this.#core.start().folded;
  }

  /** Moves the clock and lets what is due be committed. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settled();
  }

  /** Lets what runs by itself come to its end: turns commit in the next round of the event loop. */
  async settled(): Promise<void> {
    for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    await this.#core.stop();
    this.#store.close();
    rmSync(this.folder, { recursive: true });
  }

  #open(): [Store, HallCore] {
    const random = seededRandom(this.facts.length + 1);
    const store = openStore(this.folder, { random, shape: MEMORY_SHAPE });
    const core = createCore({
      config: this.config,
      matters: mattersOf(this.config, ROOT),
      store,
      calendar: createCalendar(this.config.hall),
      clock: this.clock,
      random,
      log: silentLog,
      outlook: plainOutlook,
      statusUrl: (token) => `http://hall/t/${token}`,
      onCommitted: (facts) => {
        if (facts.length === 0) this.nudges++;
        this.facts.push(...facts);
      },
    });
    return [store, core];
  }
}

/** The answer of what must not be refused. */
export function expectDone<T>(outcome: Done<T> | Refusal): T {
  if (isRefusal(outcome)) throw new Error(`${outcome.refused}: ${outcome.detail}`);
  return outcome.answer;
}

/** The code of what must be refused. */
export function codeOf(outcome: object): string {
  return isRefusal(outcome) ? outcome.refused : "done";
}
