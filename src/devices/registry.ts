import type { KeyAction } from "../contract/device.ts";
import type { DeviceConfig } from "../contract/hall-config.ts";
import type { WindowId } from "../contract/ids.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { Board, type BoardState } from "./drivers/board.ts";
import type { BoardBus } from "./drivers/board-bus.ts";
import type { KeyBus } from "./drivers/key-bus.ts";
import { Keypad, keypadState } from "./drivers/keypad.ts";
import { Rater, type Score } from "./drivers/rater.ts";
import { summaryText } from "./drivers/summary-text.ts";
import { windowText } from "./drivers/window-text.ts";
import { type HallDevice, INERT } from "./hall-device.ts";
import type { Line } from "./line.ts";
import type { CreatePrinter, PrinterLine } from "./printer-port.ts";

type Role = DeviceConfig["role"];
type ConfigOf<R extends Role> = Extract<DeviceConfig, { role: R }>;

/** A line with all that its devices may need of it. */
export interface DeviceLine {
  readonly line: Line;
  /** Null for a network line: what is behind it is not known. */
  readonly bytesPerSecond: number | null;
  readonly boards: BoardBus;
  readonly keys: KeyBus;
}

export interface DeviceContext {
  readonly on: DeviceLine;
  readonly clock: Clock;
  readonly log: Log;
  readonly createPrinter: CreatePrinter;
  readonly onKey: (window: WindowId, action: KeyAction) => void;
  readonly onScore: (window: WindowId, score: Score) => void;
  readonly onHealth: () => void;
}

/** Boards and keypads speak 9600 8N1 behind whatever box the line goes through (protocols.md 1a, 2a). */
const USUAL_BYTES_PER_SECOND = 960;
const ID_READER_REASON = "身份证阅读器将在后续版本支持";

/** One entry for each role that a hall's config can name. */
const REGISTRY: { readonly [R in Role]: (config: ConfigOf<R>, context: DeviceContext) => HallDevice } = {
  "window-board": (config, context) => {
    const board = boardOf(config.address, context);
    return {
      ...boardDevice(config, board, context),
      show: (picture) => {
        const window = picture.windows.find(({ id }) => id === config.window);
        if (!window) return;
        const runs = windowText(window, config.characters);
        // A recall paints the same text again: the occurrence makes it another version.
        const version = `${window.occurrence} ${JSON.stringify(runs)}`;
        board.want({ version, runs, urgency: window.state === "calling" ? "call" : "repaint" });
      },
    };
  },
  "summary-board": (config, context) => {
    const board = boardOf(config.address, context);
    return {
      ...boardDevice(config, board, context),
      show: (picture) => {
        const runs = summaryText(picture, { sectors: config.sectors ?? null, columns: config.characters });
        const calling = picture.calls.some((call) => call.state === "calling");
        const urgency = calling ? "call" : "repaint";
        const state: BoardState = { version: JSON.stringify(runs), runs, urgency };
        board.want(state);
      },
    };
  },
  keypad: (config, { on, clock, onKey }) => {
    const keypad = new Keypad({
      address: config.address,
      debounceMs: config.debounceMs,
      line: on.line,
      clock,
      onSent: (bytes) => on.keys.sent(bytes),
      onKey: (action) => onKey(config.window, action),
    });
    on.keys.addKeypad(config.address, keypad);
    return {
      ...INERT,
      config,
      show: (picture) => {
        const window = picture.windows.find(({ id }) => id === config.window);
        if (window) keypad.want(keypadState(window), "repaint");
      },
      health: () => ({
        health: "ok",
        reason: null,
        counters: { ...on.keys.counters(), ...keypad.counters, ...on.line.counters },
      }),
    };
  },
  rater: (config, { on, clock, onScore }) => {
    const rater = new Rater({
      address: config.address,
      scores: config.scores,
      line: on.line,
      clock,
      onSent: (bytes) => on.keys.sent(bytes),
      onScore: (score) => onScore(config.window, score),
    });
    on.keys.addRater(config.address, rater);
    return {
      ...INERT,
      config,
      askRating: (window) => window === config.window && rater.ask(),
      cancelRating: (window) => window === config.window && rater.cancel(),
      health: () => ({
        health: "ok",
        reason: null,
        counters: { ...on.keys.counters(), ...rater.counters, ...on.line.counters },
      }),
    };
  },
  "ticket-printer": (config, { on, clock, log, createPrinter, onHealth }) => {
    const printer = createPrinter({ device: config, line: printerLine(on), clock, log, onHealth });
    return {
      ...INERT,
      config,
      print: (document, progress) => printer.print(document, progress),
      health: () => {
        const own = printer.health();
        return { ...own, counters: { ...own.counters, connects: on.line.counters.connects } };
      },
      stop: () => printer.stop(),
    };
  },
  "id-reader": (config) => ({
    ...INERT,
    config,
    health: () => ({ health: "off", reason: ID_READER_REASON, counters: {} }),
  }),
};

/** Makes a configured device and puts it on its line. */
export function createDevice(config: DeviceConfig, context: DeviceContext): HallDevice {
  // The entry is looked up by the config's own role; TypeScript can't carry that through a union.
  const entry = REGISTRY[config.role] as (config: DeviceConfig, context: DeviceContext) => HallDevice;
  return entry(config, context);
}

function boardOf(address: number, { on, clock, onHealth }: DeviceContext): Board {
  const bytesPerSecond = on.bytesPerSecond ?? USUAL_BYTES_PER_SECOND;
  const board = new Board({ address, line: on.line, bytesPerSecond, clock, onHealth });
  on.boards.add(address, board);
  return board;
}

function boardDevice(config: DeviceConfig, board: Board, { on }: DeviceContext): HallDevice {
  return {
    ...INERT,
    config,
    health: () => {
      const own = board.health();
      return { ...own, counters: { ...on.boards.counters(), ...own.counters, ...on.line.counters } };
    },
  };
}

function printerLine({ line, bytesPerSecond }: DeviceLine): PrinterLine {
  return {
    connected: () => line.connected,
    reason: () => line.reason,
    bytesPerSecond,
    write: (bytes) => line.write(bytes),
    exclusive: (use) => line.exclusive(use),
    onData: (listener) => line.onData(listener),
    onConnected: (listener) => line.onConnected(listener),
    giveUp: (cause) => line.giveUp(cause),
  };
}
