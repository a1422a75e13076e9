import {
  AGAIN_AFTER_SECONDS,
  CODE_MINUTES,
  type PhoneCodes,
  SESSION_MINUTES,
} from "../../auth/phone-codes.ts";
import { askCode, codeSent, phoneSession, provePhone } from "../../contract/appointment.ts";
import type { Refusal } from "../../contract/problem.ts";
import { refuse } from "../../kernel/errors.ts";
import type { AppointmentService } from "../appointment-service.ts";
import { checkPhone } from "../phone.ts";
import { maskedPhone } from "../phone-mask.ts";
import { type Outcome, type Route, route } from "../route.ts";

/** Sends a code by SMS at once: it stands in no outbox and no journal. */
export interface CodeSender {
  /** Why none can be sent, Chinese; null: they can. */
  readonly off: () => string | null;
  /** Null: accepted by the provider; otherwise why not. */
  readonly send: (phone: string, text: string) => Promise<string | null>;
}

export interface CodeRoutesDependencies {
  readonly service: { readonly appointments: Pick<AppointmentService, "offer"> };
  readonly auth: { readonly phones: PhoneCodes };
  readonly codes: CodeSender;
}

/** 短信验证码: a phone is proved before anything is booked on it. */
export function codeRoutes(dependencies: CodeRoutesDependencies): readonly Route[] {
  const open = { tag: "appointments", access: "public" } as const;
  return [
    route({
      ...open,
      method: "POST",
      path: "/appointments/codes",
      summary: "Send a code to a phone, to prove who holds it",
      body: askCode,
      answers: { 202: { description: "On its way", schema: codeSent } },
      refusals: ["phone.invalid", "appointment.off", "sms.off", "sms.failed", "code.too-often"],
      handle: (call) => sendCode(dependencies, call.body.phone, call.origin.address),
    }),
    route({
      ...open,
      method: "POST",
      path: "/appointments/sessions",
      summary: "Prove a phone by its code; the token books, changes and cancels for half an hour",
      body: provePhone,
      answers: { 201: { description: "A bearer token", schema: phoneSession } },
      refusals: ["phone.invalid", "code.wrong", "code.too-often"],
      handle: ({ body, origin }) => {
        const phone = checkPhone(body.phone);
        if ("trouble" in phone) return badPhone(phone.trouble);
        const proved = dependencies.auth.phones.prove(phone.e164, body.code, origin.address);
        if ("refused" in proved) return proved;
        return {
          status: 201,
          body: { token: proved.token, phone: maskedPhone(phone.e164), minutes: SESSION_MINUTES },
        };
      },
    }),
  ];
}

const badPhone = (trouble: string): Refusal => ({
  ...refuse("phone.invalid", trouble),
  problems: [{ path: "phone", message: trouble }],
});

async function sendCode(
  { auth, codes, service }: CodeRoutesDependencies,
  typed: string,
  caller: string,
): Promise<Outcome> {
  const offer = service.appointments.offer();
  if (!offer.taken) return refuse("appointment.off", offer.reason ?? "");
  const off = codes.off();
  if (off !== null) return refuse("sms.off", `${off}。请电话或到大厅预约`);
  const phone = checkPhone(typed);
  if ("trouble" in phone) return badPhone(phone.trouble);
  const asked = auth.phones.ask(phone.e164, caller);
  if ("refused" in asked) return asked;
  const text = `预约验证码${asked.code}，${CODE_MINUTES}分钟内有效。请勿告诉他人，工作人员不会索要。`;
  const trouble = await codes.send(phone.e164, text);
  if (trouble !== null) {
    auth.phones.notSent(phone.e164);
    return refuse("sms.failed", "验证码短信没有发出，请稍后再试，或电话预约（the SMS was not sent）");
  }
  return {
    status: 202,
    body: { phone: maskedPhone(phone.e164), minutes: CODE_MINUTES, againAfterSeconds: AGAIN_AFTER_SECONDS },
  };
}
