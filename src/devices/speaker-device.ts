import type { ConfigOf } from "../contract/device-config.ts";
import type { DeviceContext } from "./device-entry.ts";
import { Speaker } from "./drivers/speaker.ts";
import { type HallDevice, INERT } from "./hall-device.ts";

/** Speaks the same calls as the hall's screens; both have the same words. */
export function xfSpeaker(config: ConfigOf<"speaker/xf-tts">, context: DeviceContext): HallDevice {
  const { on, clock, speech, onHealth } = context;
  const { encoding, checksum, volume, speed, sectors, timeoutMs, tries } = config;
  const mark = (letter: string, level: number | undefined) =>
    level === undefined ? "" : `[${letter}${level}]`;
  const speaker = new Speaker({
    line: on.line,
    clock,
    dialect: { encoding, checksum },
    marks: mark("v", volume) + mark("s", speed),
    text: speech.text,
    silent: speech.silent,
    timeoutMs,
    tries,
    onHealth,
  });
  speaker.attach();
  return {
    ...INERT,
    config,
    show: ({ calls }) => speaker.want(calls.filter((call) => sectors?.includes(call.queue) ?? true)),
    health: () => speaker.health(),
  };
}
