import { computed, shallowRef } from "vue";
import type { KioskMatter } from "../../../../src/contract/kiosk-matters.ts";
import type { KioskView, QueueView } from "../../../../src/contract/window.ts";
import { useMatters } from "./use-matters.ts";
import { leadingQueue, NO_WISH, renewed, toggled, type Wish } from "./wish.ts";

/** What whoever stands here comes for, and what they must know of it before a number is taken. */
export function useWish(kiosk: string, view: { readonly value: KioskView | null }) {
  const wish = shallowRef<Wish>(NO_WISH);
  /** Chosen matters that no window does now, which the person has not been told yet. */
  const untold = shallowRef<readonly KioskMatter[]>([]);
  const { matters, known, lettersOf, refresh } = useMatters(kiosk);
  let told = new Set<string>();

  const queue = computed(() => view.value && leadingQueue(wish.value, view.value));
  const asks = (of: QueueView): boolean => view.value?.askedIn.includes(of.id) ?? false;

  const toggle = (matter: KioskMatter): void => {
    wish.value = toggled(wish.value, matter);
    if (matter.notice) told.add(tellingOf(matter));
  };
  /** Asks again and says whether nothing stands in the way that the person has not heard. */
  const stillGood = async (): Promise<boolean> => {
    if (wish.value.matters.length === 0) return true;
    await refresh(2500);
    wish.value = renewed(wish.value, matters.value);
    const news = wish.value.matters.filter((m) => matterStops(m) || (grave(m) && !told.has(tellingOf(m))));
    for (const matter of news) told.add(tellingOf(matter));
    untold.value = news;
    return news.length === 0;
  };

  return {
    wish,
    queue,
    untold,
    matters,
    known,
    lettersOf,
    asks,
    refresh,
    toggle,
    stillGood,
    /** Something is asked for, so the phone can be. */
    ready: computed(() => queue.value !== null),
    look: (of: QueueView): void => {
      const { queue: before, count } = wish.value;
      wish.value = { ...wish.value, queue: of, any: false, count: before?.id === of.id ? count : 1 };
    },
    /** The sector as it is, without matters. */
    whole: (of: QueueView): void => {
      wish.value = { ...NO_WISH, queue: of };
    },
    any: (): void => {
      wish.value = { ...NO_WISH, any: true };
    },
    /** So many like cases of it. */
    count: (count: number): void => {
      wish.value = { ...wish.value, count };
    },
    /** The person has heard it; `leave`: and does not want these any more. */
    heard: (leave: boolean): void => {
      for (const matter of leave ? untold.value : []) wish.value = toggled(wish.value, matter);
      untold.value = [];
    },
    forget: (): void => {
      wish.value = NO_WISH;
      untold.value = [];
      told = new Set();
    },
  };
}

const tellingOf = ({ id, notice }: KioskMatter): string => `${id} ${notice?.code}`;
const matterStops = ({ notice }: KioskMatter): boolean => notice?.stops ?? false;
/** Lunch is no reason to stop somebody who is typing. */
const grave = ({ notice }: KioskMatter): boolean => notice !== null && notice.at === null;
