import type { KeyAction } from "../contract/device.ts";
import type { WindowId } from "../contract/ids.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { BoardBus } from "./drivers/board-bus.ts";
import type { KeyBus } from "./drivers/key-bus.ts";
import type { Score } from "./drivers/rater.ts";
import type { HallDevice } from "./hall-device.ts";
import type { Line } from "./line.ts";
import type { CreatePrinter } from "./printer-port.ts";

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

/** Makes one kind of device from its config and puts it on its line. */
export type DeviceEntry<Config> = (config: Config, context: DeviceContext) => HallDevice;
