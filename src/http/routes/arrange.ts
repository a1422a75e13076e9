import { arranged, arrangement } from "../../contract/arrange.ts";
import type { HallService } from "../hall-service.ts";
import { done, type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

/** 照此安排: what the manager has tried out in a what-if, done. */
export function arrangeRoutes({ service }: { readonly service: HallService }): readonly Route[] {
  return [
    route({
      method: "POST",
      path: "/arrangements",
      tag: "windows",
      summary:
        "Several changes at the windows as one command, now and at set times (照此安排): all of them, or none and why",
      access: "credential",
      body: arrangement,
      answers: { 200: { description: "All done; the windows named, as they stand", schema: arranged } },
      refusals: [
        "auth.forbidden",
        "window.unknown",
        "window.taken",
        "window.closed",
        "window.paused",
        "staff.unknown",
        "staff.elsewhere",
        "queue.unknown",
        "time.past",
        "plan.overlap",
        "plan.too-late",
        "idempotency.mismatch",
      ],
      handle: async (call) =>
        barred(call.principal, { do: "hall.manage" }) ??
        done(await service.arrange(call.body, call.asked), 200),
    }),
  ];
}
