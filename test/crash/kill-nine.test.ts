import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../sim/support/until.ts";
import { type BoardEnd, boardEnd } from "./lib/board-end.ts";
import { OnceLedger, settleOutboxes } from "./lib/check-once.ts";
import { compareBoards, compareScreen, compareSnapshot } from "./lib/check-outputs.ts";
import { compareTickets, compareWindows, gaps, retryOpen } from "./lib/check-state.ts";
import { type Command, createCommands } from "./lib/commands.ts";
import { crashHall } from "./lib/crash-hall.ts";
import { delay, HallProcess } from "./lib/hall-process.ts";
import { type KeypadEnd, keypadEnd } from "./lib/keypad-end.ts";
import { Model, type WireTicket } from "./lib/model.ts";
import { callsAt, readDisk } from "./lib/outbox-ledger.ts";
import { type PrinterEnd, printerEnd } from "./lib/printer-end.ts";
import { dice } from "./lib/random.ts";
import { type SmsEnd, smsEnd } from "./lib/sms-end.ts";
import { KEYPAD_ADDRESS, startTraffic, type Traffic } from "./lib/traffic.ts";

// The plug is pulled again and again while clerks, kiosks and a keypad are at it. `CRASH_SEED=… npm test -- --project
// crash` repeats a run's choices; the moment within the hall's own work stays the machine's.
const { CRASH_KILLS = "50", CRASH_SEED = String(Date.now() % 1_000_000) } = process.env;
const KILLS = Number(CRASH_KILLS);
const SEED = Number(CRASH_SEED);
const random = dice(SEED);

let board: BoardEnd;
let keypad: KeypadEnd;
let printer: PrinterEnd;
let sms: SmsEnd;
let hall: HallProcess;
const model = new Model();
/** Numbers that board 3 was told to show: effects, so their commits must be on the disk. */
const shownByKeypadWindow = new Set<string>();

beforeAll(async () => {
  board = await boardEnd((address, text) => {
    const number = /B\d{3,}/.exec(text)?.[0];
    if (address === KEYPAD_ADDRESS && number) shownByKeypadWindow.add(number);
  });
  keypad = await keypadEnd((address) => {
    if (random.chance(0.5)) keypad.rate(address, random.between(0, 3));
  });
  printer = await printerEnd();
  sms = await smsEnd(() => random.between(0, 25));
  hall = new HallProcess(
    crashHall({ board: board.port, keypad: keypad.port, printer: printer.port, sms: sms.port }),
  );
});

afterAll(async () => {
  await hall?.dispose();
  await Promise.all([board?.close(), keypad?.close(), printer?.close(), sms?.close()]);
});

describe("kill -9", () => {
  test(`${KILLS} times under load: nothing acknowledged is lost, nothing happens twice`, async () => {
    console.log(`crash seed ${SEED}, ${KILLS} kills`);
    const commands = createCommands({ model, dice: random });
    const once = new OnceLedger();
    let busyMs = 0;
    let acknowledged = 0;
    let openAtKills = 0;
    let presses = 0;
    const restarts: number[] = [];
    const refused = new Map<string, number>();

    await hall.start();
    await openWindows();

    for (let kill = 1; kill <= KILLS; kill++) {
      await until("the lines", () => board.connected() && keypad.connected());
      const begun = performance.now();
      const traffic = startTraffic({ hall, commands, keypad, dice: random });
      const after = random.between(10, 90);
      await until(`${after} acknowledged commands`, () => traffic.acknowledged() >= after || !hall.running);
      await delay(random.between(0, 12));
      const open = await pullThePlug(traffic);
      const killedAt = Date.now();
      busyMs += performance.now() - begun;
      acknowledged += traffic.acknowledged();
      openAtKills += open.length;
      presses += traffic.presses();
      addUp(refused, traffic.refused);
      const disk = readDisk(hall.data);
      once.killed(disk, sms.sent, killedAt);
      if (random.chance(0.2)) await pullThePlugWhileStarting(once);
      board.blank();
      restarts.push(await hall.start());
      console.log(
        `kill ${kill}: journal offset ${disk.offset}, after ${traffic.acknowledged()} commands and ${traffic.presses()} key presses; in flight: ` +
          `${open.map((c) => c.name).join(", ") || "no command"}; ${disk.sending.length} SMS sending, ${disk.printing.length} slips printing; ` +
          `back in ${Math.round(restarts.at(-1) ?? 0)} ms`,
      );
      const wrong = [...traffic.faults, ...(await checkRestarted(open))];
      expect(wrong, `kill ${kill} of seed ${SEED}`).toEqual([]);
      model.touched.clear();
    }

    const wrong = [
      ...(await settleOutboxes(hall, model, 120_000)),
      ...(await compareTickets(hall, [...model.tickets.values()], [])),
      ...gaps(model),
    ];
    const messages = once.checkSms(model, sms.sent, callsAt(hall.data, "w03"));
    const slips = once.checkSlips(model, printer.slips());
    restarts.sort((a, b) => a - b);
    console.log(
      [
        `${KILLS} kills: ${acknowledged} commands (${Math.round((acknowledged / busyMs) * 1000)}/s) and ${presses} key presses, ${openAtKills} commands in flight`,
        `${model.tickets.size} tickets, ${sms.sent.length} SMS (${messages.twice} twice, ${once.excusable} might have been), ${printer.slips().length} slips (${slips.twice} twice)`,
        `restart median ${Math.round(restarts[restarts.length >> 1] ?? 0)} ms, longest ${Math.round(restarts.at(-1) ?? 0)} ms`,
        `refusals: ${[...refused].map(([code, n]) => `${code} ×${n}`).join(", ") || "none"}`,
      ].join("\n"),
    );
    expect([...wrong, ...messages.wrong, ...slips.wrong]).toEqual([]);
    expect(board.bad() + keypad.bad(), "frames with a wrong checksum").toBe(0);
    expect((acknowledged / busyMs) * 1000, "commands a second").toBeGreaterThanOrEqual(20);
    expect(await hall.kill("SIGTERM"), hall.output.slice(-1_000)).toBe(0);
  });
});

async function openWindows(): Promise<void> {
  for (const [window, staff] of [
    ["w01", "s01"],
    ["w02", "s02"],
    ["w03", "s03"],
  ] as const) {
    expect((await hall.call("POST", `/windows/${window}/open`, { staff })).status).toBe(200);
    if (window !== "w03") model.addWindow(window);
  }
}

function addUp(sum: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [code, n] of more) sum.set(code, (sum.get(code) ?? 0) + n);
}

/** Everything that must hold right after a restart; `open` are the commands that the kill left unanswered. */
async function checkRestarted(open: readonly Command[]): Promise<string[]> {
  return [
    ...(await compareTickets(hall, [...model.touched], open)),
    ...(await retryOpen(hall, open)),
    ...(await compareTickets(hall, [...model.touched, ...unfinished()], [])),
    ...(await compareWindows(hall, model)),
    ...gaps(model),
    ...(await compareScreen(hall, model)),
    ...(await compareSnapshot(hall)),
    ...(await compareBoards(hall, board)),
    ...(await keypadWindowKept()),
  ];
}

async function pullThePlug(traffic: Traffic) {
  // What is open now is in flight; the rest of this turn can't be interrupted by an answer.
  const gone = hall.kill("SIGKILL");
  const stopped = traffic.stop();
  await gone;
  await stopped;
  return [...traffic.open];
}

/** Recovery itself may be cut off: what it had taken up again must not be lost, nor done twice for nothing. */
async function pullThePlugWhileStarting(once: OnceLedger): Promise<void> {
  const after = random.between(150, 900);
  await hall.startAndKill(after);
  const disk = readDisk(hall.data);
  once.killed(disk, sms.sent, Date.now());
  console.log(`  and again ${after} ms into the start, at journal offset ${disk.offset}`);
}

function unfinished() {
  return [...model.tickets.values()].filter((t) => t.state !== "served" && t.state !== "cancelled");
}

/** Who was shown on the keypad window's board had been called, and no restart takes that back. */
async function keypadWindowKept(): Promise<string[]> {
  const wrong: string[] = [];
  for (const ticket of model.tickets.values()) {
    if (!shownByKeypadWindow.has(ticket.number)) continue;
    const wire = (await hall.call("GET", `/tickets/${ticket.id}`)).json as WireTicket;
    if (wire.state === "waiting") wrong.push(`${ticket.number} was on the board and waits again`);
  }
  return wrong;
}
