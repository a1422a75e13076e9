import type { WindowPicture } from "../../contract/picture.ts";
import { encodeRead, encodeWriteMultiple, encodeWriteSingle } from "../protocols/modbus.ts";
import { callsAscii, toAscii, waitingOf, windowDigits } from "./ascii-text.ts";
import type { BoardContent, BoardDriver } from "./board-driver.ts";
import { ModbusAnswers } from "./modbus-answers.ts";

export type RegisterValue = "number" | "number-bcd" | "prefix" | "window" | "state" | "waiting" | "zero";

interface Options {
  readonly address: number;
  readonly firstRegister: number;
  readonly registers: readonly RegisterValue[];
  readonly write: "auto" | "multiple";
  readonly empty: number;
}

interface Facts {
  readonly number: string;
  readonly window: string;
  readonly state: number;
  readonly waiting: number;
}

const STATES: Readonly<Record<WindowPicture["state"], number>> = {
  closed: 0,
  idle: 1,
  calling: 2,
  serving: 3,
  paused: 4,
};

/** Number boards with Modbus RTU (protocols.md 1f); every maker has another register map, so it is configured. */
export function modbusNumberBoard({ address, firstRegister, registers, write, empty }: Options): BoardDriver {
  const single = registers.length === 1 && write === "auto";
  return {
    protocol: "modbus-number",
    address,
    usualBytesPerSecond: 960,
    confirmedBy: "answer",
    probe: encodeRead(address, firstRegister, registers.length),
    draw: (content) => {
      const facts = factsOf(content);
      const values = registers.map((register) => registerOf(register, facts, empty));
      const bytes = single
        ? encodeWriteSingle(address, firstRegister, values[0] ?? 0)
        : encodeWriteMultiple(address, firstRegister, values);
      return { key: values.join(" "), message: () => ({ bytes }) };
    },
    createParser: () => new ModbusAnswers(),
  };
}

function factsOf(content: BoardContent): Facts {
  if (content.of === "window") {
    const { window } = content;
    const number = toAscii(window.number ?? "");
    return { number, window: windowDigits(window), state: STATES[window.state], waiting: window.waiting };
  }
  const [newest] = callsAscii(content.picture, content.sectors);
  return {
    number: newest?.main ?? "",
    window: newest?.place ?? "",
    state: newest ? STATES.calling : STATES.idle,
    waiting: waitingOf(content.picture, content.sectors),
  };
}

function registerOf(register: RegisterValue, facts: Facts, empty: number): number {
  const digits = facts.number.replace(/\D/g, "");
  switch (register) {
    case "number":
      return digits === "" ? empty : Number(digits) % 0x1_0000;
    case "number-bcd":
      return digits === "" ? empty : Number.parseInt(digits.slice(-4), 16);
    case "prefix":
      return /[A-Z]/.exec(facts.number)?.[0]?.charCodeAt(0) ?? 0;
    case "window":
      return Number(facts.window) % 0x1_0000;
    case "state":
      return facts.state;
    case "waiting":
      return Math.min(facts.waiting, 0xffff);
    case "zero":
      return 0;
  }
}
