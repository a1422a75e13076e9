// Draws text as the lamps of a board: 16 rows, 8 dots a half-width column, from a 16-pixel bitmap font.

const ROWS = 16;
const COLUMN = 8;
const LAMP = { red: "#ff4a3d", green: "#3dff6e", yellow: "#ffd62e" } as const;
const DARK = "#1f1d1c";
export const DOT_FONT = '16px "UnifontEX", "Noto Sans Mono CJK SC", monospace';

export interface Lamps {
  readonly char: string;
  readonly colour: keyof typeof LAMP;
}

/** ASCII takes one column, everything else two, as in GBK. */
const columnsOf = (char: string): number => (char.charCodeAt(0) < 0x80 ? 1 : 2);

type Colours = readonly (keyof typeof LAMP)[];

/** Paints `cells` from the left onto a board of `columns`, each lamp `pitch` pixels apart. */
export function paintBoard(
  canvas: HTMLCanvasElement,
  cells: readonly Lamps[],
  columns: number,
  pitch: number,
): void {
  const wide = columns * COLUMN;
  canvas.width = wide * pitch;
  canvas.height = ROWS * pitch;
  const board = canvas.getContext("2d");
  const draft = new OffscreenCanvas(wide, ROWS).getContext("2d", { willReadFrequently: true });
  if (!board || !draft) return;
  draft.font = DOT_FONT;
  const colours = write(draft, cells);
  const { data } = draft.getImageData(0, 0, wide, ROWS);
  for (let y = 0; y < ROWS; y++)
    for (let x = 0; x < wide; x++) {
      const on = (data[(y * wide + x) * 4 + 3] ?? 0) > 100;
      board.fillStyle = on ? LAMP[colours[Math.floor(x / COLUMN)] ?? "red"] : DARK;
      board.beginPath();
      board.arc((x + 0.5) * pitch, (y + 0.5) * pitch, pitch * (on ? 0.46 : 0.32), 0, Math.PI * 2);
      board.fill();
    }
}

/** Writes the characters side by side on the draft and gives the colour of each column. */
function write(draft: OffscreenCanvasRenderingContext2D, cells: readonly Lamps[]): Colours {
  const colours: (keyof typeof LAMP)[] = [];
  for (const { char, colour } of cells) {
    draft.fillText(char, colours.length * COLUMN, 14);
    for (let n = columnsOf(char); n > 0; n--) colours.push(colour);
  }
  return colours;
}
