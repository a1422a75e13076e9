import { afterEach, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import { screenView } from "../contract/screen.ts";
import { ticket as ticketSchema, visitView } from "../contract/ticket.ts";
import type { WindowCommand } from "../http/hall-service.ts";
import { ADMIN, CoreHall, codeOf, expectDone, MORNING } from "./testing/core-hall.ts";
import { held } from "./testing/random-steps.ts";

// A journal as the first release wrote it: every field that came later is absent. It is never written anew.

const issued = (n: number, more: object = {}) => ({
  ticket: `t-old-${n}`,
  token: `token-of-old-visit-${n}`,
  day: "2026-11-23",
  prefix: "Z",
  sequence: n,
  number: `Z00${n}`,
  legs: [{ queue: "comprehensive", matters: [], count: 1 }],
  class: "walk",
  green: null,
  contact: null,
  channel: "kiosk",
  kiosk: "k1",
  declaration: null,
  ...more,
});
const of = (n: number, more: object = {}) => ({ ticket: `t-old-${n}`, leg: 1, ...more });
const at = (window: string, more: object = {}) => ({ window, staff: `s${window.slice(1)}`, ...more });
const BOTH = [
  { queue: "comprehensive", matters: ["social-card"], count: 1 },
  { queue: "property", matters: ["house-transfer"], count: 1 },
];
const served = { outcome: "served", learnable: true };

const FIRST_RELEASE: readonly (readonly [type: string, data: object])[] = [
  ["window.opened", at("w01")],
  ["window.opened", at("w02")],
  ["ticket.issued", issued(1, { contact: { id: "c1", mask: "138****8000" } })],
  [
    "ticket.placed",
    of(1, { queue: "comprehensive", ahead: 0, estimate: { minutes: 3, upTo: 5 }, likelyWindow: "w01" }),
  ],
  [
    "ticket.issued",
    issued(2, { class: "green", green: { reason: "elderly", grantedBy: { kind: "device", id: "k1" } } }),
  ],
  ["ticket.placed", of(2, { queue: "comprehensive", ahead: 1, estimate: null, likelyWindow: null })],
  ["ticket.issued", issued(3, { legs: BOTH })],
  ["ticket.issued", issued(4)],
  ["ticket.issued", issued(5)],
  ["ticket.called", of(1, at("w01", { occurrence: 1, from: "waiting", reason: "" }))],
  ["ticket.near", of(2, { ahead: 1 })],
  ["ticket.missed", of(1, at("w01"))],
  ["ticket.called", of(2, at("w01", { occurrence: 1, from: "waiting", reason: "" }))],
  ["service.started", of(2, at("w01", { startedAt: MORNING + 8_000, inferred: false }))],
  ["ticket.rejoined", { ticket: "t-old-1", leg: 2, queue: "comprehensive", key: MORNING + 3_000 }],
  ["ticket.yielded", of(5, { key: MORNING + 9_000 })],
  ["ticket.called", of(3, at("w02", { occurrence: 1, from: "waiting", reason: "" }))],
  ["service.started", of(3, at("w02", { startedAt: MORNING + 9_500, inferred: true }))],
  ["service.finished", of(3, at("w02", { startedAt: MORNING + 9_500, ...served, last: false }))],
  ["ticket.advanced", { ticket: "t-old-3", leg: 2, queue: "property" }],
  ["window.sectors-set", { window: "w03", sectors: ["comprehensive"] }],
  ["window.sectors-changed", { window: "w03", sectors: ["comprehensive"] }],
];

let hall: CoreHall;
afterEach(() => hall.stop());

/** The hall after a start over that journal, half an hour later. */
async function overOldJournal(): Promise<void> {
  hall = new CoreHall();
  hall.core.start();
  const { journal, vault } = hall.store;
  vault.contact("+8613800138000", { at: MORNING, day: "2026-11-23" });
  journal.begin();
  for (const [n, [type, data]] of FIRST_RELEASE.entries()) {
    const kept = JSON.stringify(data).replace(
      '"id":"c1"',
      `"id":${JSON.stringify(vault.contactsOf("+8613800138000")[0])}`,
    );
    const fact = { type, at: MORNING + n * 500, data: JSON.parse(kept) } as unknown as HallEvent;
    journal.append(fact, { kind: "system" });
  }
  journal.commit();
  await hall.restart(30 * 60_000);
}

/** Where in a value something is undefined or no number. */
function holes(value: unknown, path = ""): string[] {
  if (value === undefined || Number.isNaN(value)) return [path];
  if (value instanceof Map) return [...value].flatMap(([k, v]) => holes(v, `${path}.${String(k)}`));
  if (value instanceof Set) return [...value].flatMap((v) => holes(v, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([k, v]) => holes(v, `${path}.${k}`));
}

const id = (n: number) => `t-old-${n}` as TicketId;
const press = (verb: string, window: string, more: object = {}) =>
  hall.service.window({ verb, window, ...more } as WindowCommand, ADMIN);

test("a journal of the first release is folded, and nothing that came later is missing in memory", async () => {
  await overOldJournal();
  expect(holes(held(hall.core.memory.states))).toEqual([]);
  const { tickets } = hall.core.memory.states.dispatcher;
  expect(tickets.get(id(1))).toMatchObject({ rejoins: 1, steady: false, slot: null, holder: null, leg: 2 });
  expect(tickets.get(id(3))).toMatchObject({ queue: "property", plannedDone: 1 });
  for (const n of [1, 2, 3, 4, 5]) {
    expect(() => ticketSchema.parse(hall.service.ticket(id(n)))).not.toThrow();
    expect(() => visitView.parse(hall.service.visit(`token-of-old-visit-${n}` as VisitToken))).not.toThrow();
  }
  expect(() => screenView.parse(hall.service.screen("main"))).not.toThrow();
});

test("and the hall goes on from there: calls, rejoins, a snapshot, another start", async () => {
  await overOldJournal();
  const called = [];
  for (let n = 0; n < 3; n++) called.push(expectDone(await press("call-next", "w01")).ticket?.number);
  expect(called).toEqual(["Z001", "Z004", "Z005"]);
  await press("open", "w04", { staff: "s04", placed: false });
  expect(codeOf(await press("call-next", "w04"))).toBe("done");
  expect(hall.service.ticket(id(3))).toMatchObject({ state: "called", leg: 2 });
  await press("no-show", "w04");
  expect(codeOf(await hall.service.rejoin(id(3), ADMIN))).toBe("done");
  const live = held(hall.core.memory.states);
  expect(holes(live)).toEqual([]);
  await hall.core.turns.write(() => hall.core.memory.save(hall.clock.now()));
  expect(await hall.restart()).toBe(0);
  expect(held(hall.core.memory.states)).toEqual(live);
  expect(hall.service.windowView("w01" as WindowId)?.ticket?.number).toBe("Z005");
});
