// Where each ESC/POS command ends. The printer must know this even of commands it does nothing with, or their
// arguments would come out as text. Lengths as in the command references that protocols.md §3 names.

/** One thing the print head is told: a control byte, a command with its arguments, or one character's bytes. */
export type Step =
  | { readonly kind: "control"; readonly byte: number; readonly length: 1 }
  | { readonly kind: "char"; readonly bytes: Uint8Array; readonly length: number }
  /** `name` is the two leading bytes as manuals write them, e.g. `ESC a`; `args` what follows. */
  | { readonly kind: "command"; readonly name: string; readonly args: Uint8Array; readonly length: number }
  /** Real-time requests were answered as they arrived; here they are only stepped over. */
  | { readonly kind: "real-time"; readonly length: number }
  | { readonly kind: "unknown"; readonly name: string; readonly length: number };

/** Arguments after the two leading bytes: how many, or a function of what has arrived (null: not yet known). */
type Extent = number | ((args: Uint8Array) => number | null);

/** A longer block is not believed: its header is skipped and what follows is read afresh. */
const LONGEST = 1 << 20;

const u16 = (args: Uint8Array, at: number): number | null => {
  const [lo, hi] = [args[at], args[at + 1]];
  return lo === undefined || hi === undefined ? null : lo + hi * 256;
};
const plus = (base: number, more: number | null): number | null => (more === null ? null : base + more);
const upToNul = (args: Uint8Array): number | null => {
  const nul = args.indexOf(0);
  return nul < 0 ? null : nul + 1;
};
/** `( X pL pH` and that many bytes. */
const block: Extent = (args) => plus(3, u16(args, 1));

const bitImage: Extent = (args) => {
  const columns = u16(args, 1);
  return columns === null ? null : 3 + columns * ((args[0] ?? 0) >= 32 ? 3 : 1);
};
const raster: Extent = (args) => {
  const [wide, high] = [u16(args, 2), u16(args, 4)];
  return wide === null || high === null ? null : 6 + wide * high;
};
const longBlock: Extent = (args) => {
  const [low, high] = [u16(args, 1), u16(args, 3)];
  return low === null || high === null ? null : 5 + low + high * 65536;
};
const barcode: Extent = (args) => {
  const [kind, length] = args;
  if (kind === undefined) return null;
  if (kind <= 6) return plus(1, upToNul(args.subarray(1)));
  return length === undefined ? null : 2 + length;
};
const cut: Extent = (args) => (args[0] === undefined ? null : [0, 1, 48, 49].includes(args[0]) ? 1 : 2);
const downloadedFont: Extent = (args) => {
  const [high, first, last] = args;
  if (high === undefined || first === undefined || last === undefined) return null;
  let length = 3;
  for (let code = first; code <= last; code++) {
    const wide = args[length];
    if (wide === undefined) return null;
    length += 1 + wide * high;
  }
  return length;
};
const downloadedImage: Extent = (args) =>
  args[0] === undefined || args[1] === undefined ? null : 2 + args[0] * args[1] * 8;
const storedImages: Extent = (args) => {
  let length = 1;
  for (let n = args[0] ?? 0; n > 0; n--) {
    const [wide, high] = [u16(args, length), u16(args, length + 2)];
    if (wide === null || high === null) return null;
    length += 4 + wide * high * 8;
  }
  return args[0] === undefined ? null : length;
};

// biome-ignore format: a table reads better in columns of commands than in ninety lines
const ESC: Readonly<Record<string, Extent>> = {
  " ": 1, "!": 1, $: 2, "%": 1, "&": downloadedFont, "(": block, "*": bitImage, "-": 1, "2": 0, "3": 1,
  "=": 1, "?": 1, "@": 0, B: 2, D: upToNul, E: 1, G: 1, J: 1, K: 1, L: 0, M: 1, R: 1, S: 0, T: 1, V: 1,
  W: 8, "\\": 2, a: 1, c: 2, d: 1, e: 1, i: 0, m: 0, p: 3, r: 1, t: 1, u: 1, v: 0, "{": 1,
};
// biome-ignore format: a table reads better in columns of commands than in ninety lines
const GS: Readonly<Record<string, Extent>> = {
  "!": 1, $: 2, "(": block, "*": downloadedImage, "/": 1, "8": longBlock, ":": 0, B: 1, H: 1, I: 1, L: 2,
  P: 2, T: 1, V: cut, W: 2, "\\": 2, "^": 3, a: 1, b: 1, f: 1, h: 1, k: barcode, r: 1, v: raster, w: 1,
};
// biome-ignore format: a table reads better in columns of commands than in ninety lines
const FS: Readonly<Record<string, Extent>> = {
  "!": 1, "&": 0, "(": block, "-": 1, ".": 0, "2": 74, "?": 2, C: 1, S: 2, W: 1, p: 2, q: storedImages,
};
const FAMILIES: Readonly<Record<number, readonly [string, Readonly<Record<string, Extent>>]>> = {
  27: ["ESC", ESC],
  29: ["GS", GS],
  28: ["FS", FS],
};
const DLE = 0x10;

/**
 * The step that begins at `at`, or "more" when its end has not arrived. `chinese` says whether FS & is in force:
 * only then do high bytes pair up.
 */
export function nextStep(buffer: Uint8Array, at: number, chinese: boolean): Step | "more" {
  const first = buffer[at];
  if (first === undefined) return "more";
  const family = FAMILIES[first];
  if (family) return command(family, buffer, at);
  if (first === DLE) return realTime(buffer, at);
  if (first < 0x20) return { kind: "control", byte: first, length: 1 };
  return character(buffer, at, first, chinese);
}

function command(
  [prefix, table]: readonly [string, Readonly<Record<string, Extent>>],
  buffer: Uint8Array,
  at: number,
): Step | "more" {
  const second = buffer[at + 1];
  if (second === undefined) return "more";
  const letter = String.fromCharCode(second);
  const name = `${prefix} ${letter}`;
  const extent = Object.hasOwn(table, letter) ? table[letter] : undefined;
  if (extent === undefined) return { kind: "unknown", name, length: 2 };
  const rest = buffer.subarray(at + 2);
  const size = typeof extent === "number" ? extent : extent(rest);
  if (size !== null && size > LONGEST) return { kind: "unknown", name, length: 2 };
  if (size === null || size > rest.length) return "more";
  return { kind: "command", name, args: rest.slice(0, size), length: 2 + size };
}

/** DLE EOT n, DLE ENQ n, DLE DC4 fn …; anything else after DLE is stepped over as one byte. */
function realTime(buffer: Uint8Array, at: number): Step | "more" {
  const [second, third] = [buffer[at + 1], buffer[at + 2]];
  if (second === undefined) return "more";
  if (second !== 0x04 && second !== 0x05 && second !== 0x14)
    return { kind: "unknown", name: "DLE", length: 1 };
  if (third === undefined) return "more";
  const length = second === 0x14 ? (third === 8 ? 10 : 5) : 3;
  return at + length > buffer.length ? "more" : { kind: "real-time", length };
}

/** One byte; or, in Chinese mode, two of GBK or four of GB18030. */
function character(buffer: Uint8Array, at: number, first: number, chinese: boolean): Step | "more" {
  let length = 1;
  if (chinese && first > 0x80 && first < 0xff) {
    const second = buffer[at + 1];
    if (second === undefined) return "more";
    // A trail byte below 30h is a control byte: the lead stands alone and the command is not swallowed.
    if (second >= 0x30) length = second <= 0x39 ? 4 : 2;
  }
  if (at + length > buffer.length) return "more";
  return { kind: "char", bytes: buffer.slice(at, at + length), length };
}
