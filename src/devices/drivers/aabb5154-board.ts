import { Aabb5154AnswerParser, encodeProbe, encodeText, type Look } from "../protocols/aabb5154.ts";
import type { BoardAnswer, BoardDriver } from "./board-driver.ts";
import { boardRuns } from "./board-runs.ts";
import { withoutEchoes } from "./without-echoes.ts";

interface Options extends Partial<Look> {
  readonly role: "window-board" | "summary-board";
  readonly address: number;
  readonly checksum: "xor" | "sum";
  readonly answers?: "yes" | "no" | undefined;
  readonly characters: number;
}

/** What each maker's boards are sent in halls that run. */
const LOOKS: Readonly<Record<"xor" | "sum", Readonly<Record<Options["role"], Look>>>> = {
  xor: {
    "window-board": { effect: 11, speed: 5, delay: 0, valid: 63 },
    "summary-board": { effect: 11, speed: 5, delay: 0, valid: 63 },
  },
  sum: {
    "window-board": { effect: 0x01, speed: 0x00, delay: 0x99, valid: 0x63 },
    "summary-board": { effect: 0x08, speed: 0x02, delay: 0x99, valid: 0x63 },
  },
};
/** All boards of a line at once: nobody may answer. */
const EVERYBODY = 255;

/** "AA addr BB 51 54" boards (protocols.md 1b). */
export function aabb5154Board(options: Options): BoardDriver {
  const { role, address, checksum, characters } = options;
  const usual = LOOKS[checksum][role];
  const look: Look = {
    effect: options.effect ?? usual.effect,
    speed: options.speed ?? usual.speed,
    delay: options.delay ?? usual.delay,
    valid: options.valid ?? usual.valid,
  };
  const answers = address !== EVERYBODY && (options.answers ?? (checksum === "xor" ? "yes" : "no")) === "yes";
  return {
    protocol: "aabb5154",
    address: null,
    usualBytesPerSecond: 960,
    confirmedBy: answers ? "answer-or-probe" : "nothing",
    probe: answers ? encodeProbe(address) : null,
    draw: (content) => {
      const runs = boardRuns(content, characters);
      // One colour a frame: that of the beginning.
      const text = { text: runs.map((run) => run.text).join(""), colour: runs[0]?.colour ?? "red" };
      const bytes = encodeText(address, checksum, look, text);
      return { key: JSON.stringify(text), message: () => ({ bytes }) };
    },
    createParser: () => withoutEchoes(new Aabb5154AnswerParser(), () => HEARD),
  };
}

const HEARD: BoardAnswer = { address: null, to: "any", outcome: "done", reason: null };
