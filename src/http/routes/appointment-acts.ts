import type { BookAppointment, ChangeAppointment } from "../../contract/appointment.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { Principal } from "../../contract/session.ts";
import { refuse } from "../../kernel/errors.ts";
import type { AppointmentService, Booked, BookRequest } from "../appointment-service.ts";
import { checkPhone } from "../phone.ts";
import { type Call, done, type Outcome } from "../route.ts";
import { barred } from "./guards.ts";

// Who may book, move and cancel which appointment, and under whose name.

const badPhone = (trouble: string): Refusal => ({
  ...refuse("phone.invalid", trouble),
  problems: [{ path: "phone", message: trouble }],
});

export const unknown = (): Refusal => refuse("appointment.unknown", "没有这个预约（no such appointment）");

/** `12345:A-77` → the source and its own id; no external id: it is none of these. */
function outsideId(id: string): { readonly channel: string; readonly external: string } {
  const colon = id.indexOf(":");
  return { channel: id.slice(0, Math.max(0, colon)), external: colon < 0 ? "" : id.slice(colon + 1) };
}

const slotOf = (iso: string): number => Date.parse(iso);
const isStaff = (principal: Principal | null): boolean =>
  principal?.kind === "staff" || principal?.kind === "admin";

/** Which source a request speaks for: the token's own; only the administrator may speak for another. */
function sourceOf(
  appointments: AppointmentService,
  principal: Principal | null,
  asked: string | undefined,
): string | Refusal {
  const own =
    principal?.kind === "citizen"
      ? "web"
      : principal?.kind === "device" && principal.page === "source"
        ? principal.id
        : "staff";
  if (asked === undefined || asked === own) return own;
  if (principal?.kind !== "admin") return refuse("auth.forbidden", `不能以 ${asked} 的名义预约`);
  const known = appointments.sources().map((s) => s.id);
  if (known.includes(asked)) return asked;
  return {
    ...refuse("request.invalid", `source：没有来源${asked}，可用：${known.join("、") || "（无）"}`),
    problems: [{ path: "source", message: `one of ${known.join(", ")}`, value: asked }],
  };
}

export async function book(
  appointments: AppointmentService,
  call: Call<BookAppointment, null>,
): Promise<Outcome> {
  const { principal, body, asked } = call;
  const source = sourceOf(appointments, principal, body.source);
  if (typeof source !== "string") return source;
  const bar = barred(principal, { do: "booking.act", source, own: true });
  if (bar) return bar;
  const phone = phoneOf(principal, body.phone);
  if ("refused" in phone) return phone;
  const request: BookRequest = {
    sector: body.sector,
    slot: slotOf(body.slot),
    phone: phone.e164,
    matters: body.matters ?? [],
    source: { channel: source, external: body.externalId ?? null, version: body.version ?? null },
    override: body.override === true && isStaff(principal),
  };
  return booked(await appointments.book(request, asked));
}

function booked(answer: Awaited<ReturnType<AppointmentService["book"]>>): Outcome {
  const outcome = done<Booked>(
    answer,
    ({ created }) => (created ? 201 : 200),
    (b) => b.appointment,
  );
  if ("refused" in outcome || outcome.status !== 201) return outcome;
  const { id } = outcome.body as { id: string };
  return { ...outcome, headers: { ...outcome.headers, location: `/api/v1/appointments/${id}` } };
}

/** A citizen books on the phone that was proved and on no other. */
function phoneOf(principal: Principal | null, typed: string | undefined): { e164: string | null } | Refusal {
  if (principal?.kind === "citizen") return { e164: principal.phone };
  if (typed === undefined)
    return isStaff(principal) ? { e164: null } : badPhone("请提供手机号（a phone is needed）");
  const phone = checkPhone(typed);
  return "trouble" in phone ? badPhone(phone.trouble) : phone;
}

/** Who may not touch this booking; for citizens and outside systems others' look as if they were not there. */
export function barredFrom(
  appointments: AppointmentService,
  { principal, params }: Pick<Call<unknown, unknown>, "principal" | "params">,
): Refusal | null {
  const found = appointments.get(params.id);
  const named = params.id.split(":")[0] ?? "";
  const own = principal?.kind === "citizen" && appointments.isOf(params.id, principal.phone);
  const bar = barred(principal, { do: "booking.act", source: found?.source ?? named, own });
  const hidden =
    principal?.kind === "citizen" || (principal?.kind === "device" && principal.page === "source");
  return bar && hidden ? unknown() : bar;
}

/** Bound to no time limit of the citizens': staff, and systems that told their citizen already. */
const isFree = (principal: Principal | null): boolean => principal?.kind !== "citizen";

export async function change(
  appointments: AppointmentService,
  call: Call<ChangeAppointment, null>,
): Promise<Outcome> {
  const { principal, params, body, asked } = call;
  const bar = barredFrom(appointments, call);
  if (bar) return bar;
  if (!appointments.get(params.id)) return changeUnseen(appointments, call);
  const phone = principal?.kind === "citizen" || body.phone === undefined ? null : checkPhone(body.phone);
  if (phone && "trouble" in phone) return badPhone(phone.trouble);
  return done(
    await appointments.change(
      params.id,
      {
        phone: phone?.e164 ?? null,
        slot: slotOf(body.slot),
        sector: body.sector ?? null,
        matters: body.matters ?? null,
        version: body.version ?? null,
        free: isFree(principal),
      },
      asked,
    ),
    200,
  );
}

/** A change that overtook its booking: when it says all that is needed, it books. */
async function changeUnseen(
  appointments: AppointmentService,
  { principal, params, body, asked }: Call<ChangeAppointment, null>,
): Promise<Outcome> {
  const { channel, external } = outsideId(params.id);
  if (external === "" || body.version === undefined || body.sector === undefined || body.phone === undefined)
    return unknown();
  const source = sourceOf(appointments, principal, channel);
  if (typeof source !== "string") return source;
  const phone = phoneOf(principal, body.phone);
  if ("refused" in phone) return phone;
  return booked(
    await appointments.book(
      {
        sector: body.sector,
        slot: slotOf(body.slot),
        phone: phone.e164,
        matters: body.matters ?? [],
        source: { channel: source, external, version: body.version },
        override: false,
      },
      asked,
    ),
  );
}

export async function cancel(
  appointments: AppointmentService,
  call: Call<null, { version?: string | undefined }>,
): Promise<Outcome> {
  const { principal, params, query, asked } = call;
  const bar = barredFrom(appointments, call);
  if (bar) return bar;
  const version = query.version === undefined ? null : Number(query.version);
  if (appointments.get(params.id))
    return done(await appointments.cancel(params.id, { version, free: isFree(principal) }, asked), 200);
  const { channel, external } = outsideId(params.id);
  if (external === "" || version === null) return unknown();
  const source = sourceOf(appointments, principal, channel);
  if (typeof source !== "string") return source;
  return done(await appointments.withdraw(source, external, version, asked), 200);
}
