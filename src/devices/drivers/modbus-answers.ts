import {
  MODBUS_BUSY,
  MODBUS_ERRORS,
  type ModbusFrame,
  ModbusFrameParser,
} from "../protocols/modbus-frames.ts";
import type { AnswerParser, BoardAnswer } from "./board-driver.ts";

const READ = 0x03;
const WRITE_SINGLE = 0x06;
const EXCEPTION = 0x80;

/**
 * Which frames answer what was asked. The answer to function 06 is the request itself, so on a line whose adapter sends
 * back what we write the first copy is ours. Requests of other functions tell such a line: nobody answers them so.
 */
export class ModbusAnswers implements AnswerParser {
  readonly #parser = new ModbusFrameParser();
  #ownEchoes = 0;
  #asked: Buffer | null = null;
  #echoes = false;
  #echoDue = false;

  get counters() {
    return { ...this.#parser.counters, ownEchoes: this.#ownEchoes };
  }

  sent(bytes: Buffer): void {
    this.#asked = bytes;
    this.#echoDue = this.#echoes;
  }

  push(bytes: Buffer): readonly BoardAnswer[] {
    return this.#parser.push(bytes).flatMap((frame) => this.#answer(frame) ?? []);
  }

  reset(): void {
    this.#parser.reset();
    this.#asked = null;
    this.#echoes = false;
    this.#echoDue = false;
  }

  #answer(frame: ModbusFrame): BoardAnswer | null {
    const asked = this.#asked;
    if (asked === null) return null;
    if (frame.bytes.equals(asked) && (frame.func !== WRITE_SINGLE || this.#echoDue)) {
      this.#ownEchoes++;
      this.#echoes = true;
      this.#echoDue = false;
      return null;
    }
    const func = asked[1] ?? 0;
    if (frame.unit !== asked[0]) return null;
    const to = func === READ ? "probe" : "paint";
    if (frame.func === func + EXCEPTION) return exception(frame, to);
    if (frame.func !== func || !answers(frame.bytes, asked)) return null;
    return { address: frame.unit, to, outcome: "done", reason: null };
  }
}

/** A read is answered with as many registers as were asked for, a write with its own beginning. */
function answers(answer: Buffer, asked: Buffer): boolean {
  if (asked[1] === READ)
    return answer[2] === 2 * asked.readUInt16BE(4) && answer.length === 5 + (answer[2] ?? 0);
  return answer.length === 8 && answer.subarray(0, 6).equals(asked.subarray(0, 6));
}

function exception({ unit, bytes }: ModbusFrame, to: BoardAnswer["to"]): BoardAnswer {
  const code = bytes[2] ?? 0;
  return {
    address: unit,
    to,
    outcome: MODBUS_BUSY.includes(code) ? "busy" : "refused",
    reason: MODBUS_ERRORS[code] ?? `异常码 ${code}`,
  };
}
