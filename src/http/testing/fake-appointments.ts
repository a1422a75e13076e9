import type { Appointment, AppointmentOffer } from "../../contract/appointment.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { AppointmentService } from "../appointment-service.ts";
import type { Asked, Done } from "../asked.ts";

const AT = "2026-11-24T09:00:00.000+08:00";

export function appointmentLike(over: Partial<Record<keyof Appointment, unknown>> = {}): Appointment {
  return {
    id: "b-1",
    code: "23456789",
    state: "booked",
    sector: "comprehensive",
    sectorName: "综合受理",
    matters: [],
    day: "2026-11-24",
    slot: AT,
    until: "2026-11-24T09:30:00.000+08:00",
    phone: "138****8001",
    source: "staff",
    sourceName: "人工预约",
    externalId: null,
    version: null,
    ticket: null,
    canChange: true,
    messages: [],
    madeAt: AT,
    ...over,
  } as Appointment;
}

const OFFER: AppointmentOffer = {
  hall: "大厅",
  taken: true,
  online: true,
  reason: null,
  sectors: [],
  days: [],
  perPhone: 2,
  earlyMinutes: 20,
  lateMinutes: 15,
  cancelUntilMinutes: 60,
  at: AT,
};

type Command = <T>(
  name: string,
  args: readonly unknown[],
  asked: Asked,
  answer: () => T,
) => Promise<Done<T> | Refusal>;

/** Appointments of a hall that records what it is asked; `known` by id, and by whom they were booked. */
export function fakeAppointments(
  command: Command,
  known: ReadonlyMap<string, { readonly appointment: Appointment; readonly phone: string }>,
): AppointmentService {
  const about = (id: string) => known.get(id)?.appointment ?? appointmentLike({ id });
  return {
    offer: () => OFFER,
    slots: () => [],
    book: (request, asked) =>
      command("book", [request], asked, () => ({ created: true, appointment: appointmentLike() })),
    change: (id, change, asked) => command("change", [id, change], asked, () => about(id)),
    cancel: (id, how, asked) => command("cancelAppointment", [id, how], asked, () => about(id)),
    withdraw: (source, externalId, version, asked) =>
      command("withdraw", [source, externalId, version], asked, () => ({
        source,
        externalId,
        version,
        state: "cancelled" as const,
      })),
    resend: (id, asked) => command("resendAppointment", [id], asked, () => about(id)),
    rebook: (ticket, slot, asked) => command("rebook", [ticket, slot], asked, () => appointmentLike()),
    get: (id) => known.get(id)?.appointment ?? null,
    ofPhone: (phone) => [...known.values()].filter((k) => k.phone === phone).map((k) => k.appointment),
    isOf: (id, phone) => known.get(id)?.phone === phone,
    day: (day) => ({
      day: day ?? "2026-11-23",
      open: true,
      counts: { booked: 0, arrived: 0, lapsed: 0, cancelled: 0 },
      slots: [],
      appointments: [],
      overbooked: [],
    }),
    sources: () => [
      { id: "12345", name: "12345热线" },
      { id: "zwfw", name: "政务服务网" },
    ],
  };
}
