import { COLUMNS, encodeLines } from "../protocols/cd5220.ts";
import { NoAnswers } from "../protocols/no-answers.ts";
import { asciiLine, callsAscii, waitingOf, windowAscii } from "./ascii-text.ts";
import type { BoardContent, BoardDriver } from "./board-driver.ts";
import { withoutEchoes } from "./without-echoes.ts";

/** Pole displays, two lines of twenty ASCII characters (protocols.md 1e). */
export function cd5220Board(): BoardDriver {
  return {
    protocol: "cd5220",
    address: null,
    usualBytesPerSecond: 960,
    confirmedBy: "nothing",
    probe: null,
    draw: (content) => {
      const [upper, lower] = lines(content).map(centred) as [string, string];
      return {
        key: `${upper}\n${lower}`,
        message: (fresh) => ({ bytes: encodeLines(upper, lower, fresh) }),
      };
    },
    createParser: () => withoutEchoes(new NoAnswers(), () => null),
  };
}

function lines(content: BoardContent): readonly [string, string] {
  if (content.of === "window") {
    const { main, place } = windowAscii(content.window);
    const called = content.window.state === "calling" || content.window.state === "serving";
    return [called ? `NO. ${main}` : main, place === "" ? "" : `WINDOW ${place}`];
  }
  const waiting = `WAITING ${waitingOf(content.picture, content.sectors)}`;
  const calls = callsAscii(content.picture, content.sectors).length > 0;
  return calls ? [asciiLine(content, COLUMNS), waiting] : ["", waiting];
}

/** A number longer than the line is cut at its end by the display's own width, not by us in its middle. */
function centred(text: string): string {
  return " ".repeat(Math.max(0, Math.floor((COLUMNS - text.length) / 2))) + text;
}
