import type { HallConfig } from "../contract/hall-config.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { createClips } from "./clips.ts";
import { PhraseCache } from "./phrase-cache.ts";
import { isSilent } from "./silent-hours.ts";
import type { Synthesiser } from "./synthesiser.ts";
import { joinWav, readWav } from "./wav.ts";
import { type Call, phrasesOf } from "./wording.ts";

/** What a screen plays for a call. */
type Announcement =
  | { readonly kind: "wav"; readonly bytes: Uint8Array }
  | { readonly kind: "chime" }
  | { readonly kind: "silent" };

interface VoiceState {
  readonly engine: HallConfig["voice"]["engine"];
  readonly state: "on" | "chime";
  /** Why there is only a chime, Chinese, for staff. */
  readonly reason: string | null;
}

export interface Voice {
  announcement(call: Call): Promise<Announcement>;
  state(): VoiceState;
  stop(): Promise<void>;
}

const BETWEEN_PHRASES_MS = 150;
/** After so many failures in a row it is left alone for a while, and calls get their chime at once. */
const FAILURES = 3;
const REST_MS = 60_000;

/**
 * The hall's voice. It never fails a call: what can't be spoken is a chime, and `state` says why. `cacheFolder` keeps
 * made phrases over restarts; `synthesiser` is asked only by engine `espeak`.
 */
export function createVoice(needs: {
  readonly config: HallConfig["voice"];
  readonly cacheFolder: string;
  readonly synthesiser: Synthesiser;
  readonly calendar: Pick<Calendar, "clock">;
  readonly clock: Clock;
  readonly log: Log;
}): Voice {
  const { config, synthesiser, calendar, clock, log } = needs;
  const cache = new PhraseCache({ folder: needs.cacheFolder, inMemory: 60, onDisk: 2000, log });
  const clips = createClips(config.clips ?? "");
  let reason = missingReason(config, synthesiser);
  const usable = reason === null && config.engine !== "chime";
  let failures = 0;
  let tried = false;
  let restUntil = 0;

  const speak = async (call: Call): Promise<Uint8Array> => {
    if (config.engine === "clips") return clips.say(call);
    const pieces = phrasesOf(call).map((phrase) =>
      cache.get(`${synthesiser.id} ${config.speed} ${phrase}`, () => synthesiser.say(phrase, config.speed)),
    );
    return joinWav((await Promise.all(pieces)).map(readWav), BETWEEN_PHRASES_MS);
  };
  if (usable && config.engine === "clips") {
    // What a call has found meanwhile is newer.
    void clips.check().then((wrong) => {
      if (!tried) reason ??= wrong;
    });
  }

  return {
    announcement: async (call) => {
      if (isSilent(config.silent, calendar.clock(clock.now()))) return { kind: "silent" };
      if (!usable || clock.now() < restUntil) return { kind: "chime" };
      try {
        const bytes = await speak(call);
        tried = true;
        failures = 0;
        reason = null;
        return { kind: "wav", bytes };
      } catch (error) {
        tried = true;
        failures++;
        if (failures % FAILURES === 0) restUntil = clock.now() + REST_MS;
        reason = config.engine === "clips" ? messageOf(error) : "语音合成失败，改用提示音";
        log.warn(
          { engine: config.engine, failures, cause: messageOf(error) },
          "a call was announced by chime",
        );
        return { kind: "chime" };
      }
    },
    state: () => ({
      engine: config.engine,
      state: usable && reason === null ? "on" : "chime",
      reason,
    }),
    stop: () => synthesiser.stop(),
  };
}

function missingReason(config: HallConfig["voice"], synthesiser: Synthesiser): string | null {
  switch (config.engine) {
    case "espeak":
      return synthesiser.missing;
    case "clips":
      return config.clips ? null : "未设置 voice.clips（录音文件夹），改用提示音";
    case "chime":
      return null;
  }
}
