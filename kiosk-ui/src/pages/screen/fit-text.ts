/**
 * Width of a text in em, a little on the safe side, so that a size can be chosen without measuring: a Chinese
 * character is 1 em, a bold capital or digit of Noto Sans at most 0.7 em.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    width += code >= 0x2e80 ? 1.02 : /[ilI.,:;'|!()]/.test(char) ? 0.45 : /[mwMW@%]/.test(char) ? 0.96 : 0.7;
  }
  return width;
}

/** A font size that fits and on how many lines, in the units of the box. */
export interface Fit {
  readonly size: number;
  readonly lines: number;
}

/**
 * The largest size at which `text` stands whole in a box, on one line if that is not much smaller than on more.
 *
 * @param width,height of the box, `most` the largest size wanted, all in the same unit; `mostLines` at least 1
 */
export function fitText(
  text: string,
  box: { readonly width: number; readonly height: number; readonly most: number; readonly mostLines: number },
): Fit {
  const wide = Math.max(textWidth(text), 0.7);
  let best: Fit = { size: 0, lines: 1 };
  for (let lines = 1; lines <= box.mostLines; lines++) {
    // On several lines a break can leave up to one character of each line empty.
    const longest = lines === 1 ? wide : wide / lines + 1.02;
    const size = Math.min(box.most, box.width / longest, box.height / (lines * LINE_HEIGHT));
    if (size > best.size * 1.15) best = { size, lines };
  }
  return { size: Math.floor(best.size * 10) / 10, lines: best.lines };
}

/** Line height that the screen's style sheet uses for fitted texts. */
export const LINE_HEIGHT = 1.15;
