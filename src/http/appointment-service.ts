import type {
  Appointment,
  AppointmentDay,
  AppointmentOffer,
  BookingSource,
  SlotView,
  WithdrawnAppointment,
} from "../contract/appointment.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Asked, Done } from "./asked.ts";

/** `created` false: the pushing system's booking was here already; `appointment` is as it stands. */
export interface Booked {
  readonly created: boolean;
  readonly appointment: Appointment;
}

export interface BookRequest {
  readonly sector: QueueId;
  /** Epoch ms. */
  readonly slot: number;
  /** E.164, checked; null: none. */
  readonly phone: string | null;
  readonly matters: readonly string[];
  readonly source: BookingSource;
  readonly override: boolean;
}

/** What HTTP asks about appointments. An id is ours, or `source:externalId`. */
export interface AppointmentService {
  offer(): AppointmentOffer;
  slots(sector: QueueId, day: string): readonly SlotView[] | Refusal;
  book(request: BookRequest, asked: Asked): Promise<Done<Booked> | Refusal>;
  change(
    id: string,
    change: {
      /** Another phone, E.164; null: the same. */
      readonly phone: string | null;
      readonly slot: number;
      readonly sector: QueueId | null;
      readonly matters: readonly string[] | null;
      readonly version: number | null;
      readonly free: boolean;
    },
    asked: Asked,
  ): Promise<Done<Appointment> | Refusal>;
  cancel(
    id: string,
    how: { readonly version: number | null; readonly free: boolean },
    asked: Asked,
  ): Promise<Done<Appointment> | Refusal>;
  /** Cancelled there before it arrived here. */
  withdraw(
    source: string,
    external: string,
    version: number,
    asked: Asked,
  ): Promise<Done<WithdrawnAppointment> | Refusal>;
  resend(id: string, asked: Asked): Promise<Done<Appointment> | Refusal>;
  /** For a waiting ticket that can't be served today: it ends, and its person gets a slot and an SMS. Null: the first free one. */
  rebook(ticket: TicketId, slot: number | null, asked: Asked): Promise<Done<Appointment> | Refusal>;
  get(id: string): Appointment | null;
  ofPhone(phone: string): readonly Appointment[];
  /** Whether it was booked on this phone. */
  isOf(id: string, phone: string): boolean;
  day(day: string | null, sector: QueueId | null): AppointmentDay;
  sources(): readonly { readonly id: string; readonly name: string }[];
}
