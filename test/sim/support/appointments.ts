import type { AppointmentOffer, SlotView } from "../../../src/contract/appointment.ts";
import type { HallConfigInput } from "../../../src/contract/hall-config.ts";
import type { SimHall } from "./hall.ts";

/** A hall that is always open takes appointments around the clock; check-in opens four hours before. */
export const takingAppointments = (config: HallConfigInput): HallConfigInput => ({
  ...config,
  appointments: {
    bands: [{ sector: "comprehensive", from: "00:00", to: "24:00", every: 30, quota: 2 }],
    leadMinutes: 0,
    earlyMinutes: 240,
    cancelUntilMinutes: 0,
  },
});

/** Before a slot begins it can be booked; a test that looks for one takes its time, ms. */
const SOON_MS = 120_000;

/** The next slot that may be booked and is not about to begin, today's or tomorrow's. */
export async function nextSlot(hall: SimHall): Promise<SlotView> {
  const offer = await hall.call<AppointmentOffer>("GET", "/appointments/offer");
  for (const { day } of offer.json.days) {
    const slots = await hall.call<SlotView[]>("GET", `/appointments/slots?sector=comprehensive&day=${day}`);
    const free = slots.json.find((s) => s.free > 0 && Date.parse(s.slot) > Date.now() + SOON_MS);
    if (free) return free;
  }
  throw new Error("no free slot");
}
