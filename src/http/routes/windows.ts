import { z } from "zod";
import type { PlanId, StaffId, WindowId } from "../../contract/ids.ts";
import type { ProblemCode, Refusal } from "../../contract/problem.ts";
import {
  assignSectors,
  callTicket,
  openWindow,
  parkTicket,
  pauseWindow,
  planWindow,
  transferTicket,
  waitingLine,
  windowAnswer,
  windowView,
} from "../../contract/window.ts";
import { refuse } from "../../kernel/errors.ts";
import type { HallService, WindowCommand } from "../hall-service.ts";
import { type Call, done, found, type Outcome, type Params, type Route, route } from "../route.ts";
import { barred, barredNow } from "./guards.ts";

const nothing = z.object({});
const lineQuery = z.object({ most: z.coerce.number().int().min(1).max(500).default(50) });
const unknown = (id: string): Refusal =>
  refuse("window.unknown", `没有窗口 ${id.slice(0, 40)}（no such window）`);

const ALWAYS: readonly ProblemCode[] = [
  "auth.forbidden",
  "window.unknown",
  "window.not-yours",
  "window.closed",
  "idempotency.mismatch",
];

const PLANS: readonly ProblemCode[] = ALWAYS.filter((code) => code !== "window.closed");

/** Windows and the clerk's verbs; a keypad's keys run the same commands. */
export function windowRoutes({ service }: { readonly service: HallService }): readonly Route[] {
  const idOf = (call: { readonly params: Params }) => call.params.id as WindowId;

  /** Whoever sits there, or a manager. */
  const barredAt = (window: WindowId, call: Parameters<typeof barredNow>[1]): Refusal | null =>
    barred(call.principal, { do: "staff.see" }) ??
    (service.windowView(window) === null ? unknown(window) : null) ??
    barredNow(service, call, () => ({
      do: "window.act",
      holder: service.windowView(window)?.staff?.id ?? null,
    }));

  /** One verb: its schema, what else it may be refused with, and the command it makes. */
  function verb<B extends z.ZodType>(
    name: WindowCommand["verb"],
    summary: string,
    body: B,
    refusals: readonly ProblemCode[],
    command: (window: WindowId, body: z.infer<B>) => WindowCommand,
  ): Route {
    return route({
      method: "POST",
      path: `/windows/{id}/${name}`,
      tag: "windows",
      summary,
      access: "credential",
      body,
      answers: { 200: { description: "Done", schema: windowAnswer } },
      refusals: [...ALWAYS, ...refusals],
      handle: async (call) => {
        const id = idOf(call);
        const wanted = () => service.window(command(id, call.body as z.infer<B>), call.asked);
        return barredAt(id, call) ?? done(await wanted(), 200);
      },
    });
  }
  const plain = (
    name: "close" | "resume" | "call-next" | "recall" | "start" | "finish" | "no-show" | "call-parked",
    summary: string,
    refusals: readonly ProblemCode[],
  ) => verb(name, summary, nothing, refusals, (window) => ({ verb: name, window }));

  return [
    plain("call-next", "Conclude the present ticket and call the next (叫号); ticket null: nobody waits", [
      "window.paused",
    ]),
    verb(
      "call",
      "Call this ticket",
      callTicket,
      ["ticket.unknown", "ticket.wrong-state", "ticket.not-served-here", "window.paused"],
      (window, body) => ({ verb: "call", window, ticket: body.ticket }),
    ),
    plain("recall", "Call the same person again (重呼)", ["window.no-ticket"]),
    plain("start", "The person is here (开始办理)", ["window.no-ticket", "ticket.wrong-state"]),
    plain("finish", "Service is done; the rater is asked (办结)", ["window.no-ticket", "ticket.wrong-state"]),
    plain("no-show", "The person did not come (过号)", ["window.no-ticket", "ticket.wrong-state"]),
    verb(
      "park",
      "Set the person aside (挂起)",
      parkTicket,
      ["window.no-ticket", "ticket.wrong-state"],
      (window, body) => ({ verb: "park", window, reason: body.reason ?? null }),
    ),
    plain("call-parked", "Call back the one parked longest (回呼)", ["window.no-ticket", "window.paused"]),
    verb(
      "transfer",
      "Send the person to another queue or window, same number (转号); neither: the configured target",
      transferTicket,
      ["window.no-ticket", "window.no-target", "queue.unknown", "ticket.wrong-state"],
      (window, body) => ({ verb: "transfer", window, to: targetOf(body) }),
    ),
    verb(
      "pause",
      "Pause; takes effect when the present service ends (暂停)",
      pauseWindow,
      ["window.paused"],
      (window, body) => ({ verb: "pause", window, reason: body.reason ?? null }),
    ),
    plain("resume", "End the pause (恢复)", ["window.not-paused"]),
    plain("close", "Close; takes effect when the present service ends (关闭)", []),
    route({
      method: "POST",
      path: "/windows/{id}/open",
      tag: "windows",
      summary: "Stand at this window (开窗); only a manager may name another member of staff",
      access: "credential",
      body: openWindow,
      answers: { 200: { description: "Open", schema: windowAnswer } },
      refusals: [...ALWAYS, "window.open", "window.taken", "staff.unknown", "staff.elsewhere"],
      handle: (call) => open(service, idOf(call), call),
    }),
    route({
      method: "POST",
      path: "/windows/{id}/sectors",
      tag: "windows",
      summary:
        "What the window serves for the rest of the day, now or from a time on, after the present service; null: as its rota says",
      access: "credential",
      body: assignSectors,
      answers: { 200: { description: "Set", schema: windowAnswer } },
      refusals: ["auth.forbidden", "window.unknown", "queue.unknown", "time.past", "idempotency.mismatch"],
      handle: async (call) => {
        const window = idOf(call);
        const bar =
          barred(call.principal, { do: "hall.manage" }) ??
          (service.windowView(window) === null ? unknown(window) : null);
        const { sectors, at = null } = call.body;
        return bar ?? done(await service.window({ verb: "sectors", window, sectors, at }, call.asked), 200);
      },
    }),
    route({
      method: "POST",
      path: "/windows/{id}/plans",
      tag: "windows",
      summary:
        "Plan a pause from–to, or the closing from a time on, today; it comes about by itself after the service then going on",
      access: "credential",
      body: planWindow,
      answers: { 201: { description: "Planned; it stands in `window.plans`", schema: windowAnswer } },
      refusals: [...PLANS, "time.past", "plan.overlap", "plan.too-late"],
      handle: async (call) => {
        const window = idOf(call);
        const command = { verb: "plan", window, plan: call.body } as const;
        return barredAt(window, call) ?? done(await service.window(command, call.asked), 201);
      },
    }),
    route({
      method: "DELETE",
      path: "/windows/{id}/plans/{plan}",
      tag: "windows",
      summary: "Withdraw a plan before its time",
      access: "credential",
      answers: { 200: { description: "Withdrawn", schema: windowAnswer } },
      refusals: [...PLANS, "plan.unknown", "plan.begun"],
      handle: async (call) => {
        const window = idOf(call);
        const command = { verb: "withdraw-plan", window, plan: call.params.plan as PlanId } as const;
        return barredAt(window, call) ?? done(await service.window(command, call.asked), 200);
      },
    }),
    route({
      method: "GET",
      path: "/windows",
      tag: "windows",
      summary: "All windows as they stand",
      access: "credential",
      answers: { 200: { description: "In the config's order", schema: z.array(windowView) } },
      refusals: ["auth.forbidden"],
      handle: (call) =>
        barred(call.principal, { do: "staff.see" }) ?? { status: 200, body: service.windows() },
    }),
    route({
      method: "GET",
      path: "/windows/{id}",
      tag: "windows",
      summary: "One window",
      access: "credential",
      answers: { 200: { description: "The window", schema: windowView } },
      refusals: ["auth.forbidden", "window.unknown"],
      handle: (call) =>
        barred(call.principal, { do: "staff.see" }) ??
        found(service.windowView(idOf(call)), unknown(idOf(call))),
    }),
    route({
      method: "GET",
      path: "/windows/{id}/line",
      tag: "windows",
      summary: "People this window could call, next first",
      access: "credential",
      query: lineQuery,
      answers: { 200: { description: "Next first", schema: z.array(waitingLine) } },
      refusals: ["auth.forbidden", "window.unknown"],
      handle: (call) =>
        barred(call.principal, { do: "staff.see" }) ??
        found(service.line(idOf(call), call.query.most), unknown(idOf(call))),
    }),
  ];
}

function targetOf(body: z.infer<typeof transferTicket>) {
  if (body.queue) return { queue: body.queue };
  return body.window ? { window: body.window } : null;
}

async function open(
  service: HallService,
  window: WindowId,
  call: Call<z.infer<typeof openWindow>, null>,
): Promise<Outcome> {
  const { principal, body, asked } = call;
  const own = principal?.kind === "staff" ? (principal.staff as StaffId) : null;
  const staff = body.staff ?? own;
  const bar =
    barred(principal, { do: "staff.see" }) ??
    (service.windowView(window) === null ? unknown(window) : null) ??
    (staff === null ? unnamed() : barred(principal, { do: "window.open", staff }));
  if (bar || staff === null) return bar ?? unnamed();
  return done(await service.window({ verb: "open", window, staff, placed: staff !== own }, asked), 200);
}

function unnamed(): Refusal {
  const message = "请写明哪位工作人员开窗（name the member of staff who opens the window）";
  return { ...refuse("request.invalid", message), problems: [{ path: "staff", message }] };
}
