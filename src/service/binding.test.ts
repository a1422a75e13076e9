import { afterEach, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { QueueId, StaffId, TicketId, WindowId } from "../contract/ids.ts";
import { ADMIN, CoreHall, expectDone } from "./testing/core-hall.ts";

// `binding: atTicket` as citizens meet it: what slip, SMS, kiosk and phone page say, and what changes of it are told.

const C = "comprehensive" as QueueId;
const MINUTE = 60_000;
let hall: CoreHall;
afterEach(() => hall.stop());

const binding = (demo: CoreHall["config"]): CoreHall["config"] => ({
  ...demo,
  policy: { ...demo.policy, binding: "atTicket" },
});
const start = (config = binding) => {
  hall = new CoreHall(config);
  hall.core.start();
};
const at = async (window: string, verb: "open" | "close" | "pause" | "resume", staff = "s01") =>
  expectDone(
    await hall.service.window(
      {
        verb,
        window: window as WindowId,
        staff: staff as StaffId,
        placed: false,
        reason: null,
      } as never,
      ADMIN,
    ),
  );
const texts = (ticket: TicketId) =>
  hall.facts
    .filter((f): f is HallEvent<"message.requested"> => f.type === "message.requested")
    .filter((f) => f.data.ticket === ticket)
    .map((f) => f.data.text);

test("number, slip, SMS and phone page name the one window, and a change is told", async () => {
  start();
  await at("w01", "open", "s01");
  await at("w02", "open", "s02");
  await hall.issue({ queue: C });
  const ticket = await hall.issue({ queue: C, phone: "+8613800138001", kiosk: "k1" });
  const other = ticket.boundWindow?.id === "w01" ? "w02" : "w01";
  expect(ticket).toMatchObject({ likelyWindow: null, zone: ticket.boundWindow?.name });
  const name = ticket.boundWindow?.name ?? "";
  const [issued] = texts(ticket.id);
  expect(issued).toContain(`请在${name}等候，由该窗口办理`);
  expect(issued).not.toContain("可能");
  const slip = hall.facts.find((f) => f.type === "print.requested");
  expect(slip?.data).toMatchObject({ slip: { likelyWindow: ticket.boundWindow?.id, bound: true } });
  const token = ticket.statusUrl?.split("/").at(-1) ?? "";
  expect(hall.service.visit(token as never)).toMatchObject({ boundWindow: { name }, likelyWindow: null });

  await at(ticket.boundWindow?.id ?? "", "pause");
  await hall.advance(9 * MINUTE);
  expect(hall.service.ticket(ticket.id)?.boundWindow?.name).toBe(name);
  await hall.advance(MINUTE);
  expect(hall.service.ticket(ticket.id)?.boundWindow?.id).toBe(other);
  expect(texts(ticket.id).at(-1)).toContain(`窗口有变，由${name}改到`);
  // The change is the leg's first such message; the one that is near comes on its own.
  expect(hall.store.messages.ofTicket(ticket.id).map((m) => [m.kind, m.occurrence])).toContainEqual([
    "near",
    1,
  ]);
});

test("a sector may bind though the hall does not, and a stop in between loses nothing", async () => {
  start((demo) => ({
    ...demo,
    sectors: demo.sectors.map((s) => (s.id === C ? { ...s, binding: "atTicket" as const } : s)),
  }));
  await at("w01", "open", "s01");
  const bound = await hall.issue({ queue: C });
  const late = await hall.issue({ queue: "property" as QueueId });
  expect([bound.boundWindow?.id, late.boundWindow]).toEqual(["w01", null]);
  await hall.restart();
  expect(hall.service.ticket(bound.id)?.boundWindow?.id).toBe("w01");
  // A window that the config no more has never calls: its people are taken over as soon as another can.
  await at("w02", "open", "s02");
  Object.assign(hall.config, { windows: hall.config.windows.filter((w) => w.id !== "w01") });
  await hall.restart();
  await hall.advance(0);
  expect(hall.service.ticket(bound.id)?.boundWindow?.id).toBe("w02");
});
