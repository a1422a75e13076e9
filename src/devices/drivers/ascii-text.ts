import type { HallPicture, WindowPicture } from "../../contract/picture.ts";
import type { BoardContent } from "./board-driver.ts";

/** What boards without Chinese can say: the number, and which window. */
export interface AsciiText {
  /** The number called or served, or one word for why there is none; never cut. */
  readonly main: string;
  /** Digits of the window's name or id; empty when it has none. */
  readonly place: string;
}

/** "1号窗口" is window 1; a name without digits goes by the digits of its id. */
export function windowDigits({ id, name }: { readonly id: string; readonly name: string }): string {
  const digits = /\d+/.exec(toAscii(name)) ?? /\d+/.exec(id);
  return String(Number(digits?.[0] ?? 0) || "");
}

/** Printable ASCII of a text; full-width digits and letters count as theirs. */
export function toAscii(text: string): string {
  return text.normalize("NFKC").replace(/[^\x20-\x7e]/g, "");
}

export function windowAscii(window: WindowPicture): AsciiText {
  const place = windowDigits(window);
  switch (window.state) {
    case "closed":
      return { main: "CLOSED", place };
    case "paused":
      return { main: "PAUSED", place };
    case "idle":
      return { main: "", place };
    case "calling":
    case "serving":
      return { main: toAscii(window.number ?? ""), place };
  }
}

/** The calls of a summary board, newest first. */
export function callsAscii(picture: HallPicture, sectors: readonly string[] | null): readonly AsciiText[] {
  return picture.calls
    .filter((call) => call.state === "calling" && (sectors === null || sectors.includes(call.queue)))
    .map((call) => ({ main: toAscii(call.number), place: windowDigits(call.window) }));
}

export function waitingOf(picture: HallPicture, sectors: readonly string[] | null): number {
  return picture.queues
    .filter(({ id }) => sectors === null || sectors.includes(id))
    .reduce((sum, { waiting }) => sum + waiting, 0);
}

const fitting = (columns: number, ...texts: readonly string[]): string =>
  texts.find((text) => text.length <= columns) ?? texts.at(-1) ?? "";

/** The content on one line of `columns` characters: as much as fits, the number always whole. */
export function asciiLine(content: BoardContent, columns: number): string {
  if (content.of === "window") return windowLine(windowAscii(content.window), columns);
  const calls = callsAscii(content.picture, content.sectors).map(({ main, place }) =>
    place === "" ? main : `${main}>${place}`,
  );
  const [first, ...others] = calls;
  if (first === undefined) {
    const waiting = waitingOf(content.picture, content.sectors);
    return fitting(columns, `WAITING ${waiting}`, String(waiting));
  }
  return others.reduce(
    (text, next) => (`${text} ${next}`.length <= columns ? `${text} ${next}` : text),
    first,
  );
}

function windowLine({ main, place }: AsciiText, columns: number): string {
  if (place === "") return main;
  if (main === "") return fitting(columns, `WINDOW ${place}`, place);
  return fitting(columns, `${main} WINDOW ${place}`, `${main} >${place}`, main);
}
