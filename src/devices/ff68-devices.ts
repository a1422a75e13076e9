import type { ConfigOf } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { Keypad, keypadState } from "./drivers/keypad.ts";
import { Rater } from "./drivers/rater.ts";
import { type HallDevice, INERT } from "./hall-device.ts";

export function ff68Keypad(config: ConfigOf<"keypad/ff68">, { on, clock, onKey }: DeviceContext): HallDevice {
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
    beep: () => keypad.beep(),
    health: () => ({
      health: "ok",
      reason: null,
      counters: { ...on.keys.counters(), ...keypad.counters, ...on.line.counters },
    }),
  };
}

export function ff68Rater(config: ConfigOf<"rater/ff68">, { on, clock, onScore }: DeviceContext): HallDevice {
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
    testRating: () => rater.ask(),
    health: () => ({
      health: "ok",
      reason: null,
      counters: { ...on.keys.counters(), ...rater.counters, ...on.line.counters },
    }),
  };
}
