import { DIGITS, encodeNumber } from "../protocols/led8.ts";
import { NoAnswers } from "../protocols/no-answers.ts";
import { callsAscii, windowAscii } from "./ascii-text.ts";
import type { BoardContent, BoardDriver } from "./board-driver.ts";
import { withoutEchoes } from "./without-echoes.ts";

const DARK = 0;

/** Eight digits (protocols.md 1e): the called number without its letter; dark when there is none. */
export function led8Board(): BoardDriver {
  return {
    protocol: "led8",
    address: null,
    usualBytesPerSecond: 240,
    confirmedBy: "nothing",
    probe: null,
    draw: (content) => {
      const digits = shown(content);
      return { key: digits, message: (fresh) => ({ bytes: encodeNumber(digits, DARK, fresh) }) };
    },
    createParser: () => withoutEchoes(new NoAnswers(), () => null),
  };
}

/** A summary board tells number and window as 003-1. */
function shown(content: BoardContent): string {
  if (content.of === "window") return digitsOf(windowAscii(content.window).main);
  const [newest] = callsAscii(content.picture, content.sectors);
  if (!newest) return "";
  const number = digitsOf(newest.main);
  const both = `${number}-${newest.place}`;
  return newest.place !== "" && both.length <= DIGITS ? both : number;
}

/** The last digits tell people apart. */
const digitsOf = (text: string): string => text.replace(/\D/g, "").slice(-DIGITS);
