// Alpha / BetaBrite signs, "M-Protocol", 7E1 or 7E2, 9600 (protocols.md 1d).
// NUL ×5 | 01 | type | address, two hex digits | { 02 | command, data | 03 [sum of 02..03, four hex digits] } | 04
// The sign needs 100 ms after each 02 when commands are nested. Nothing is answered to a write.

const WAKE = Buffer.alloc(5);
const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ALL_TYPES = "Z";
const ESC = 0x1b;
const CALL_STRING = 0x10;
const STX_PAUSE = 100;
/** A sign's own limit for a STRING file. */
export const LONGEST_STRING = 125;

/** So many bytes are out: now be silent so long. */
interface Pause {
  readonly after: number;
  readonly ms: number;
}
export interface AlphaMessage {
  readonly bytes: Buffer;
  readonly pauses: readonly Pause[];
}

const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, "0");
const ascii = (text: string) => Buffer.from(text, "latin1");

/** One transmission of one or several commands to the sign at `address` (0: all). */
export function encodeAlpha(address: number, checksum: boolean, commands: readonly Buffer[]): AlphaMessage {
  const pieces = [WAKE, Buffer.from([SOH]), ascii(ALL_TYPES + hex(address, 2))];
  let length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const pauses: Pause[] = [];
  for (const command of commands) {
    const framed = Buffer.concat([Buffer.from([STX]), command, Buffer.from([ETX])]);
    const sum = framed.reduce((total, byte) => total + byte, 0) & 0xffff;
    const piece = checksum ? Buffer.concat([framed, ascii(hex(sum, 4))]) : framed;
    if (commands.length > 1) pauses.push({ after: length + 1, ms: STX_PAUSE });
    pieces.push(piece);
    length += piece.length;
  }
  return { bytes: Buffer.concat([...pieces, Buffer.from([EOT])]), pauses };
}

export interface MemoryFile {
  readonly label: string;
  readonly kind: "text" | "string";
  /** Bytes kept for it. */
  readonly size: number;
}

/** "E$": which files there are. Everything the sign held is gone with it. */
export function memoryCommand(files: readonly MemoryFile[]): Buffer {
  // A TEXT file may be changed by the sign's own remote (U) and runs always (FF00); a STRING is locked, as it must be.
  const entries = files.map(({ label, kind, size }) =>
    kind === "text" ? `${label}AU${hex(size, 4)}FF00` : `${label}BL${hex(size, 4)}0000`,
  );
  return ascii(`E$${entries.join("")}`);
}

const POSITIONS = { middle: 0x20, top: 0x22, bottom: 0x26, fill: 0x30 } as const;
const MODES = { rotate: "a", hold: "b", flash: "c" } as const;

/** "A": a TEXT file. `body` may hold what `callString` gives. */
export function textCommand(
  label: string,
  position: keyof typeof POSITIONS,
  mode: keyof typeof MODES,
  body: Buffer,
): Buffer {
  return Buffer.concat([
    ascii(`A${label}`),
    Buffer.from([ESC, POSITIONS[position]]),
    ascii(MODES[mode]),
    body,
  ]);
}

/** Inside a TEXT file: here stands the STRING file, also when it changes; the sign does not flash then. */
export const callString = (label: string): Buffer =>
  Buffer.concat([Buffer.from([CALL_STRING]), ascii(label)]);

/** "G": a STRING file. */
export const stringCommand = (label: string, text: string): Buffer =>
  ascii(`G${label}${text.slice(0, LONGEST_STRING)}`);
