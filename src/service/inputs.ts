import type { KeyAction } from "../contract/device.ts";
import type { WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { isRefusal, messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { rating } from "../rating/rating.ts";
import type { HallCore } from "./hall-core.ts";
import { keyCommand } from "./keys.ts";
import type { WindowService } from "./windows.ts";

/** Keys and raters: what their devices report becomes a command like any other, and what became of it is logged. */
export function inputsOf(core: HallCore, service: Pick<WindowService, "press">, log: Log) {
  const noted = (outcome: Promise<object | Refusal>, facts: object): void => {
    outcome.then(
      (answer) => {
        if (isRefusal(answer)) log.info({ ...facts, code: answer.refused }, answer.detail);
      },
      (error: unknown) => log.error({ ...facts, cause: messageOf(error) }, "a press was not carried out"),
    );
  };
  return {
    onKey: ({ device, window, action }: { device: string; window: WindowId; action: KeyAction }) => {
      const done = service.press(window, keyCommand(window, action), { kind: "device", id: device });
      noted(done, { scope: "keypad", device, window, action });
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
  };
}
