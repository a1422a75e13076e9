import { encodeFf68, type Ff68Frame } from "../protocols/ff68.ts";
import { fromHostOnly } from "../protocols/ff68-words.ts";

/** How long after sending our own frame may come back (9600 baud, adapter and network box), milliseconds. */
const COMES_BACK = 250;
/** A line that has not sent back a display frame by then sends nothing back, milliseconds. */
const QUIET_AFTER = 500;
/** Display frames are remembered longer: a slow echo is still proof that the line echoes, milliseconds. */
const REMEMBERED = 2_000;
const MOST = 32;
/** One lost echo may be noise, two are none. */
const ENOUGH_MISSING = 2;

/**
 * Some RS-485 adapters send back what the host writes, and our answer to a press is byte for byte a press: without
 * care one press becomes endless ones. Display frames come from hosts only, so the first of them that comes back
 * (or does not) tells what the line is. On a line that echoes each sent frame excuses one equal frame; on one
 * that does not, every frame is genuine. Echoes come back in the order of sending, so a frame that comes while two
 * display frames sent before it are still missing is genuine too. Only where neither is known are frames excused:
 * what could be lost then is a repeat of a press that was just taken.
 */
export class OwnEcho {
  #sent: { readonly bytes: string; readonly at: number; readonly proof: boolean }[] = [];
  /** Display frames of this connection that are forgotten by now and never came back. */
  #missing = 0;
  #line: "unknown" | "echoing" | "quiet" = "unknown";

  /** A frame of ours was written. */
  sent(bytes: Buffer, now: number): void {
    const proof = bytes[6] === 0x02;
    this.#sent = [...this.#recent(now), { bytes: bytes.toString("hex"), at: now, proof }].slice(-MOST);
  }

  /** Whether `frame`, just received, is one of ours coming back. */
  isOwn(frame: Ff68Frame, now: number): boolean {
    this.#conclude(now);
    this.#sent = this.#recent(now);
    const bytes = encodeFf68(frame).toString("hex");
    const found = this.#sent.findIndex((s) => s.bytes === bytes);
    if (found < 0) return false;
    const [mine] = this.#sent.slice(found, found + 1);
    if (fromHostOnly(frame)) this.#line = "echoing";
    else if (this.#line === "unknown" && this.#overtaken(found) >= ENOUGH_MISSING) {
      this.#line = "quiet";
      return false;
    }
    if (!fromHostOnly(frame) && (this.#line === "quiet" || now - (mine?.at ?? 0) > COMES_BACK)) return false;
    this.#sent.splice(found, 1);
    return true;
  }

  /** Another connection may be another adapter. */
  reset(): void {
    this.#sent = [];
    this.#missing = 0;
    this.#line = "unknown";
  }

  #conclude(now: number): void {
    if (this.#line === "unknown" && this.#sent.some((s) => s.proof && now - s.at >= QUIET_AFTER))
      this.#line = "quiet";
  }

  /** Display frames sent before the one at `index` that have not come back. */
  #overtaken(index: number): number {
    return this.#missing + this.#sent.slice(0, index).filter((s) => s.proof).length;
  }

  #recent(now: number) {
    const kept = this.#sent.filter((s) => now - s.at <= (s.proof ? REMEMBERED : COMES_BACK));
    this.#missing += this.#sent.filter((s) => s.proof && !kept.includes(s)).length;
    this.#sent = kept;
    return kept;
  }
}
