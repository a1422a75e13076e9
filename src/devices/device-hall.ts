import type { DeviceView, KeyAction } from "../contract/device.ts";
import type { DeviceConfig, LineConfig } from "../contract/hall-config.ts";
import type { WindowId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import type { PrintDocument, PrintOutcome } from "../contract/print.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { CreatePrinter } from "./printer-port.ts";

export interface KeyPress {
  readonly device: string;
  readonly window: WindowId;
  readonly action: KeyAction;
}
export interface ScoreGiven {
  readonly device: string;
  readonly window: WindowId;
  readonly score: 1 | 2 | 3 | 4 | 5;
}

export interface DeviceHallNeeds {
  readonly lines: readonly LineConfig[];
  readonly devices: readonly DeviceConfig[];
  readonly clock: Clock;
  readonly log: Log;
  /** Epoch milliseconds to ISO 8601 in the hall's time zone. */
  readonly iso: (at: number) => string;
  /** Port on 127.0.0.1 of a virtual line's far end, asked at each connect; null while the virtual hall is down. */
  readonly virtualPort: (line: string) => number | null;
  readonly createPrinter: CreatePrinter;
  readonly onKey: (press: KeyPress) => void;
  readonly onScore: (rating: ScoreGiven) => void;
  /** A device's health may have changed. */
  readonly onHealth: () => void;
}

/** Every device of the hall behind one door: pictures go in, presses, ratings and health come out. */
export interface DeviceHall {
  /** Never waits and never throws: what can't be reached is off and tried again. */
  start(): void;
  stop(): Promise<void>;
  /** The hall looks like this now; each device is brought to it, newest picture only. */
  show(picture: HallPicture): void;
  askRating(window: WindowId): void;
  cancelRating(window: WindowId): void;
  print(
    printer: string,
    document: PrintDocument,
    progress: { readonly handed: () => void },
  ): Promise<PrintOutcome>;
  health(): readonly DeviceView[];
}

export type CreateDeviceHall = (needs: DeviceHallNeeds) => DeviceHall;
