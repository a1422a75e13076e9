import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { HallError, messageOf } from "../kernel/errors.ts";
import { formatText, joinWav, readWav, type Wav } from "./wav.ts";
import { type Call, clipsOf } from "./wording.ts";

const BETWEEN_MS = 40;
/** What every call needs; letters and windows come as the hall has them. */
const ALWAYS = ["请", "号", "到", "办理", "号窗口", ..."0123456789"];

/** Recorded speech: WAV files of one format in a folder, named by what they say (`请.wav`, `Z.wav`, `3.wav`, `号窗口.wav`). */
export interface Clips {
  /** What is wrong with the recordings, Chinese; null when every piece that is always needed is there. */
  check(): Promise<string | null>;
  /** One WAV of the call. Rejects with a HallError that names the clip at fault. */
  say(call: Call): Promise<Buffer>;
}

/** Reads each clip once; they are few and small. */
export function createClips(folder: string): Clips {
  const known = new Map<string, Promise<Wav>>();
  const clip = (name: string): Promise<Wav> => {
    const found = known.get(name) ?? read(folder, name);
    known.set(name, found);
    found.catch(() => known.delete(name));
    return found;
  };
  return {
    check: async () => {
      try {
        const pieces = await Promise.all(ALWAYS.map(clip));
        sameFormat(ALWAYS, pieces);
        return null;
      } catch (error) {
        return messageOf(error);
      }
    },
    say: async (call) => {
      const recorded = new Set((await readdir(folder)).map((file) => path.parse(file).name));
      const names = clipsOf(call, recorded);
      const pieces = await Promise.all(names.map(clip));
      sameFormat(names, pieces);
      return joinWav(pieces, BETWEEN_MS);
    },
  };
}

async function read(folder: string, name: string): Promise<Wav> {
  const file = path.join(folder, `${name}.wav`);
  try {
    return readWav(await readFile(file));
  } catch (error) {
    throw clipFault(file, error);
  }
}

function clipFault(file: string, cause: unknown): HallError {
  const missing = (cause as { code?: string }).code === "ENOENT";
  const text = missing ? `缺少录音 ${file}` : `录音 ${file} 不能使用：${messageOf(cause)}`;
  return new HallError("voice.clip", text, { cause });
}

function sameFormat(names: readonly string[], pieces: readonly Wav[]): void {
  const [first] = pieces;
  const i = pieces.findIndex((p) => first && formatText(p) !== formatText(first));
  const other = pieces[i];
  if (!first || !other) return;
  throw new HallError(
    "voice.clip",
    `录音 ${names[i]}.wav 为 ${formatText(other)}，须与 ${names[0]}.wav 同为 ${formatText(first)}`,
  );
}
