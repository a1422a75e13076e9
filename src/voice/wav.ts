import { HallError } from "../kernel/errors.ts";

export interface WavFormat {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}
export interface Wav extends WavFormat {
  readonly samples: Buffer;
}

/** Reads a PCM WAV file. Throws HallError `voice.wav` that says what is wrong with it. */
export function readWav(bytes: Uint8Array): Wav {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (b.length < 12 || b.toString("latin1", 0, 4) !== "RIFF" || b.toString("latin1", 8, 12) !== "WAVE") {
    throw new HallError("voice.wav", "not a WAV file");
  }
  let format: WavFormat | null = null;
  for (let at = 12; at + 8 <= b.length; ) {
    const id = b.toString("latin1", at, at + 4);
    const length = b.readUInt32LE(at + 4);
    const body = b.subarray(at + 8, at + 8 + length);
    if (id === "fmt ") format = readFormat(body);
    if (id === "data") {
      if (!format) throw new HallError("voice.wav", "samples before their format");
      const frame = (format.channels * format.bits) / 8;
      return { ...format, samples: body.subarray(0, body.length - (body.length % frame)) };
    }
    at += 8 + length + (length % 2);
  }
  throw new HallError("voice.wav", "no samples in it");
}

function readFormat(body: Buffer): WavFormat {
  if (body.length < 16) throw new HallError("voice.wav", "its format is cut short");
  const kind = body.readUInt16LE(0);
  const format = {
    channels: body.readUInt16LE(2),
    sampleRate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  };
  const allowed =
    kind === 1 &&
    [1, 2].includes(format.channels) &&
    [8, 16].includes(format.bits) &&
    format.sampleRate >= 8_000 &&
    format.sampleRate <= 48_000;
  if (!allowed) {
    throw new HallError(
      "voice.wav",
      `format ${kind}, ${formatText(format)}; allowed: PCM (1), 1 or 2 channels, 8 or 16 bit, 8000 to 48000 Hz`,
    );
  }
  return format;
}

export const formatText = (f: WavFormat): string => `${f.sampleRate} Hz ${f.bits} bit ×${f.channels}`;

/** One file out of pieces of the same format, `gapMs` of silence between them. Throws when formats differ. */
export function joinWav(pieces: readonly Wav[], gapMs: number): Buffer {
  const first = pieces[0];
  if (!first) throw new HallError("voice.wav", "nothing to join");
  const other = pieces.find((p) => formatText(p) !== formatText(first));
  if (other) throw new HallError("voice.wav", `${formatText(other)} does not join ${formatText(first)}`);
  const frame = (first.channels * first.bits) / 8;
  // Silence is 0 in 16 bit and 128 in 8 bit, which is unsigned.
  const gap = Buffer.alloc(
    Math.round((first.sampleRate * gapMs) / 1000) * frame,
    first.bits === 8 ? 0x80 : 0,
  );
  const samples = Buffer.concat(pieces.flatMap((p, i) => (i === 0 ? [p.samples] : [gap, p.samples])));
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(first.channels, 22);
  head.writeUInt32LE(first.sampleRate, 24);
  head.writeUInt32LE(first.sampleRate * frame, 28);
  head.writeUInt16LE(frame, 32);
  head.writeUInt16LE(first.bits, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
