import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../sim/support/until.ts";
import { type BoardEnd, boardEnd } from "./lib/board-end.ts";
import { crashHall } from "./lib/crash-hall.ts";
import { HallProcess } from "./lib/hall-process.ts";
import { type KeypadEnd, keypadEnd } from "./lib/keypad-end.ts";
import type { WireTicket } from "./lib/model.ts";
import { type PrinterEnd, printerEnd } from "./lib/printer-end.ts";
import { type SmsEnd, smsEnd } from "./lib/sms-end.ts";

// The operating system refuses every write to a file (RLIMIT_FSIZE 0 on the running server, the same errors that a
// full or failing disk gives), later allows them again.

interface Issued {
  readonly id: string;
  readonly number: string;
  readonly state: string;
}

let board: BoardEnd;
let keypad: KeypadEnd;
let printer: PrinterEnd;
let sms: SmsEnd;
let hall: HallProcess;

const allowWrites = (allowed: boolean) =>
  execFileSync("prlimit", ["--pid", String(hall.pid), `--fsize=${allowed ? "unlimited" : "0"}:unlimited`]);
const issue = (key: string, phone?: string) =>
  hall.call("POST", "/tickets", { queue: "comprehensive", ...(phone ? { phone } : {}) }, key);

beforeAll(async () => {
  [board, keypad, printer, sms] = await Promise.all([
    boardEnd(),
    keypadEnd(() => {}),
    printerEnd(),
    smsEnd(() => 0),
  ]);
  hall = new HallProcess(
    crashHall({ board: board.port, keypad: keypad.port, printer: printer.port, sms: sms.port }),
  );
  await hall.start();
  await hall.call("POST", "/windows/w01/open", { staff: "s01" });
});

afterAll(async () => {
  await hall?.dispose();
  await Promise.all([board?.close(), keypad?.close(), printer?.close(), sms?.close()]);
});

test("a disk that refuses the commit is answered 503, moves nothing, and is forgotten once it works again", async () => {
  const before = await Promise.all(Array.from({ length: 8 }, (_, i) => issue(`before-${i}`)));
  expect(before.map((a) => a.status)).toEqual(Array(8).fill(201));
  const first = before[0]?.json as Issued;

  allowWrites(false);
  const refused = await Promise.all(
    Array.from({ length: 12 }, (_, i) => issue(`during-${i}`, `1370000${1000 + i}`)),
  );
  expect(refused.map((a) => [a.status, (a.json as { code: string }).code])).toEqual(
    Array(12).fill([503, "server.storage"]),
  );
  const call = await hall.call("POST", "/windows/w01/call-next", {}, "call-during");
  expect(call.status).toBe(503);
  // Reading goes on, and shows what was before: nobody was called, nobody was added.
  const windows = (await hall.call("GET", "/windows")).json as {
    id: string;
    state: string;
    waiting: number;
  }[];
  expect(windows.find((w) => w.id === "w01")).toMatchObject({ state: "idle", waiting: 8 });
  expect(board.told(1).some((text) => /Z\d/.test(text))).toBe(false);
  expect(hall.running).toBe(true);
  expect((await hall.raw("GET", "/healthz")).status).toBe(200);

  allowWrites(true);
  // The same keys again: each refused command takes effect once.
  const again = await Promise.all(refused.map((_, i) => issue(`during-${i}`, `1370000${1000 + i}`)));
  expect(again.map((a) => a.status)).toEqual(Array(12).fill(201));
  const called = await hall.call("POST", "/windows/w01/call-next", {}, "call-during");
  expect(called.status).toBe(200);
  expect((called.json as { ticket: Issued }).ticket.id).toBe(first.id);
  await until("the board", () => board.shows(1)?.includes(first.number));
  const numbers = [...before, ...again].map((a) => (a.json as Issued).number).sort();
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => `Z${String(i + 1).padStart(3, "0")}`));
  // Sent once each, and known as sent: what is on its way at a kill may come twice.
  for (const answer of again)
    await until("the SMS", async () => {
      const { json } = await hall.call("GET", `/tickets/${(answer.json as Issued).id}`);
      return (json as WireTicket).messages.every((m) => m.state === "sent");
    });
  expect(sms.sent).toHaveLength(12);

  await hall.kill("SIGKILL");
  await hall.start();
  for (const answer of [...before, ...again]) {
    const { id, number } = answer.json as Issued;
    const ticket = (await hall.call("GET", `/tickets/${id}`)).json as Issued;
    expect([ticket.number, ticket.state]).toEqual([number, id === first.id ? "called" : "waiting"]);
  }
  expect(sms.sent).toHaveLength(12);
  expect(await hall.kill("SIGTERM")).toBe(0);
});
