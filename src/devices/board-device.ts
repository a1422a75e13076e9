import type { DeviceConfig } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { Board } from "./drivers/board.ts";
import type { BoardDriver } from "./drivers/board-driver.ts";
import { type HallDevice, INERT } from "./hall-device.ts";

/** A window's board of any protocol. */
export function windowBoard(
  config: Extract<DeviceConfig, { role: "window-board" }>,
  driver: BoardDriver,
  context: DeviceContext,
): HallDevice {
  const board = boardOf(driver, context);
  return {
    ...boardDevice(config, driver, board, context),
    show: (picture) => {
      const window = picture.windows.find(({ id }) => id === config.window);
      if (!window) return;
      const drawing = driver.draw({ of: "window", window });
      // A recall paints the same text again: the occurrence makes it another version.
      const version = `${window.occurrence} ${drawing.key}`;
      board.want({ version, drawing, urgency: window.state === "calling" ? "call" : "repaint" });
    },
  };
}

/** A hall's or a zone's board of any protocol: all calls of its sectors. */
export function summaryBoard(
  config: Extract<DeviceConfig, { role: "summary-board" }>,
  driver: BoardDriver,
  context: DeviceContext,
): HallDevice {
  const board = boardOf(driver, context);
  return {
    ...boardDevice(config, driver, board, context),
    show: (picture) => {
      const drawing = driver.draw({ of: "summary", picture, sectors: config.sectors ?? null });
      const calling = picture.calls.some((call) => call.state === "calling");
      board.want({ version: drawing.key, drawing, urgency: calling ? "call" : "repaint" });
    },
  };
}

function boardOf(driver: BoardDriver, { on, clock, onHealth }: DeviceContext): Board {
  const bytesPerSecond = on.bytesPerSecond ?? driver.usualBytesPerSecond;
  const onSent = (bytes: Buffer) => on.boards.sent(driver, bytes);
  const board = new Board({ driver, line: on.line, bytesPerSecond, clock, onSent, onHealth });
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
