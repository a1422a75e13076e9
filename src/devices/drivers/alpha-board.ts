import {
  callString,
  encodeAlpha,
  LONGEST_STRING,
  memoryCommand,
  stringCommand,
  textCommand,
} from "../protocols/alpha.ts";
import { NoAnswers } from "../protocols/no-answers.ts";
import { asciiLine } from "./ascii-text.ts";
import type { BoardDriver } from "./board-driver.ts";
import { withoutEchoes } from "./without-echoes.ts";

interface Options {
  readonly address: number;
  readonly checksum: boolean;
  readonly characters: number;
}

const TEXT = "A";
const STRING = "1";
const FILES = [
  { label: TEXT, kind: "text", size: 0x0100 },
  { label: STRING, kind: "string", size: LONGEST_STRING },
] as const;

/**
 * Alpha / BetaBrite signs (protocols.md 1d), ASCII only. The sign is told once to show a STRING file; from then on only that
 * file is written, which the sign takes over without a flash.
 */
export function alphaBoard({ address, checksum, characters }: Options): BoardDriver {
  const setUp = [memoryCommand(FILES), textCommand(TEXT, "middle", "hold", callString(STRING))];
  return {
    protocol: "alpha",
    address,
    usualBytesPerSecond: 960,
    confirmedBy: "nothing",
    probe: null,
    draw: (content) => {
      const text = asciiLine(content, characters);
      const write = stringCommand(STRING, text);
      return {
        key: text,
        message: (fresh) => encodeAlpha(address, checksum, fresh ? [...setUp, write] : [write]),
      };
    },
    createParser: () => withoutEchoes(new NoAnswers(), () => null),
  };
}
