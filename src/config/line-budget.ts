import type { DeviceConfig } from "../contract/device-config.ts";
import type { LineConfig } from "../contract/hall-config.ts";

// What a line can carry, by bytes × baud (docs/devices/lines.md has the formula and how it was checked).

/** A board shows a call within this, or the citizen looks at the wrong window, milliseconds. */
export const WORST_CALL_MS = 1_000;
/** Bytes may be on the wire this share of the time: what is left is for retries, bursts and keypads. */
export const MOST_LOAD = 0.5;
/** What a line behind a network box is taken to run at. */
const USUAL_BAUD = 9_600;
/** The wire rests between two speakers, and a device turns round, milliseconds. */
const REST = { characters: 2, atLeast: 2 };
const TURN_ROUND = 3;

/** Bytes of a text frame of `columns` half-width columns, and of the answer to it. */
const BOARD_BYTES: Readonly<
  Record<string, { readonly frame: number; readonly column: number; readonly answer: number }>
> = {
  a090: { frame: 7, column: 2, answer: 5 },
  aabb5154: { frame: 13, column: 1, answer: 1 },
  bx5k: { frame: 70, column: 1.2, answer: 26 },
  alpha: { frame: 24, column: 1, answer: 0 },
  cd5220: { frame: 49, column: 0, answer: 0 },
  led8: { frame: 16, column: 0, answer: 0 },
  "modbus-number": { frame: 13, column: 0, answer: 8 },
};
const OTHER_BOARD = { frame: 40, column: 2, answer: 8 };
/** An FF 68 press with its echo, and one display frame. */
const KEY_BYTES = { press: 10, echo: 10, display: 15 };
/** A silent keypad's poll costs this when the config says nothing else, milliseconds. */
const POLL_LIMIT = 60;
/** How often each window calls when the hall is full, a minute; as many people take a number. */
const CALLS_A_MINUTE = 2;

export interface LineBudget {
  readonly baud: number;
  /** All boards of the line called at one moment: until the last shows it, milliseconds. */
  readonly worstCallMs: number;
  /** Share of time that bytes are on the wire while every window calls twice a minute. */
  readonly load: number;
  readonly boards: number;
  readonly keypads: number;
}

/** Null when nothing on the line shares it: printers, readers, HID. */
export function lineBudget(line: LineConfig, devices: readonly DeviceConfig[]): LineBudget | null {
  const boards = devices.flatMap((d) => (d.role === "window-board" || d.role === "summary-board" ? [d] : []));
  const keypads = devices.flatMap((d) => (d.role === "keypad" && d.driver === "ff68" ? [d] : []));
  const wire = wireOf(line);
  if (wire === null || boards.length + keypads.length === 0) return null;
  const { baud, bits } = wire;
  const byteMs = (bits * 1_000) / baud;
  const rest = Math.max(REST.atLeast, REST.characters * byteMs);
  const turn = (bytes: number, answer: number) =>
    (bytes + answer) * byteMs + rest + (answer > 0 ? TURN_ROUND + rest : 0);
  const painted = boards.map((board) => {
    const { frame, column, answer } = BOARD_BYTES[board.driver] ?? OTHER_BOARD;
    return turn(frame + column * columnsOf(board), answer);
  });
  const display = turn(KEY_BYTES.display, 0);
  // A polled keypad is asked all the time; where it is silent, its time limit is waited for.
  const polled = keypads.flatMap(({ poll, timeoutMs }) =>
    poll
      ? [{ ms: turn(hexLength(poll.frame), KEY_BYTES.press), timeoutMs: timeoutMs ?? POLL_LIMIT, poll }]
      : [],
  );
  const polling = polled.reduce((sum, { ms, poll }) => sum + ms / (ms + poll.everyMs), 0);
  const calls = painted.reduce((sum, ms) => sum + ms, 0);
  // What is being said when the calls come can't be interrupted; each keypad's press and echo go first.
  const questions = polled.map(({ ms, timeoutMs }) => ms + timeoutMs);
  const underWay = Math.max(0, ...painted, ...questions, keypads.length > 0 ? display : 0);
  const pressed = keypads.length * (turn(KEY_BYTES.press, 0) + turn(KEY_BYTES.echo, 0));
  // Every call and every ticket changes the count on every keypad; a call also its own number and board.
  const windows = Math.max(boards.filter((b) => b.role === "window-board").length, keypads.length, 1);
  const changes = 2 * CALLS_A_MINUTE * windows;
  const busy =
    CALLS_A_MINUTE * (calls + pressed + keypads.length * display) + changes * keypads.length * display;
  return {
    baud,
    worstCallMs: underWay + pressed + calls,
    load: busy / 60_000 + polling,
    boards: boards.length,
    keypads: keypads.length,
  };
}

const hexLength = (hex: string): number => hex.replaceAll(/\s/g, "").length / 2;

function columnsOf(board: DeviceConfig): number {
  return "characters" in board && typeof board.characters === "number" ? board.characters : 8;
}

function wireOf({ transport }: LineConfig): { readonly baud: number; readonly bits: number } | null {
  switch (transport.kind) {
    case "serial":
      return {
        baud: transport.baudRate,
        bits: 1 + transport.dataBits + (transport.parity === "none" ? 0 : 1) + transport.stopBits,
      };
    case "virtual":
      return { baud: transport.baudRate ?? USUAL_BAUD, bits: 10 };
    case "tcp":
      return { baud: USUAL_BAUD, bits: 10 };
    default:
      return null;
  }
}
