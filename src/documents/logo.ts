import { PNG } from "pngjs";
import { HallError, messageOf } from "../kernel/errors.ts";

/** Larger than any paper; also keeps a small file from unpacking into gigabytes. */
const MOST_SIDE = 2_000;
const MOST_DOTS = 2_000_000;
/** A slip is no poster: a taller logo is drawn smaller. */
const MOST_HIGH = 240;
const KEPT = 12;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface LogoDots {
  readonly width: number;
  readonly height: number;
  /** Base64 of rows from the top, each padded to whole bytes. */
  readonly bits: string;
}

const drawn = new Map<string, LogoDots>();

/** A PNG as printer's dots, `width` dots wide or less. Throws HallError `logo.unreadable` with a Chinese sentence. */
export function logoDots(base64: string, width: number): LogoDots {
  const key = `${width} ${base64}`;
  const known = drawn.get(key);
  if (known) return known;
  const dots = dither(shrink(grey(base64), width));
  if (drawn.size >= KEPT) drawn.clear();
  drawn.set(key, dots);
  return dots;
}

/** 0 black to 255 white, row by row. */
interface Grey {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
}

function grey(base64: string): Grey {
  const file = Buffer.from(base64, "base64");
  if (file.length < 33 || !file.subarray(0, 8).equals(SIGNATURE)) throw unreadable("不是 PNG 图片");
  const [wide, high] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (wide === 0 || high === 0 || wide > MOST_SIDE || high > MOST_SIDE || wide * high > MOST_DOTS)
    throw unreadable(`图片为 ${wide}×${high} 点，每边最多 ${MOST_SIDE}、共 200 万点`);
  const { width, height, data } = decoded(file);
  const light = new Float32Array(width * height);
  for (let i = 0; i < light.length; i++) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(i * 4, i * 4 + 4);
    // What is see-through is paper.
    light[i] = 255 - (alpha / 255) * (255 - (0.299 * red + 0.587 * green + 0.114 * blue));
  }
  return { width, height, light };
}

function decoded(file: Buffer): PNG {
  try {
    return PNG.sync.read(file);
  } catch (cause) {
    throw unreadable(`图片已损坏（${messageOf(cause)}）`);
  }
}

const unreadable = (why: string) => new HallError("logo.unreadable", `标志：${why}`);

/** Each dot is the mean of what it covers. */
function shrink(from: Grey, wanted: number): Grey {
  const scale = Math.min(wanted / from.width, MOST_HIGH / from.height);
  const width = Math.max(1, Math.round(from.width * scale));
  const height = Math.max(1, Math.round(from.height * scale));
  const light = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = covered(y, height, from.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = covered(x, width, from.width);
      let sum = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) sum += from.light[row * from.width + column] ?? 255;
      light[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return { width, height, light };
}

function covered(at: number, of: number, from: number): readonly [number, number] {
  const first = Math.floor((at * from) / of);
  return [first, Math.max(first + 1, Math.floor(((at + 1) * from) / of))];
}

/** Floyd–Steinberg: black and white stay what they are, greys become a pattern. */
function dither({ width, height, light }: Grey): LogoDots {
  const left = Float32Array.from(light);
  const stride = Math.ceil(width / 8);
  const rows = Buffer.alloc(stride * height);
  const give = (x: number, y: number, error: number) => {
    if (x < 0 || x >= width || y >= height) return;
    const at = y * width + x;
    left[at] = (left[at] ?? 255) + error;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = left[y * width + x] ?? 255;
      const black = value < 128;
      if (black) rows[y * stride + (x >> 3)] = (rows[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
      const error = (value - (black ? 0 : 255)) / 16;
      give(x + 1, y, error * 7);
      give(x - 1, y + 1, error * 3);
      give(x, y + 1, error * 5);
      give(x + 1, y + 1, error);
    }
  }
  return { width, height, bits: rows.toString("base64") };
}
