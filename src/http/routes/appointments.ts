import { z } from "zod";
import {
  appointment,
  appointmentDay,
  appointmentOffer,
  bookAppointment,
  cancelQuery,
  changeAppointment,
  dayQuery,
  slotsQuery,
  slotView,
  withdrawnAppointment,
} from "../../contract/appointment.ts";
import type { ProblemCode } from "../../contract/problem.ts";
import { refuse } from "../../kernel/errors.ts";
import type { AppointmentService } from "../appointment-service.ts";
import { done, type Route, route } from "../route.ts";
import { barredFrom, book, cancel, change, unknown } from "./appointment-acts.ts";
import { barred } from "./guards.ts";
import { type CodeRoutesDependencies, codeRoutes } from "./phone-codes.ts";

export interface AppointmentRoutesDependencies extends CodeRoutesDependencies {
  readonly service: { readonly appointments: AppointmentService };
}

const BOOKING: readonly ProblemCode[] = [
  "auth.forbidden",
  "appointment.off",
  "appointment.no-slot",
  "appointment.full",
  "appointment.too-late",
  "queue.unknown",
  "matter.unknown",
  "idempotency.mismatch",
];

/** 预约: free places for everybody; booking by a proved phone, by staff, and by outside systems with their token. */
export function appointmentRoutes(dependencies: AppointmentRoutesDependencies): readonly Route[] {
  const { appointments } = dependencies.service;
  const open = { tag: "appointments", access: "public" } as const;
  const signedIn = { tag: "appointments", access: "credential" } as const;
  return [
    route({
      ...open,
      method: "GET",
      path: "/appointments/offer",
      summary: "What may be booked: sectors, days, free places",
      answers: { 200: { description: "The offer", schema: appointmentOffer } },
      refusals: [],
      handle: () => ({ status: 200, body: appointments.offer() }),
    }),
    route({
      ...open,
      method: "GET",
      path: "/appointments/slots",
      summary: "Slots of a sector on a day, with free places",
      query: slotsQuery,
      answers: { 200: { description: "In order; none on a closed day", schema: z.array(slotView) } },
      refusals: ["appointment.off", "queue.unknown"],
      handle: ({ query }) => {
        const slots = appointments.slots(query.sector, query.day);
        return "refused" in slots ? slots : { status: 200, body: slots };
      },
    }),
    ...codeRoutes(dependencies),
    route({
      ...signedIn,
      method: "GET",
      path: "/appointments/mine",
      summary: "The proved phone's appointments, today's and later",
      answers: { 200: { description: "In the order of their slots", schema: z.array(appointment) } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        principal?.kind === "citizen"
          ? { status: 200, body: appointments.ofPhone(principal.phone) }
          : refuse("auth.forbidden", "须先验证手机号（prove a phone first）"),
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/appointments",
      summary: "A day's appointments, for staff",
      query: dayQuery,
      answers: { 200: { description: "Today without `day`", schema: appointmentDay } },
      refusals: ["auth.forbidden"],
      handle: ({ principal, query }) =>
        barred(principal, { do: "staff.see" }) ?? {
          status: 200,
          body: appointments.day(query.day ?? null, query.sector ?? null),
        },
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/appointments",
      summary: "Book a slot. Pushed with `externalId` it may come twice, late, or out of order (`version`)",
      body: bookAppointment,
      answers: {
        201: { description: "Booked", schema: appointment },
        200: { description: "This pushed booking is here already: as it stands", schema: appointment },
      },
      refusals: [
        ...BOOKING,
        "phone.invalid",
        "appointment.limit",
        "appointment.cool-down",
        "appointment.exists",
        "appointment.wrong-state",
      ],
      handle: (call) => book(appointments, call),
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/appointments/{id}",
      summary: "One appointment, by its id or `source:externalId`",
      answers: { 200: { description: "The appointment", schema: appointment } },
      refusals: ["auth.forbidden", "appointment.unknown"],
      handle: (call) => {
        const bar = barredFrom(appointments, call);
        if (bar) return bar;
        const body = appointments.get(call.params.id);
        return body ? { status: 200, body } : unknown();
      },
    }),
    route({
      ...signedIn,
      method: "PATCH",
      path: "/appointments/{id}",
      summary: "Move it to another slot",
      body: changeAppointment,
      answers: {
        200: { description: "As it stands then", schema: appointment },
        201: { description: "A pushed change of what had not arrived yet: booked", schema: appointment },
      },
      refusals: [
        ...BOOKING,
        "appointment.unknown",
        "appointment.exists",
        "appointment.wrong-state",
        "phone.invalid",
      ],
      handle: (call) => change(appointments, call),
    }),
    route({
      ...signedIn,
      method: "DELETE",
      path: "/appointments/{id}",
      summary: "Cancel. A pushed one with `version` is remembered even before its booking has come",
      query: cancelQuery,
      answers: {
        200: {
          description: "Cancelled",
          schema: z.union([appointment, withdrawnAppointment]),
        },
      },
      refusals: [
        "auth.forbidden",
        "appointment.unknown",
        "appointment.wrong-state",
        "appointment.too-late",
        "idempotency.mismatch",
      ],
      handle: (call) => cancel(appointments, call),
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/appointments/{id}/resend",
      summary: "Send its failed SMS again",
      body: z.object({}),
      answers: { 200: { description: "Sending", schema: appointment } },
      refusals: ["auth.forbidden", "appointment.unknown", "appointment.wrong-state", "idempotency.mismatch"],
      handle: async ({ principal, params, asked }) =>
        barred(principal, { do: "ticket.manage" }) ?? done(await appointments.resend(params.id, asked), 200),
    }),
  ];
}
