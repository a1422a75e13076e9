import { BoardReplyParser, encodeShow } from "../protocols/a090.ts";
import type { BoardDriver } from "./board-driver.ts";
import { boardRuns } from "./board-runs.ts";
import { withoutEchoes } from "./without-echoes.ts";

/** Two-colour GBK boards, "A0 90": every text is answered (protocols.md 1a). */
export function a090Board({
  address,
  characters,
}: {
  readonly address: number;
  readonly characters: number;
}): BoardDriver {
  return {
    protocol: "a090",
    address,
    usualBytesPerSecond: 960,
    confirmedBy: "answer",
    probe: null,
    draw: (content) => {
      const runs = boardRuns(content, characters);
      const bytes = encodeShow(address, runs);
      return { key: JSON.stringify(runs), message: () => ({ bytes }) };
    },
    createParser: () =>
      withoutEchoes(new BoardReplyParser(), (reply) => ({
        address: reply.address,
        to: "paint",
        outcome: reply.done ? "done" : "refused",
        reason: null,
      })),
  };
}
