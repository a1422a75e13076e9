import type { PrintDocument, PrintOutcome, PrintTrouble } from "../../../contract/print.ts";
import { PRINT_TROUBLE_TEXT } from "../../../contract/print.ts";
import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { Log } from "../../../kernel/log.ts";
import type { PrinterConfig, PrinterHealth, PrinterLine, PrinterPort } from "../../printer-port.ts";
import { charactersToDraw, encodeDocument } from "../../protocols/escpos.ts";
import {
  CLEAR_BUFFER,
  isStatusReply,
  type PrinterStatus,
  readStatus,
  STATUS_KINDS,
  type StatusKind,
  statusRequest,
} from "../../protocols/escpos-status.ts";
import type { GlyphSource } from "./glyphs.ts";

/** How long a printer may take to answer DLE EOT; it answers in real time even while it prints. */
const ANSWER_MS = 1_000;
/** Between looks at an idle printer, so that empty paper is known before somebody stands there. */
const LOOK_EVERY_MS = 10_000;
/** Silent looks before an idle printer counts as not answering. */
const SILENT_LOOKS = 2;

type Asked = PrinterStatus | "no-answer" | "line-down";

/** One ESC/POS printer on a line of its own: status before and after each slip, and a look now and then between. */
export class EscposPrinter implements PrinterPort {
  readonly #device: PrinterConfig;
  readonly #line: PrinterLine;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onHealth: () => void;
  readonly #glyphs: GlyphSource;
  readonly #unsubscribe: (() => void)[] = [];
  readonly #counters = { printed: 0, notPrinted: 0, statusAsked: 0, statusUnanswered: 0, strayBytes: 0 };
  #queue: Promise<unknown> = Promise.resolve();
  #reply: ((byte: number) => void) | null = null;
  #trouble: PrintTrouble | null = null;
  #nearEnd = false;
  #silent = 0;
  #cancelLook: (() => void) | null = null;
  #stopped = false;

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
    this.#unsubscribe.push(
      this.#line.onData((bytes) => this.#received(bytes)),
      this.#line.onConnected((connected) => {
        if (connected) this.#look();
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
    const counters = this.#counters;
    if (this.#trouble) return { health: "off", reason: PRINT_TROUBLE_TEXT[this.#trouble], counters };
    return this.#nearEnd
      ? { health: "degraded", reason: "纸将用完", counters }
      : { health: "ok", reason: null, counters };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    for (const off of this.#unsubscribe) off();
    await this.#queue;
  }

  async #printNow(document: PrintDocument, progress: { readonly handed: () => void }): Promise<PrintOutcome> {
    if (!this.#line.connected()) return failed("line-down", this.#line.reason() ?? "", false);
    await this.#glyphs.ready(charactersToDraw(document, this.#device));
    const bytes = encodeDocument(document, this.#device, this.#glyphs.draw);
    return this.#line.exclusive(async () => {
      const before = await this.#ask();
      const obstacle = this.#obstacle(before);
      if (obstacle) return failed(obstacle, "before printing", false);
      try {
        await this.#line.write(bytes);
      } catch (error) {
        return failed("line-down", messageOf(error), true);
      }
      progress.handed();
      const after = await this.#ask();
      const outcome = this.#obstacle(after);
      if (outcome) {
        // What the printer still holds would come out with fresh paper, beside the slip printed anew for it.
        await this.#line.write(CLEAR_BUFFER).catch(() => undefined);
        return failed(outcome, "after printing", true);
      }
      return { printed: true, nearEnd: this.#nearEnd };
    });
  }

  #obstacle(asked: Asked): PrintTrouble | null {
    if (asked === "no-answer" || asked === "line-down") return asked;
    return asked.trouble;
  }

  /** Asks the four statuses one after another; what they say becomes the printer's health. */
  async #ask(): Promise<Asked> {
    if (this.#device.status === "none") return { trouble: null, nearEnd: false };
    const replies: Record<StatusKind, number> = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 };
    for (const kind of STATUS_KINDS) {
      const reply = await this.#askOne(kind);
      if (reply === null) return this.#note(this.#line.connected() ? "no-answer" : "line-down");
      replies[kind] = reply;
    }
    return this.#note(readStatus(replies));
  }

  #askOne(kind: StatusKind): Promise<number | null> {
    this.#counters.statusAsked++;
    return new Promise((resolve) => {
      const finish = (reply: number | null) => {
        cancel();
        this.#reply = null;
        resolve(reply);
      };
      const cancel = this.#clock.at(this.#clock.now() + ANSWER_MS, () => {
        this.#counters.statusUnanswered++;
        finish(null);
      });
      this.#reply = finish;
      this.#line.write(statusRequest(kind)).catch(() => finish(null));
    });
  }

  #received(bytes: Buffer): void {
    for (const byte of bytes) {
      if (this.#reply && isStatusReply(byte)) this.#reply(byte);
      else this.#counters.strayBytes++;
    }
  }

  #note(asked: Asked): Asked {
    const before = `${this.#trouble} ${this.#nearEnd}`;
    if (asked === "line-down")
      this.#trouble = null; // the device hall shows the line's own reason
    else if (asked === "no-answer")
      this.#trouble = ++this.#silent >= SILENT_LOOKS ? "no-answer" : this.#trouble;
    else {
      this.#silent = 0;
      this.#trouble = asked.trouble;
      this.#nearEnd = asked.nearEnd;
    }
    if (before !== `${this.#trouble} ${this.#nearEnd}`) this.#onHealth();
    return asked;
  }

  #look(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
    if (this.#stopped || this.#device.status === "none") return;
    const look = this.#queue.then(async () => {
      if (this.#line.connected() && !this.#stopped) await this.#line.exclusive(() => this.#ask());
    });
    this.#queue = look.catch(() => undefined);
    void this.#queue.then(() => {
      if (this.#stopped || !this.#line.connected()) return;
      this.#cancelLook = this.#clock.at(this.#clock.now() + LOOK_EVERY_MS, () => this.#look());
    });
  }
}

function failed(trouble: PrintTrouble, detail: string, begun: boolean): PrintOutcome {
  return { printed: false, trouble, detail, begun };
}
