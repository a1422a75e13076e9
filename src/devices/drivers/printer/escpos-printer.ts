import {
  NEAR_END_TEXT,
  PRINT_TROUBLE_TEXT,
  type PrintDocument,
  type PrintOutcome,
  type PrintTrouble,
} from "../../../contract/print.ts";
import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { Log } from "../../../kernel/log.ts";
import type { PrinterConfig, PrinterHealth, PrinterLine, PrinterPort } from "../../printer-port.ts";
import { encodeDocument, signsToDraw, TELL_WHEN_REACHED } from "../../protocols/escpos.ts";
import { CLEAR_BUFFER, type PrinterCondition } from "../../protocols/escpos-status.ts";
import type { GlyphSource } from "./glyphs.ts";
import { createStatusDesk, type StatusDesk } from "./status-desk.ts";

/** Between looks at an idle printer, so that empty paper is known before somebody stands there. */
const LOOK_EVERY_MS = 10_000;
/** More silent looks than make it count as not answering, before its connection is made anew. */
const DEAF_LOOKS = 2;
/** A printer that does not answer GS r is asked for so long after a job: paper that ran out in the slip shows by then. */
const SETTLE_MS = 600;
const SETTLE_STEP_MS = 100;
/** A printer that says what ails it while it takes no more bytes is not waited for longer: it may be for hours. */
const STALL_MS = 4_000;
const STALL_STEP_MS = 500;

type Asked = PrinterCondition | "no-answer" | "line-down";

/** One ESC/POS printer on a line of its own: status before and after each slip, and a look now and then between. */
export class EscposPrinter implements PrinterPort {
  readonly #device: PrinterConfig;
  readonly #line: PrinterLine;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onHealth: () => void;
  readonly #glyphs: GlyphSource;
  readonly #desk: StatusDesk;
  readonly #unsubscribe: (() => void)[] = [];
  readonly #counters = { printed: 0, notPrinted: 0, statusUnanswered: 0, drawnCharacters: 0 };
  #queue: Promise<unknown> = Promise.resolve();
  #trouble: PrintTrouble | null = null;
  #nearEnd = false;
  /** Whether it has said anything about itself on this connection. */
  #answered = false;
  #silent = 0;
  #cancelLook: (() => void) | null = null;
  #printing = false;
  #stopped = false;
  /** A job was cut off: what the printer still holds of it would come out before the next one. */
  #unclean = false;
  #troubleSince = 0;

  constructor(needs: {
    readonly device: PrinterConfig;
    readonly line: PrinterLine;
    readonly clock: Clock;
    readonly log: Log;
    readonly onHealth: () => void;
    readonly glyphs: GlyphSource;
  }) {
    this.#device = needs.device;
    this.#line = needs.line;
    this.#clock = needs.clock;
    this.#log = needs.log;
    this.#onHealth = needs.onHealth;
    this.#glyphs = needs.glyphs;
    this.#desk = createStatusDesk({ ...needs, onCondition: (condition) => void this.#note(condition) });
    this.#unsubscribe.push(
      this.#line.onData((bytes) => this.#desk.hear(bytes)),
      this.#line.onConnected((connected) => {
        if (connected) this.#look();
        else {
          this.#desk.lineDown();
          this.#note("line-down");
        }
      }),
    );
  }

  async print(document: PrintDocument, progress: { readonly handed: () => void }): Promise<PrintOutcome> {
    const job = this.#queue.then(() => this.#printNow(document, progress));
    this.#queue = job.catch(() => undefined);
    try {
      const outcome = await job;
      this.#counters[outcome.printed ? "printed" : "notPrinted"]++;
      return outcome;
    } catch (error) {
      // Not a printer's trouble but ours: the slip counts as not printed and somebody sees it.
      this.#log.error(
        { scope: "print", device: this.#device.id, cause: messageOf(error) },
        "printing failed",
      );
      this.#counters.notPrinted++;
      return { printed: false, trouble: "error", detail: messageOf(error), begun: true };
    }
  }

  health(): PrinterHealth {
    const counters = { ...this.#counters, ...this.#desk.counters() };
    if (this.#trouble) return { health: "off", reason: PRINT_TROUBLE_TEXT[this.#trouble], counters };
    if (this.#asksStatus && !this.#answered) return { health: "degraded", reason: "等待首次应答", counters };
    return this.#nearEnd
      ? { health: "degraded", reason: NEAR_END_TEXT, counters }
      : { health: "ok", reason: null, counters };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    // A look under way need not be waited for; a job is: its end decides whether the slip is printed again.
    if (!this.#printing) this.#desk.lineDown();
    await this.#queue;
    for (const off of this.#unsubscribe) off();
  }

  async #printNow(document: PrintDocument, progress: { readonly handed: () => void }): Promise<PrintOutcome> {
    if (!this.#line.connected()) return failed("line-down", this.#line.reason() ?? "", false);
    const drawn = signsToDraw(document, this.#device);
    await this.#glyphs.ready(drawn);
    this.#counters.drawnCharacters += drawn.size;
    const slip = encodeDocument(document, this.#device, this.#glyphs.draw);
    const bytes = this.#asksStatus ? Buffer.concat([slip, TELL_WHEN_REACHED]) : slip;
    return this.#line
      .exclusive(() => this.#job(bytes, progress))
      .finally(() => {
        this.#printing = false;
      });
  }

  async #job(bytes: Buffer, progress: { readonly handed: () => void }): Promise<PrintOutcome> {
    this.#printing = true;
    if (this.#unclean) await this.#forget();
    const obstacle = obstacleIn(await this.#ask());
    if (obstacle) return failed(obstacle, "before printing", false);
    this.#desk.expectReached();
    const stopped = await this.#hand(bytes);
    if (stopped) return failed(stopped.trouble, stopped.detail, true);
    progress.handed();
    return this.#asksStatus ? this.#settle(bytes.length) : { printed: true, nearEnd: false };
  }

  /** Null: all bytes are with the system. */
  async #hand(bytes: Buffer): Promise<{ readonly trouble: PrintTrouble; readonly detail: string } | null> {
    let over = false;
    const said: { trouble: PrintTrouble | null } = { trouble: null };
    const written = this.#line.write(bytes).finally(() => {
      over = true;
    });
    const watch = () => {
      if (over) return;
      const now = this.#clock.now();
      if (this.#trouble && now - this.#troubleSince >= STALL_MS) {
        said.trouble = this.#trouble;
        this.#line.giveUp(`${PRINT_TROUBLE_TEXT[this.#trouble]}，不再收数据`);
        return;
      }
      this.#clock.at(now + STALL_STEP_MS, watch);
    };
    watch();
    try {
      await written;
      return null;
    } catch (error) {
      this.#unclean = true;
      return { trouble: said.trouble ?? "line-down", detail: messageOf(error) };
    }
  }

  /** What the printer still holds would come out with fresh paper, beside the slip printed anew for it. */
  async #forget(): Promise<void> {
    this.#unclean = await this.#line.write(Buffer.from(CLEAR_BUFFER)).then(
      () => false,
      () => true,
    );
  }

  get #asksStatus(): boolean {
    return this.#device.status !== "none";
  }

  /**
   * DLE EOT is answered while the slip is still being printed, so one answer says little about its end. The printer's
   * own word (GS r) does: all before it is on paper. Where that word does not come, the printer must have been
   * without complaint for as long as a slip takes.
   */
  async #settle(length: number): Promise<PrintOutcome> {
    const { bytesPerSecond } = this.#line;
    const until = this.#clock.now() + SETTLE_MS + (bytesPerSecond ? (length * 1_000) / bytesPerSecond : 0);
    for (;;) {
      const now = await this.#ask(() => this.#desk.askWhilePrinting());
      // Whatever it lacks now, this slip is out.
      if (this.#desk.reached() !== "no") return { printed: true, nearEnd: this.#nearEnd };
      const obstacle = obstacleIn(now);
      if (obstacle) {
        await this.#forget();
        return failed(obstacle, "after printing", true);
      }
      if (this.#clock.now() >= until) return { printed: true, nearEnd: this.#nearEnd };
      await new Promise<void>((resolve) => this.#clock.at(this.#clock.now() + SETTLE_STEP_MS, resolve));
    }
  }

  /** What the printer answers becomes its health. */
  async #ask(how: () => ReturnType<StatusDesk["ask"]> = () => this.#desk.ask()): Promise<Asked> {
    if (!this.#asksStatus) return { trouble: null, nearEnd: false };
    try {
      const condition = await how();
      if (!condition) this.#counters.statusUnanswered++;
      return this.#note(condition ?? (this.#line.connected() ? "no-answer" : "line-down"));
    } catch {
      return this.#note("line-down"); // the line itself says why
    }
  }

  #note(asked: Asked): Asked {
    const before = this.#standing;
    if (asked === "line-down") {
      this.#trouble = null; // the device hall shows the line's own reason
      this.#answered = false;
    } else if (asked === "no-answer")
      this.#trouble = ++this.#silent >= this.#device.tries ? "no-answer" : this.#trouble;
    else {
      this.#silent = 0;
      this.#answered = true;
      this.#trouble = asked.trouble;
      this.#nearEnd = asked.nearEnd;
    }
    if (before === this.#standing) return asked;
    this.#troubleSince = this.#clock.now();
    this.#onHealth();
    return asked;
  }

  get #standing(): string {
    return `${this.#trouble} ${this.#nearEnd} ${this.#answered}`;
  }

  #look(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
    if (this.#stopped || !this.#asksStatus) return;
    const look = this.#queue.then(async () => {
      if (!this.#line.connected() || this.#stopped) return;
      await this.#line.exclusive(() => this.#ask());
      if (this.#silent < this.#device.tries + DEAF_LOOKS) return;
      this.#silent = 0;
      this.#line.giveUp("打印机多次无应答");
    });
    this.#queue = look.catch(() => undefined);
    void this.#queue.then(() => {
      if (this.#stopped || !this.#line.connected()) return;
      this.#cancelLook = this.#clock.at(this.#clock.now() + LOOK_EVERY_MS, () => this.#look());
    });
  }
}

function obstacleIn(asked: Asked): PrintTrouble | null {
  return asked === "no-answer" || asked === "line-down" ? asked : asked.trouble;
}

function failed(trouble: PrintTrouble, detail: string, begun: boolean): PrintOutcome {
  return { printed: false, trouble, detail, begun };
}
