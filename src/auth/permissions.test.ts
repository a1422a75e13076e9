import { expect, test } from "vitest";
import type { Principal } from "../contract/session.ts";
import { type Action, mayNot } from "./permissions.ts";
import { mayJoin } from "./rooms.ts";

const admin: Principal = { kind: "admin" };
const clerk: Principal = { kind: "staff", staff: "s01", name: "张三", role: "clerk" };
const manager: Principal = { kind: "staff", staff: "s90", name: "吴敏", role: "manager" };
const kiosk: Principal = { kind: "device", page: "kiosk", id: "k1" };
const screen: Principal = { kind: "device", page: "screen", id: "main" };
const rater: Principal = { kind: "device", page: "rater", id: "w01" };
const everyone = { admin, manager, clerk, kiosk, screen, rater };
type Who = keyof typeof everyone;

const table: [string, Action, Who[]][] = [
  [
    "issue at k1",
    { do: "ticket.issue", kiosk: "k1", override: false },
    ["admin", "manager", "clerk", "kiosk"],
  ],
  ["issue at k2", { do: "ticket.issue", kiosk: "k2", override: false }, ["admin", "manager", "clerk"]],
  [
    "issue without a kiosk",
    { do: "ticket.issue", kiosk: null, override: false },
    ["admin", "manager", "clerk"],
  ],
  ["override", { do: "ticket.issue", kiosk: "k1", override: true }, ["admin", "manager", "clerk"]],
  ["see a ticket of k1", { do: "ticket.see", kiosk: "k1" }, ["admin", "manager", "clerk", "kiosk"]],
  ["see a ticket of nobody's", { do: "ticket.see", kiosk: null }, ["admin", "manager", "clerk"]],
  ["cancel, rejoin, reprint, resend", { do: "ticket.manage" }, ["admin", "manager", "clerk"]],
  ["rate what w01 asks", { do: "ticket.rate", windows: ["w01"] }, ["admin", "manager", "rater"]],
  ["rate what w02 asks", { do: "ticket.rate", windows: ["w02"] }, ["admin", "manager"]],
  ["act at one's own window", { do: "window.act", holder: "s01" }, ["admin", "manager", "clerk"]],
  ["act at another's window", { do: "window.act", holder: "s02" }, ["admin", "manager"]],
  ["act at nobody's window", { do: "window.act", holder: null }, ["admin", "manager"]],
  ["open for oneself", { do: "window.open", staff: "s01" }, ["admin", "manager", "clerk"]],
  ["place another", { do: "window.open", staff: "s02" }, ["admin", "manager"]],
  ["open a case at one's window", { do: "case.open", holder: "s01" }, ["admin", "manager", "clerk"]],
  ["open a case elsewhere", { do: "case.open", holder: "s02" }, ["admin", "manager"]],
  [
    "act on one's first case",
    { do: "case.act", firstHandler: "s01", holder: null },
    ["admin", "manager", "clerk"],
  ],
  ["act on another's case", { do: "case.act", firstHandler: "s02", holder: null }, ["admin", "manager"]],
  ["see kiosk k1", { do: "page.see", page: "kiosk", id: "k1" }, ["admin", "manager", "clerk", "kiosk"]],
  [
    "see screen main",
    { do: "page.see", page: "screen", id: "main" },
    ["admin", "manager", "clerk", "screen"],
  ],
  ["see screen k1", { do: "page.see", page: "screen", id: "k1" }, ["admin", "manager", "clerk"]],
  ["see rater w01", { do: "page.see", page: "rater", id: "w01" }, ["admin", "manager", "clerk", "rater"]],
  ["hear", { do: "voice.hear" }, ["admin", "manager", "clerk", "screen"]],
  ["see queues and matters", { do: "hall.see" }, ["admin", "manager", "clerk", "kiosk"]],
  ["see staff pages", { do: "staff.see" }, ["admin", "manager", "clerk"]],
  ["close the day", { do: "hall.manage" }, ["admin", "manager"]],
  ["set passwords", { do: "staff.set-password" }, ["admin"]],
];

test.each(table)("%s", (_, action, allowed) => {
  const may = Object.entries(everyone).filter(([, principal]) => mayNot(principal, action) === null);
  expect(may.map(([who]) => who)).toEqual(allowed);
});

test("a clerk away from the window is told so, not just refused", () => {
  expect(mayNot(clerk, { do: "window.act", holder: "s02" })).toBe("window.not-yours");
  expect(mayNot(kiosk, { do: "window.act", holder: null })).toBe("auth.forbidden");
});

test("rooms: a page joins its own, staff all, a ticket's room needs only its name", () => {
  const identify = (token: string) => everyone[token as Who] ?? null;
  const joins = (room: string) =>
    [...Object.keys(everyone), "nobody", null].filter((token) => mayJoin(identify, room, token));
  const staff = ["admin", "manager", "clerk"];
  expect(joins("screen:main")).toEqual([...staff, "screen"]);
  expect(joins("screen:north")).toEqual(staff);
  expect(joins("rater:w01")).toEqual([...staff, "rater"]);
  expect(joins("window:w01")).toEqual(staff);
  expect(joins("system")).toEqual(staff);
  expect(joins("ticket:AAAAAAAAAAAAAAAAAAAAAA")).toHaveLength(8);
  for (const room of ["", ":", "ticket:", "ticket", "screens:main", "__proto__:x"])
    expect(joins(room)).toEqual([]);
});
