import type { ConfigOf } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { keyMeaning, NO_KEYS, USUAL_KEYS } from "./drivers/key-presses.ts";
import { isScore } from "./drivers/rater.ts";
import { type HallDevice, INERT } from "./hall-device.ts";
import { BootKeyboard } from "./protocols/boot-keyboard.ts";
import { keyName } from "./protocols/key-usages.ts";

// Numeric keypads and raters that are USB keyboards (protocols.md 2c). They show nothing and confirm nothing: they work
// while their line is up.

/** The names of the keys that go down on a device's line, and the parser's counters. */
export function onKeyNames({ on }: DeviceContext, pressed: (key: string | null) => void): BootKeyboard {
  const keyboard = new BootKeyboard({ framed: on.framed });
  on.line.onConnected(() => keyboard.reset());
  on.line.onData((bytes) => {
    for (const key of keyboard.push(bytes)) pressed(keyName(key));
  });
  return keyboard;
}

export function hidKeypad(config: ConfigOf<"keypad/hid-keypad">, context: DeviceContext): HallDevice {
  const { on, clock, onKey } = context;
  const counters = { presses: 0, digits: 0, bounced: 0, unknownKeys: 0 };
  const rules = { keys: { ...USUAL_KEYS, ...config.keys }, debounceMs: config.debounceMs };
  let memory = NO_KEYS;
  on.line.onConnected(() => {
    memory = NO_KEYS;
  });
  const keyboard = onKeyNames(context, (key) => {
    if (key === null) {
      counters.unknownKeys++;
      return;
    }
    const meant = keyMeaning(memory, key, clock.now(), rules);
    memory = meant.memory;
    switch (meant.meaning) {
      case "digit":
        counters.digits++;
        return;
      case "bounce":
        counters.bounced++;
        return;
      case "unknown":
        counters.unknownKeys++;
        return;
      case "edit":
        return;
      default:
        counters.presses++;
        onKey(config.window, meant.meaning.pressed);
    }
  });
  return {
    ...INERT,
    config,
    health: () => ({
      health: "ok",
      reason: null,
      counters: { ...keyboard.counters, ...counters, ...on.line.counters },
    }),
  };
}

/** A question that nobody answers lapses by the hall's own rule and is cancelled here: silence is no rating. */
export function hidRater(config: ConfigOf<"rater/hid-rater">, context: DeviceContext): HallDevice {
  const { on, onScore } = context;
  const counters = { asked: 0, ratings: 0, notAsked: 0, unknownKeys: 0 };
  let asking = false;
  const keyboard = onKeyNames(context, (key) => {
    const score = key !== null && Object.hasOwn(config.scores, key) ? config.scores[key] : undefined;
    if (!isScore(score)) {
      counters.unknownKeys++;
    } else if (!asking) {
      counters.notAsked++;
    } else {
      asking = false;
      counters.ratings++;
      onScore(config.window, score);
    }
  });
  return {
    ...INERT,
    config,
    askRating: (window) => {
      if (window !== config.window) return;
      asking = true;
      counters.asked++;
    },
    cancelRating: (window) => {
      if (window === config.window) asking = false;
    },
    health: () => ({
      health: "ok",
      reason: null,
      counters: { ...keyboard.counters, ...counters, ...on.line.counters },
    }),
  };
}
