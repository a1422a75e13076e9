import { z } from "zod";
import { kioskCard, kioskDocument } from "../../contract/desk-input.ts";
import type { WindowId } from "../../contract/ids.ts";
import { kioskMatters } from "../../contract/kiosk-matters.ts";
import { matter } from "../../contract/matter.ts";
import { raterView } from "../../contract/rating.ts";
import { screenView } from "../../contract/screen.ts";
import { kioskView, queueView } from "../../contract/window.ts";
import { refuse } from "../../kernel/errors.ts";
import type { HallService } from "../hall-service.ts";
import { found, type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

/** A recorded or spoken announcement, whole. */
export interface VoiceClips {
  /** The clip of the call with this `announcement` number; empty: silent hours; null: none, the screen chimes. */
  clip(announcement: number): Promise<{ readonly type: string; readonly data: Uint8Array } | null>;
}

/** What the hall's own pages read. */
export function hallRoutes({
  service,
  voice,
}: {
  readonly service: HallService;
  readonly voice: VoiceClips;
}): readonly Route[] {
  const reading = { method: "GET", tag: "hall", access: "credential" } as const;
  return [
    route({
      ...reading,
      path: "/queues",
      summary: "Sectors with waiting count and time",
      answers: { 200: { description: "In the config's order", schema: z.array(queueView) } },
      refusals: ["auth.forbidden"],
      handle: (call) => barred(call.principal, { do: "hall.see" }) ?? { status: 200, body: service.queues() },
    }),
    route({
      ...reading,
      path: "/matters",
      summary: "Matters with their materials and review points",
      answers: { 200: { description: "All", schema: z.array(matter) } },
      refusals: ["auth.forbidden"],
      handle: (call) =>
        barred(call.principal, { do: "hall.see" }) ?? { status: 200, body: service.matters() },
    }),
    route({
      ...reading,
      path: "/screens/{id}",
      summary: "What a hall screen shows",
      answers: { 200: { description: "The screen", schema: screenView } },
      refusals: ["auth.forbidden", "screen.unknown"],
      handle: (call) => {
        const id = call.params.id;
        return (
          barred(call.principal, { do: "page.see", page: "screen", id }) ??
          found(service.screen(id), refuse("screen.unknown", `没有屏幕 ${id.slice(0, 40)}（no such screen）`))
        );
      },
    }),
    route({
      ...reading,
      path: "/kiosks/{id}",
      summary: "What a kiosk offers",
      answers: { 200: { description: "The kiosk", schema: kioskView } },
      refusals: ["auth.forbidden", "kiosk.unknown"],
      handle: (call) => {
        const id = call.params.id;
        return (
          barred(call.principal, { do: "page.see", page: "kiosk", id }) ??
          found(service.kiosk(id), refuse("kiosk.unknown", `没有取号机 ${id.slice(0, 40)}（no such kiosk）`))
        );
      },
    }),
    route({
      ...reading,
      path: "/kiosks/{id}/matters",
      summary: "What people may come for at a kiosk, and which matters no window does now (窗口—事项)",
      answers: { 200: { description: "In the order they were published", schema: kioskMatters } },
      refusals: ["auth.forbidden", "kiosk.unknown"],
      handle: (call) => {
        const id = call.params.id;
        return (
          barred(call.principal, { do: "page.see", page: "kiosk", id }) ??
          found(
            service.kioskMatters(id),
            refuse("kiosk.unknown", `没有取号机 ${id.slice(0, 40)}（no such kiosk）`),
          )
        );
      },
    }),
    route({
      method: "POST",
      path: "/kiosks/{id}/document",
      tag: "hall",
      access: "credential",
      summary: "A passport or 港澳台居民居住证 typed at a kiosk, for the `card` of the number taken next",
      body: kioskDocument,
      answers: { 201: { description: "Good for one number here, for a while", schema: kioskCard } },
      refusals: ["auth.forbidden", "kiosk.unknown", "applicant.id-invalid"],
      handle: (call) => {
        const { id } = call.params;
        const bar = barred(call.principal, { do: "page.see", page: "kiosk", id });
        if (bar) return bar;
        const card = service.typeDocument(id, call.body);
        return "refused" in card ? card : { status: 201, body: card };
      },
    }),
    route({
      method: "DELETE",
      path: "/kiosks/{id}/document",
      tag: "hall",
      access: "credential",
      summary: "Whoever stood at the kiosk is gone: forget the card and code that were read",
      answers: { 204: { description: "Forgotten" } },
      refusals: ["auth.forbidden"],
      handle: (call) => {
        const { id } = call.params;
        const bar = barred(call.principal, { do: "page.see", page: "kiosk", id });
        if (bar) return bar;
        service.forgetInputs(id);
        return { status: 204 };
      },
    }),
    route({
      ...reading,
      path: "/raters/{window}",
      summary: "What the touch rater of a window shows",
      answers: { 200: { description: "The rater", schema: raterView } },
      refusals: ["auth.forbidden", "window.unknown"],
      handle: (call) => {
        const id = call.params.window;
        return (
          barred(call.principal, { do: "page.see", page: "rater", id }) ??
          found(
            service.rater(id as WindowId),
            refuse("window.unknown", `没有窗口 ${id.slice(0, 40)}（no such window）`),
          )
        );
      },
    }),
    route({
      ...reading,
      path: "/voice/{announcement}",
      summary: "The spoken announcement of a call, as audio",
      answers: { 200: { description: "audio/wav" }, 204: { description: "Silent hours: nothing sounds" } },
      refusals: ["auth.forbidden", "voice.none"],
      handle: async (call) => {
        const bar = barred(call.principal, { do: "voice.hear" });
        if (bar) return bar;
        const given = call.params.announcement;
        const clip = /^\d{1,15}$/.test(given) ? await voice.clip(Number(given)) : null;
        if (!clip) return refuse("voice.none", "");
        if (clip.data.byteLength === 0) return { status: 204 };
        // A number is announced with one text for ever, so a screen may keep it.
        return { status: 200, bytes: clip, headers: { "cache-control": "private, max-age=3600" } };
      },
    }),
  ];
}
