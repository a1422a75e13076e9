import { ref } from "vue";
import type { useWish } from "./use-wish.ts";

interface Wanted {
  /** Absent: without a mobile phone. */
  readonly phone?: string;
}

/** From the phone to the number: taken as soon as what stands in its way has been heard. */
export function useConfirm(parts: {
  readonly choice: Pick<ReturnType<typeof useWish>, "stillGood" | "heard" | "ready">;
  /** Whether the phone is still what is asked for. */
  readonly here: () => boolean;
  readonly take: (wanted: Wanted) => void;
}) {
  const { choice, here, take } = parts;
  const pending = ref<Wanted | null>(null);

  const on = (): void => {
    const wanted = pending.value;
    pending.value = null;
    if (wanted && here() && choice.ready.value) take(wanted);
  };
  return {
    confirm: async (phone?: string): Promise<void> => {
      if (pending.value) return;
      pending.value = phone === undefined ? {} : { phone };
      if (await choice.stillGood()) on();
    },
    /** A matter that no window does any more was told of. Gives whether it goes on, with it or without it. */
    heard: (way: string): boolean => {
      choice.heard(way === "without");
      const goes = way === "take" || way === "without";
      if (goes) on();
      else pending.value = null;
      return goes;
    },
    forget: (): void => {
      pending.value = null;
    },
  };
}
