import type { ConfigOf } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { Keypad, keypadState } from "./drivers/keypad.ts";
import { KeypadPoll } from "./drivers/keypad-poll.ts";
import { Rater } from "./drivers/rater.ts";
import { type HallDevice, INERT } from "./hall-device.ts";

/** A keypad answers at once; boxes between take longer, milliseconds. */
const ANSWER_MS = { wire: 60, network: 400 };

export function ff68Keypad(config: ConfigOf<"keypad/ff68">, context: DeviceContext): HallDevice {
  const { on, clock, onKey } = context;
  const poll = pollOf(config, context);
  const keypad = new Keypad({
    address: config.address,
    debounceMs: config.debounceMs,
    line: on.line,
    clock,
    onSent: (bytes) => on.keys.sent(bytes),
    onKey: (action) => onKey(config.window, action),
    poll,
  });
  on.keys.addKeypad(config.address, keypad, poll);
  return {
    ...INERT,
    config,
    show: (picture) => {
      const window = picture.windows.find(({ id }) => id === config.window);
      if (window) keypad.want(keypadState(window), "repaint");
    },
    beep: () => keypad.beep(),
    health: () => ({
      ...(poll?.health() ?? { health: "ok", reason: null }),
      counters: { ...on.keys.counters(), ...keypad.counters, ...poll?.counters, ...on.line.counters },
    }),
  };
}

function pollOf(
  { poll, timeoutMs, tries }: ConfigOf<"keypad/ff68">,
  { on, clock, onHealth }: DeviceContext,
): KeypadPoll | null {
  if (!poll) return null;
  const [frame, idle] = [bytesOf(poll.frame), poll.idle === undefined ? null : bytesOf(poll.idle)];
  const answerMs = timeoutMs ?? (on.line.isWire ? ANSWER_MS.wire : ANSWER_MS.network);
  return new KeypadPoll({
    frame,
    idle,
    everyMs: poll.everyMs,
    timeoutMs: answerMs,
    tries,
    line: on.line,
    clock,
    onSent: (bytes) => on.keys.sent(bytes),
    onHealth,
  });
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ""), "hex");

export function ff68Rater(config: ConfigOf<"rater/ff68">, { on, clock, onScore }: DeviceContext): HallDevice {
  const rater = new Rater({
    address: config.address,
    scores: config.scores,
    tries: config.tries,
    againMs: config.timeoutMs,
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
