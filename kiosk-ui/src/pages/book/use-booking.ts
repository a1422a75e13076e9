import { ref, shallowRef } from "vue";
import type { Appointment, AppointmentOffer, SlotView } from "../../../../src/contract/appointment.ts";
import type { Problem } from "../../../../src/contract/problem.ts";
import { type Answer, api, type Method } from "../../shared/api.ts";
import { tabAttempts } from "../../shared/attempt.ts";
import { usePhoneProof } from "./phone-proof.ts";

type Step = "sector" | "day" | "slot" | "phone" | "done" | "mine";

interface Wish {
  readonly sector: string;
  readonly slot: string;
}

/** One person's way to a slot: what is offered, what was chosen, the phone that was proved. */
export function useBooking() {
  const proof = usePhoneProof();
  const attempts = tabAttempts<Wish>("booking");
  const step = ref<Step>("sector");
  const offer = shallowRef<AppointmentOffer | null>(null);
  const sector = ref<string | null>(null);
  const day = ref<string | null>(null);
  const slots = shallowRef<readonly SlotView[]>([]);
  const slot = shallowRef<SlotView | null>(null);
  const booked = shallowRef<Appointment | null>(null);
  const mine = shallowRef<readonly Appointment[]>([]);
  /** The appointment that gets another time, instead of a new one. */
  const moving = shallowRef<Appointment | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);

  const go = (next: Step) => {
    problem.value = null;
    step.value = next;
  };
  const ask = async <T>(method: Method, path: string, options: { body?: unknown; key?: string } = {}) => {
    busy.value = true;
    const answer = await api<T>(method, path, {
      ...options,
      token: proof.proof.value?.token ?? null,
      retries: 3,
      timeoutMs: 8000,
    });
    busy.value = false;
    problem.value = answer.ok ? null : answer.problem;
    // The half hour is over: the same phone proves itself again.
    if (!answer.ok && answer.status === 401) {
      proof.forget();
      step.value = "phone";
      problem.value = null;
    }
    return answer;
  };

  const loadOffer = async () => {
    const answer = await ask<AppointmentOffer>("GET", "/appointments/offer");
    if (!answer.ok) return;
    offer.value = answer.data;
    const only = answer.data.sectors.length === 1 ? answer.data.sectors[0] : undefined;
    if (step.value === "sector" && only) chooseSector(only.id);
  };
  const chooseSector = (id: string) => {
    sector.value = id;
    go("day");
  };
  const chooseDay = async (chosen: string) => {
    day.value = chosen;
    await loadSlots();
    if (!problem.value) go("slot");
  };
  const loadSlots = async () => {
    const query = new URLSearchParams({ sector: sector.value ?? "", day: day.value ?? "" });
    const answer = await ask<SlotView[]>("GET", `/appointments/slots?${query}`);
    if (answer.ok) slots.value = answer.data;
  };
  const chooseSlot = (chosen: SlotView) => {
    slot.value = chosen;
    go("phone");
  };

  const settle = async (answer: Answer<Appointment>) => {
    if (answer.ok) {
      booked.value = answer.data;
      moving.value = null;
      go("done");
    } else if (["appointment.full", "appointment.too-late"].includes(answer.problem.code)) {
      // Somebody was quicker: the list is fetched anew, and the sentence stays.
      const told = answer.problem;
      await loadSlots();
      step.value = "slot";
      problem.value = told;
    }
  };
  const confirm = async () => {
    const chosen = slot.value;
    if (!chosen || busy.value) return;
    const wish = { sector: chosen.sector, slot: chosen.slot };
    const { key } = attempts.confirm(wish);
    const answer = moving.value
      ? await ask<Appointment>("PATCH", `/appointments/${encodeURIComponent(moving.value.id)}`, {
          body: wish,
          key,
        })
      : await ask<Appointment>("POST", "/appointments", { body: wish, key });
    if (answer.ok || answer.status > 0) attempts.settle();
    await settle(answer);
  };

  const showMine = async () => {
    moving.value = null;
    go("mine");
    if (!proof.proof.value) return;
    const answer = await ask<Appointment[]>("GET", "/appointments/mine");
    if (answer.ok) mine.value = answer.data;
    else if (answer.status === 401) go("mine");
  };
  const move = (appointment: Appointment) => {
    moving.value = appointment;
    sector.value = appointment.sector;
    void loadOffer();
    go("day");
  };
  const cancel = async (appointment: Appointment) => {
    const answer = await ask<Appointment>("DELETE", `/appointments/${encodeURIComponent(appointment.id)}`);
    if (answer.ok) await showMine();
  };
  const startOver = () => {
    moving.value = null;
    booked.value = null;
    slot.value = null;
    go("sector");
    void loadOffer();
  };
  const back = () => {
    const before: Partial<Record<Step, Step>> = {
      phone: "slot",
      slot: "day",
      day: moving.value ? "mine" : "sector",
    };
    const to = before[step.value];
    if (to === "sector" && offer.value?.sectors.length === 1) return;
    if (to) go(to);
  };

  void loadOffer();
  return {
    ...{ step, offer, sector, day, slots, slot, booked, mine, moving, problem, busy, proof },
    ...{ chooseSector, chooseDay, chooseSlot, confirm, showMine, move, cancel, startOver, back },
  };
}
