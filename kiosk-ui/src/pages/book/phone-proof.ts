import { ref, type ShallowRef, shallowRef } from "vue";
import type { PhoneSession } from "../../../../src/contract/appointment.ts";
import { type Answer, api } from "../../shared/api.ts";

interface Proof {
  readonly token: string;
  readonly phone: string;
}

const KEY = "hall.booking.proof";

/** The phone that was proved by an SMS code; kept for this tab only, as it is a public thing to lose. */
export function usePhoneProof() {
  const proof: ShallowRef<Proof | null> = shallowRef(kept());
  const waitSeconds = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  const countDown = (seconds: number) => {
    clearInterval(timer);
    const until = Date.now() + seconds * 1000;
    waitSeconds.value = seconds;
    timer = setInterval(() => {
      waitSeconds.value = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (waitSeconds.value === 0) clearInterval(timer);
    }, 250);
  };
  const set = (next: Proof | null) => {
    proof.value = next;
    try {
      if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage is refused: the proof lives as long as the page.
    }
  };
  return {
    proof,
    waitSeconds,
    forget: () => set(null),
    askCode: async (phone: string): Promise<Answer<{ againAfterSeconds: number }>> => {
      const answer = await api<{ againAfterSeconds: number }>("POST", "/appointments/codes", {
        body: { phone },
        token: null,
        timeoutMs: 15_000,
      });
      if (answer.ok) countDown(answer.data.againAfterSeconds);
      return answer;
    },
    prove: async (phone: string, code: string): Promise<Answer<PhoneSession>> => {
      const answer = await api<PhoneSession>("POST", "/appointments/sessions", {
        body: { phone, code },
        token: null,
      });
      if (answer.ok) set({ token: answer.data.token, phone: answer.data.phone });
      return answer;
    },
  };
}

export type PhoneProofState = ReturnType<typeof usePhoneProof>;

function kept(): Proof | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Proof | null;
  } catch {
    return null;
  }
}
