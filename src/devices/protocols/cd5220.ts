// Pole displays of two lines of 20 characters, CD5220 commands, 9600 8N1 (protocols.md 1e). Nothing is answered.

const INIT = Buffer.from([0x1b, 0x40]);
/** Clears, and ends the mode in which a string stands: until then nothing else is taken. */
const CLEAR = Buffer.from([0x0c]);
const CR = Buffer.from([0x0d]);
export const COLUMNS = 20;

const line = (which: "A" | "B", text: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x1b, 0x51, which.charCodeAt(0)]),
    Buffer.from(text.slice(0, COLUMNS).padEnd(COLUMNS), "latin1"),
    CR,
  ]);

/** Both lines, printable ASCII; `fresh` puts the display into its initial state first. */
export function encodeLines(upper: string, lower: string, fresh: boolean): Buffer {
  return Buffer.concat([CLEAR, ...(fresh ? [INIT, CLEAR] : []), line("A", upper), line("B", lower)]);
}
