import { onScopeDispose, type Ref, readonly, ref } from "vue";
import type { ScreenView } from "../../../../src/contract/screen.ts";
import { currentToken } from "../../shared/credential.ts";
import { hearCalls, NOTHING_ANNOUNCED, nextAnnouncement } from "./announcement-queue.ts";
import { playChime } from "./chime.ts";

const FETCH_TIMEOUT_MS = 8_000;
const PAUSE_BETWEEN_MS = 400;
/** A sound card that never says "ended" must not silence the hall. */
const ENDED_GRACE_MS = 3_000;

export interface Voice {
  /** The browser plays nothing until someone has touched the page once. */
  readonly blocked: Readonly<Ref<boolean>>;
  /** The number being spoken now. */
  readonly speaking: Readonly<Ref<string | null>>;
  readonly hear: (view: ScreenView, at: { serverNow: number; caughtUp: boolean }) => void;
  /** To be called from a touch or key press. */
  readonly unblock: () => void;
}

/** Speaks the calls of one screen, one after another; a chime stands in when the server has no voice to give. */
export function useVoice(screen: string): Voice {
  const blocked = ref(false);
  const speaking = ref<string | null>(null);
  let audio: AudioContext | null = null;
  let queue = NOTHING_ANNOUNCED;
  let working = false;
  let over = false;

  const open = (): AudioContext => {
    if (!audio) {
      audio = new AudioContext();
      audio.onstatechange = () => {
        blocked.value = audio?.state === "suspended";
        void work();
      };
      blocked.value = audio.state === "suspended";
    }
    return audio;
  };

  const work = async (): Promise<void> => {
    if (working || over || !audio) return;
    if (audio.state !== "running") {
      // Settles only after a touch where the browser insists on one; until then sentences just grow old.
      audio.resume().catch(() => undefined);
      return;
    }
    working = true;
    try {
      for (;;) {
        const step = nextAnnouncement(queue, Date.now());
        queue = step.state;
        if (!step.next || over) break;
        speaking.value = step.next.number;
        await say(audio, screen, step.next.announcement);
        speaking.value = null;
        await sleep(PAUSE_BETWEEN_MS);
      }
    } finally {
      speaking.value = null;
      working = false;
    }
  };

  onScopeDispose(() => {
    over = true;
    audio?.close().catch(() => undefined);
  });

  return {
    blocked: readonly(blocked),
    speaking: readonly(speaking),
    hear: (view, { serverNow, caughtUp }) => {
      queue = hearCalls(queue, view.calls, { now: Date.now(), serverNow, caughtUp });
      if (!view.voice) {
        queue = { ...queue, pending: [] };
        return;
      }
      open();
      void work();
    },
    unblock: () => {
      audio?.resume().catch(() => undefined);
    },
  };
}

/** Plays one announcement to its end. 204: silent hours, nothing sounds; no voice (404, 503, no answer): the chime. */
async function say(audio: AudioContext, screen: string, announcement: number): Promise<void> {
  const sound = await fetchVoice(screen, announcement);
  if (sound === "silent") return;
  if (sound === "none") return playChime(audio);
  let buffer: AudioBuffer;
  try {
    buffer = await audio.decodeAudioData(sound);
  } catch {
    return playChime(audio);
  }
  const source = audio.createBufferSource();
  source.buffer = buffer;
  source.connect(audio.destination);
  await new Promise<void>((resolve) => {
    const guard = setTimeout(resolve, buffer.duration * 1000 + ENDED_GRACE_MS);
    source.onended = () => {
      clearTimeout(guard);
      resolve();
    };
    source.start();
  });
}

async function fetchVoice(screen: string, announcement: number): Promise<ArrayBuffer | "silent" | "none"> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), FETCH_TIMEOUT_MS);
  try {
    const token = currentToken();
    const response = await fetch(`/api/v1/voice/${announcement}?screen=${encodeURIComponent(screen)}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      signal: abort.signal,
    });
    if (response.status === 204) return "silent";
    if (!response.ok) return "none";
    return await response.arrayBuffer();
  } catch {
    return "none";
  } finally {
    clearTimeout(timer);
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
