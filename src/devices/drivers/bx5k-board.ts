import { type BxCommand, encodeDynamic, encodePing } from "../protocols/bx5k.ts";
import { BX_BUSY, BX_ERRORS, type BxAnswer, BxAnswerParser } from "../protocols/bx5k-answers.ts";
import { gbkCharacters } from "../protocols/gbk.ts";
import type { Colour, Run } from "../protocols/run.ts";
import type { BoardAnswer, BoardDriver } from "./board-driver.ts";
import { boardRuns } from "./board-runs.ts";
import { withoutEchoes } from "./without-echoes.ts";

interface Options {
  readonly address: number;
  readonly font: string;
  readonly height: number;
  readonly colours: boolean;
  readonly characters: number;
}

const COLOURS: Readonly<Record<Colour, string>> = { red: "\\C1", green: "\\C2", yellow: "\\C3" };
const AT_ONCE = 1;
/** A card that was spoken to by everybody's address answers with that one. */
const BROADCASTS: readonly BxCommand["screen"][] = [0xfffe, 0xffff];

/** ONBON BX-5K cards: the text is a dynamic area over the whole screen (protocols.md 1c). */
export function bx5kBoard({ address, font, height, colours, characters }: Options): BoardDriver {
  return {
    protocol: "bx5k",
    address,
    usualBytesPerSecond: 5_760,
    confirmedBy: "answer",
    probe: encodePing(address),
    draw: (content) => {
      const runs = boardRuns(content, characters);
      const text = Buffer.concat([
        Buffer.from(`\\F${font}`, "latin1"),
        ...runs.map((run) => written(run, colours)),
      ]);
      // Half a column is eight dots, which is also the unit of a width.
      const bytes = encodeDynamic(address, { width: characters, height, displayMode: AT_ONCE, text });
      return { key: JSON.stringify(runs), message: () => ({ bytes }) };
    },
    createParser: () => withoutEchoes(new BxAnswerParser(), answerOf),
  };
}

function written({ text, colour }: Run, colours: boolean): Buffer {
  // A backslash of the text's own would begin a command.
  const codes = Buffer.concat(gbkCharacters(text.replaceAll("\\", "＼")));
  return colours ? Buffer.concat([Buffer.from(COLOURS[colour], "latin1"), codes]) : codes;
}

/** A0 00 is the card's plain yes, A0 01 its no; either may come with a code. */
function answerOf({ screen, group, cmd, error }: BxAnswer): BoardAnswer {
  const refused = error !== 0 || (group === 0xa0 && cmd !== 0x00);
  return {
    address: BROADCASTS.includes(screen) ? null : screen,
    to: "any",
    outcome: !refused ? "done" : error === BX_BUSY ? "busy" : "refused",
    reason: refused ? (BX_ERRORS[error] ?? `错误码 ${error}`) : null,
  };
}
