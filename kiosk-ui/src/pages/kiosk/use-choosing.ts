import type { KioskView, QueueView } from "../../../../src/contract/window.ts";
import type { Step } from "./kiosk-step.ts";
import type { useWish } from "./use-wish.ts";

/** From 取号 to what somebody comes for: the sector, its matters where it has any, then the card or the phone. */
export function useChoosing(parts: {
  readonly view: { readonly value: KioskView | null };
  readonly choice: ReturnType<typeof useWish>;
  /** A document was read or typed. */
  readonly hasCard: () => boolean;
  readonly go: (step: Step) => void;
}) {
  const { view, choice, hasCard, go } = parts;

  /** What is asked for stands: the card where one is needed, then the phone. */
  const identify = (): void =>
    go({ name: choice.queue.value?.realName === "required" && !hasCard() ? "card" : "phone" });
  /** 不清楚办什么: the sector as it is. */
  const skip = (picked: QueueView): void => {
    choice.whole(picked);
    identify();
  };
  const choose = (picked: QueueView): void => {
    if (choice.asks(picked)) {
      void choice.refresh();
      choice.look(picked);
      go({ name: "matters" });
    } else skip(picked);
  };
  return {
    identify,
    skip,
    choose,
    start: (): void => {
      void choice.refresh();
      const only = view.value?.queues.length === 1 ? view.value.queues[0] : undefined;
      if (only) choose(only);
      else go({ name: "sector" });
    },
    any: (): void => {
      choice.any();
      identify();
    },
    changeMatter: (): void => {
      const looked = choice.wish.value.queue;
      if (looked && choice.asks(looked)) choose(looked);
      else go({ name: (view.value?.queues.length ?? 0) > 1 ? "sector" : "rest" });
    },
  };
}
