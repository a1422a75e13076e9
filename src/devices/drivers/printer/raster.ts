import { type Bitmap, blank, setDot } from "../../protocols/bitmap.ts";

/** An outline in dots, y growing downwards: closed rings of points. */
export type Outline = readonly (readonly (readonly [x: number, y: number])[])[];

/** Sub-rows and sub-columns a dot is probed at; a dot is set when half of them lie inside. */
const PROBES = 4;

/** Fills an outline by the non-zero winding rule. */
export function fill(outline: Outline, width: number, height: number): Bitmap {
  const bitmap = blank(width, height);
  for (let y = 0; y < height; y++) {
    const hits = new Uint8Array(width);
    for (let sub = 0; sub < PROBES; sub++) {
      for (const [from, to] of spans(outline, y + (sub + 0.5) / PROBES)) addSpan(hits, from, to);
    }
    for (let x = 0; x < width; x++) {
      if ((hits[x] ?? 0) * 2 >= PROBES * PROBES) setDot(bitmap, x, y);
    }
  }
  return bitmap;
}

function addSpan(hits: Uint8Array, from: number, to: number): void {
  const first = Math.max(0, Math.ceil(from * PROBES - 0.5));
  const last = Math.min(hits.length * PROBES - 1, Math.ceil(to * PROBES - 0.5) - 1);
  for (let probe = first; probe <= last; probe++) {
    const x = Math.floor(probe / PROBES);
    hits[x] = (hits[x] ?? 0) + 1;
  }
}

/** Where a horizontal line at `y` lies inside the outline. */
function spans(outline: Outline, y: number): [from: number, to: number][] {
  const crossings: { x: number; turn: number }[] = [];
  for (const ring of outline) {
    for (const [i, a] of ring.entries()) {
      const b = ring[(i + 1) % ring.length] ?? a;
      if (a[1] <= y === b[1] <= y) continue;
      const x = a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]);
      crossings.push({ x, turn: b[1] > a[1] ? 1 : -1 });
    }
  }
  crossings.sort((a, b) => a.x - b.x);
  const inside: [number, number][] = [];
  let winding = 0;
  for (const [i, { x, turn }] of crossings.entries()) {
    winding += turn;
    const next = crossings[i + 1];
    if (winding !== 0 && next) inside.push([x, next.x]);
  }
  return inside;
}
