import type { InputPlace, KeyPressed } from "../contract/device.ts";
import type { CardSeen } from "../contract/id-card.ts";
import type { WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { isRefusal, messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { rating } from "../rating/rating.ts";
import type { DeskInputs } from "./desk-inputs.ts";
import type { HallCore } from "./hall-core.ts";
import { pressCommand } from "./keys.ts";
import type { WindowService } from "./windows.ts";

/**
 * Keys and raters: what their devices report becomes a command like any other, and what became of it is logged. Cards
 * and codes go before the page where they were read; neither is ever logged.
 */
export function inputsOf(
  core: HallCore,
  service: Pick<WindowService, "press">,
  desk: Pick<DeskInputs, "card" | "scan" | "notice">,
  log: Log,
) {
  const noted = (
    outcome: Promise<object | Refusal>,
    facts: object,
    refused: (detail: string) => void = () => {},
  ): void => {
    outcome.then(
      (answer) => {
        if (!isRefusal(answer)) return;
        log.info({ ...facts, code: answer.refused }, answer.detail);
        refused(answer.detail);
      },
      (error: unknown) => log.error({ ...facts, cause: messageOf(error) }, "a press was not carried out"),
    );
  };
  return {
    onKey: ({ device, window, action }: { device: string; window: WindowId; action: KeyPressed }) => {
      const command = pressCommand(core.memory.states.dispatcher, window, action);
      const done = isRefusal(command)
        ? Promise.resolve(command)
        : service.press(window, command, { kind: "device", id: device });
      // A keypad without a display can't say why nothing happened; the page beside it can.
      noted(done, { scope: "keypad", device, window, action }, (detail) =>
        desk.notice({ kiosk: null, window }, `按键未执行：${detail}`),
      );
    },
    onScore: ({ device, window, score }: { device: string; window: WindowId; score: number }) => {
      const done = core.turns.submit({
        actor: { kind: "device", id: device },
        key: null,
        decide: (now) => rating.decide(core.memory.states.rating, { type: "rater", window, score }, now),
        answer: () => null,
      });
      noted(done, { scope: "rater", device, window });
    },
    onCard: ({ device, place, seen }: { device: string; place: InputPlace; seen: CardSeen }) => {
      log.info({ scope: "reader", device, ...place }, seen.seen === "card" ? "a card was read" : seen.reason);
      desk.card(place, seen);
    },
    onScan: ({ device, place, text }: { device: string; place: InputPlace; text: string }) => {
      log.info({ scope: "scanner", device, ...place, characters: text.length }, "a code was read");
      desk.scan(place, text);
    },
  };
}
