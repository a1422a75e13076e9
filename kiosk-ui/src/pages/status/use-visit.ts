import { type ComputedRef, computed, onScopeDispose, type ShallowRef, shallowRef, watch } from "vue";
import type { Problem } from "../../../../src/contract/problem.ts";
import type { GiveRating } from "../../../../src/contract/rating.ts";
import type { VisitView } from "../../../../src/contract/ticket.ts";
import { api, worthRepeating } from "../../shared/api.ts";
import { tabAttempts } from "../../shared/attempt.ts";
import { useRoom } from "../../shared/use-room.ts";
import type { VisitAct } from "./state-words.ts";

const POLL_MS = 10_000;
const RETRIES = 4;

export interface Visit {
  readonly visit: ComputedRef<VisitView | null>;
  readonly staleSince: ComputedRef<number | null>;
  /** No such visit: the link is wrong or old. */
  readonly unknown: ComputedRef<boolean>;
  /** Why the last thing asked for was not done, null when it was. */
  readonly problem: Readonly<ShallowRef<Problem | null>>;
  readonly busy: Readonly<ShallowRef<boolean>>;
  readonly act: (act: VisitAct) => Promise<boolean>;
  readonly rate: (rating: GiveRating) => Promise<boolean>;
}

/**
 * Follows one visit by its token: the room when the connection stands, else a question every ten seconds, because a
 * phone on a mobile network often lets plain requests through when it does not hold a socket.
 */
export function useVisit(token: string): Visit {
  const path = `/visits/${encodeURIComponent(token)}`;
  const room = useRoom<VisitView>(`ticket:${token}`, () => token);
  const attempts = tabAttempts<{ act: string; rating?: GiveRating }>(`visit.${token}`);
  /** From an answer, with when it came (epoch ms); used only while the room is silent: the room never lags behind. */
  const answered = shallowRef<{ readonly view: VisitView; readonly at: number } | null>(null);
  const lastAskFailed = shallowRef(false);
  const missing = shallowRef(false);
  const problem = shallowRef<Problem | null>(null);
  const busy = shallowRef(false);

  watch(room.view, () => {
    answered.value = null;
    missing.value = false;
  });

  const poll = async () => {
    if (room.connected.value) return;
    const answer = await api<VisitView>("GET", path, { token: null, timeoutMs: 8000 });
    if (room.connected.value) return;
    if (answer.ok) answered.value = { view: answer.data, at: Date.now() };
    lastAskFailed.value = !answer.ok;
    missing.value = !answer.ok && answer.status === 404;
  };
  const timer = setInterval(poll, POLL_MS);
  const first = setTimeout(poll, 1500);
  onScopeDispose(() => {
    clearInterval(timer);
    clearTimeout(first);
  });

  const send = async (act: string, rating?: GiveRating): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    const attempt = attempts.confirm({ act, ...(rating ? { rating } : {}) });
    const answer = await api<VisitView>("POST", `${path}/${act}`, {
      body: rating ?? {},
      key: attempt.key,
      retries: RETRIES,
      token: null,
    });
    busy.value = false;
    if (!worthRepeating(answer)) attempts.settle();
    if (!answer.ok) problem.value = answer.problem;
    else if (!room.connected.value) answered.value = { view: answer.data, at: Date.now() };
    return answer.ok;
  };

  return {
    visit: computed(() => {
      const fromRoom = room.view.value;
      return room.connected.value && fromRoom ? fromRoom : (answered.value?.view ?? fromRoom);
    }),
    staleSince: computed(() => {
      if (room.staleSince.value === null || room.refused.value) return null;
      if (answered.value === null) return room.staleSince.value;
      return lastAskFailed.value ? answered.value.at : null;
    }),
    unknown: computed(() => room.refused.value?.code === "visit.unknown" || missing.value),
    problem,
    busy,
    act: (act) => send(act),
    rate: (rating) => send("rating", rating),
  };
}
