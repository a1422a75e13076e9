import type { DeviceConfig } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { Board } from "./drivers/board.ts";
import type { BoardDriver } from "./drivers/board-driver.ts";
import { TestableBoard } from "./drivers/testable-board.ts";
import { type HallDevice, INERT } from "./hall-device.ts";
import { testSummary, testWindow } from "./test-picture.ts";

type BoardConfig = Extract<DeviceConfig, { role: "window-board" | "summary-board" }>;

/** A window's board of any protocol. */
export function windowBoard(
  config: Extract<DeviceConfig, { role: "window-board" }>,
  driver: BoardDriver,
  context: DeviceContext,
): HallDevice {
  const board = boardOf(config, driver, context);
  const shown = new TestableBoard({ board, clock: context.clock });
  return {
    ...boardDevice(config, driver, board, context),
    show: (picture) => {
      const window = picture.windows.find(({ id }) => id === config.window);
      if (!window) return;
      const drawing = driver.draw({ of: "window", window });
      // A recall paints the same text again: the occurrence makes it another version.
      const version = `${window.occurrence} ${drawing.key}`;
      shown.want({ version, drawing, urgency: window.state === "calling" ? "call" : "repaint" });
    },
    showText: (text) => shown.test(driver.draw({ of: "window", window: testWindow(config.window, text) })),
    stop: () => shown.stop(),
  };
}

/** A hall's or a zone's board of any protocol: all calls of its sectors. */
export function summaryBoard(
  config: Extract<DeviceConfig, { role: "summary-board" }>,
  driver: BoardDriver,
  context: DeviceContext,
): HallDevice {
  const board = boardOf(config, driver, context);
  const shown = new TestableBoard({ board, clock: context.clock });
  return {
    ...boardDevice(config, driver, board, context),
    show: (picture) => {
      const drawing = driver.draw({ of: "summary", picture, sectors: config.sectors ?? null });
      const calling = picture.calls.some((call) => call.state === "calling");
      shown.want({ version: drawing.key, drawing, urgency: calling ? "call" : "repaint" });
    },
    showText: (text) => shown.test(driver.draw({ of: "summary", picture: testSummary(text), sectors: null })),
    stop: () => shown.stop(),
  };
}

/** A board answers at once: on a wire of ours this is plenty, boxes between take longer, milliseconds. */
const ANSWER_MS = { wire: 120, network: 400 };

function boardOf(
  { driver: name, timeoutMs, tries }: BoardConfig,
  driver: BoardDriver,
  { on, clock, onHealth }: DeviceContext,
): Board {
  const bytesPerSecond = on.bytesPerSecond ?? driver.usualBytesPerSecond;
  const onSent = (bytes: Buffer) => on.boards.sent(driver, bytes);
  // Modbus RTU frames are told apart by a silence of 3.5 characters.
  if (name === "modbus-number") on.line.keepQuiet(3.5);
  const answerMs = timeoutMs ?? (on.line.isWire ? ANSWER_MS.wire : ANSWER_MS.network);
  const board = new Board({
    driver,
    line: on.line,
    bytesPerSecond,
    answerMs,
    tries,
    clock,
    onSent,
    onHealth,
  });
  on.boards.add(driver, board);
  return board;
}

function boardDevice(
  config: DeviceConfig,
  driver: BoardDriver,
  board: Board,
  { on }: DeviceContext,
): HallDevice {
  return {
    ...INERT,
    config,
    health: () => {
      const own = board.health();
      return { ...own, counters: { ...on.boards.counters(driver), ...own.counters, ...on.line.counters } };
    },
  };
}
