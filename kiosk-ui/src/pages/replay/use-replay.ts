import { computed, onScopeDispose, ref, shallowRef } from "vue";
import type { ReplayDays, ReplayFact, ReplayFacts, ReplayMoment } from "../../../../src/contract/replay.ts";
import { type Answer, api } from "../../shared/api.ts";
import { problemText } from "../../shared/staff/problem-text.ts";
import { numberCandidates, playedTo } from "./replay-words.ts";

/** How often a playing day moves on, ms. */
const TICK_MS = 500;
/** The first look at a day folds it, and after a new release the days before it as well. */
const FOLD_MS = 120_000;

export const SPEEDS = [1, 10, 60] as const;

type Position = { readonly at: string } | { readonly seq: number } | Record<string, never>;

/** A recorded day that is moved to any moment: what the page shows, and every way to move. */
export function useReplay({ onSignedOut }: { readonly onSignedOut: (why: string) => void }) {
  const days = shallowRef<ReplayDays["days"]>([]);
  const more = ref(false);
  const day = ref<string | null>(null);
  const moment = shallowRef<ReplayMoment | null>(null);
  const trouble = ref<string | null>(null);
  const loading = ref(false);
  const playing = ref(false);
  const speed = ref<(typeof SPEEDS)[number]>(10);
  /** Where the slider stands, epoch ms; ahead of `moment` while that is fetched. */
  const cursor = ref(0);
  const span = computed(() => ({
    from: Date.parse(moment.value?.from ?? "1970-01-01T00:00:00Z"),
    to: Date.parse(moment.value?.to ?? "1970-01-01T00:00:00Z"),
  }));

  function taken<T>(answer: Answer<T>): T | null {
    if (answer.ok) return answer.data;
    trouble.value = problemText(answer.problem);
    if (answer.problem.code === "auth.missing" || answer.problem.code === "auth.invalid")
      onSignedOut("登录已失效，请重新登录");
    return null;
  }
  const ask = async <T>(path: string) => taken(await api<T>("GET", path, { retries: 2, timeoutMs: FOLD_MS }));

  // One question at a time; of those that come meanwhile only the last is wanted.
  let wanted: Position | null = null;
  const show = async (position: Position): Promise<void> => {
    wanted = position;
    if (loading.value) return;
    loading.value = true;
    try {
      while (wanted !== null && day.value !== null) {
        const next: Position = wanted;
        wanted = null;
        await showOne(day.value, next);
      }
    } finally {
      loading.value = false;
    }
  };
  const showOne = async (of: string, position: Position): Promise<void> => {
    const answer = await ask<ReplayMoment>(`/days/${of}/replay?${queryOf(position)}`);
    if (answer === null) return stop();
    if (day.value !== of) return;
    trouble.value = null;
    moment.value = answer;
    if (!playing.value && wanted === null) cursor.value = Date.parse(answer.at);
  };

  const events = (query: Record<string, string | number>) =>
    ask<ReplayFacts>(`/days/${day.value}/events?${queryOf(query)}`);
  const goTo = async (fact: ReplayFact | undefined, otherwise: string): Promise<void> => {
    stop();
    if (fact) await show({ seq: fact.seq });
    else trouble.value = otherwise;
  };
  const seek = (at: number): void => {
    cursor.value = at;
    void show({ at: new Date(at).toISOString() });
  };
  const seq = () => moment.value?.seq ?? 0;
  const step = async (type?: string): Promise<void> => {
    const found = await events({ after: seq(), limit: 1, ...(type ? { type } : {}) });
    if (found) await goTo(found.events[0], type ? "后面没有呼叫了" : "后面没有了");
  };
  const stepBack = async (): Promise<void> => {
    const found = await events({ before: seq(), limit: 1 });
    if (found) await goTo(found.events[0], "前面没有了");
  };
  /** To the next thing that happened to a number; from behind the last one, to its first. */
  const find = async (text: string): Promise<void> => {
    for (const number of numberCandidates(text)) {
      const found = await events({ number, limit: 500 });
      if (!found) return;
      const next = found.events.find((e) => e.seq > seq()) ?? found.events[0];
      if (next) return goTo(next, "");
    }
    trouble.value = `这一天没有 ${text.trim()} 这个号`;
  };

  let timer: ReturnType<typeof setInterval> | null = null;
  let ticked = 0;
  const stop = (): void => {
    playing.value = false;
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const play = (): void => {
    if (moment.value === null) return;
    playing.value = true;
    if (cursor.value >= span.value.to) cursor.value = span.value.from;
    ticked = performance.now();
    timer = setInterval(() => {
      const now = performance.now();
      cursor.value = playedTo(cursor.value, now - ticked, speed.value, span.value.to);
      ticked = now;
      void show({ at: new Date(cursor.value).toISOString() });
      if (cursor.value >= span.value.to) stop();
    }, TICK_MS);
  };
  onScopeDispose(stop);

  const choose = async (chosen: string): Promise<void> => {
    stop();
    day.value = chosen;
    moment.value = null;
    await show({});
    // The day that goes on is shown as it stands, one that is over from its begin.
    const shown = moment.value as ReplayMoment | null;
    if (shown?.ended) seek(Date.parse(shown.from));
  };
  const loadDays = async (): Promise<void> => {
    const before = days.value.at(-1)?.day;
    const page = await ask<ReplayDays>(`/days?limit=60${before ? `&before=${before}` : ""}`);
    if (!page) return;
    days.value = [...days.value, ...page.days];
    more.value = page.more;
    const first = page.days[0];
    if (day.value === null && first) await choose(first.day);
  };
  void loadDays();

  return {
    days,
    more,
    day,
    moment,
    trouble,
    loading,
    playing,
    speed,
    cursor,
    span,
    loadDays,
    choose,
    seek,
    step,
    stepBack,
    nextCall: () => step("ticket.called"),
    show,
    find,
    play,
    stop,
  };
}

const queryOf = (query: object): string =>
  new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();

export type Replay = ReturnType<typeof useReplay>;
