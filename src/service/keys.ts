import type { KeyAction } from "../contract/device.ts";
import type { WindowId } from "../contract/ids.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";

/** What a keypad's key asks of its window. The evaluate key ends the service, which is when the rater asks. */
export function keyCommand(window: WindowId, action: KeyAction): DispatcherCommand {
  switch (action) {
    case "call-next":
    case "recall":
    case "pause-toggle":
    case "no-show":
    case "call-parked":
      return { type: action, window };
    case "park":
      return { type: "park", window, reason: null };
    case "transfer":
      return { type: "transfer", window, to: null };
    case "evaluate":
      return { type: "finish", window };
  }
}
