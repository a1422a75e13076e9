import type { InputPlace, KeyPressed } from "../contract/device.ts";
import type { CardSeen } from "../contract/id-card.ts";
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
  /** Whether each chunk of data is one report of a device, and not a piece of a stream. */
  readonly framed: boolean;
  readonly boards: BoardBus;
  readonly keys: KeyBus;
}

/** What a speech module needs to know of the hall's voice. */
export interface Speech {
  text(call: { readonly number: string; readonly windowName: string }): string;
  /** Whether the silent hours are on now. */
  silent(): boolean;
}

export interface DeviceContext {
  readonly on: DeviceLine;
  readonly clock: Clock;
  readonly log: Log;
  readonly createPrinter: CreatePrinter;
  readonly speech: Speech;
  readonly onKey: (window: WindowId, pressed: KeyPressed) => void;
  readonly onScore: (window: WindowId, score: Score) => void;
  readonly onCard: (place: InputPlace, seen: CardSeen) => void;
  readonly onScan: (place: InputPlace, text: string) => void;
  readonly onHealth: () => void;
}

/** Makes one kind of device from its config and puts it on its line. */
export type DeviceEntry<Config> = (config: Config, context: DeviceContext) => HallDevice;
