import { io } from "socket.io-client";
import { HANGS_MS } from "../../sim/support/until.ts";
import type { BoardEnd } from "./board-end.ts";
import { windowsOf } from "./check-state.ts";
import { delay, type HallProcess, TOKEN } from "./hall-process.ts";
import type { Model } from "./model.ts";

interface ScreenWire {
  readonly calls: readonly {
    readonly number: string;
    readonly window: { readonly id: string };
    readonly state: string;
  }[];
  readonly waiting: readonly { readonly queue: string; readonly count: number }[];
}

/** Address of each window's board. */
const BOARDS: Readonly<Record<string, number>> = { w01: 1, w02: 2, w03: 3 };

/** Every board shows its own window as it is now; asked again until it does or the time is over. */
export async function compareBoards(hall: HallProcess, board: BoardEnd, ms = HANGS_MS): Promise<string[]> {
  const end = Date.now() + ms;
  for (;;) {
    const wrong: string[] = [];
    for (const window of await windowsOf(hall)) {
      const address = BOARDS[window.id];
      if (address === undefined) continue;
      const text = board.shows(address);
      if (text === undefined || !fits(window, text)) {
        wrong.push(
          `board ${address} shows ${JSON.stringify(text ?? null)}, ${window.id} is ${window.state} with ${window.ticket?.number}`,
        );
      }
    }
    if (wrong.length === 0 || Date.now() > end) return wrong;
    await delay(25);
  }
}

function fits(
  window: { readonly state: string; readonly ticket: { readonly number: string } | null },
  text: string,
): boolean {
  if (window.ticket) return text.includes(window.ticket.number);
  if (/[A-Z]\d{3}/.test(text)) return false; // a number that nobody is being called for
  return window.state !== "paused" || text.includes("暂停");
}

/** The hall screen: people at the windows, and how many wait. */
export async function compareScreen(hall: HallProcess, model: Model): Promise<string[]> {
  const screen = (await hall.call("GET", "/screens/main")).json as ScreenWire;
  const wrong: string[] = [];
  for (const window of model.windows.values()) {
    const { ticket } = window;
    if (!ticket) continue;
    const state = window.state === "serving" ? "serving" : "calling";
    const row = screen.calls.find((c) => c.number === ticket.number);
    if (row?.window.id !== window.id || row.state !== state) {
      wrong.push(
        `screen shows ${JSON.stringify(row ?? null)} for ${ticket.number}, ${state} at ${window.id}`,
      );
    }
  }
  for (const queue of ["comprehensive", "complaint"]) {
    const count = screen.waiting.find((w) => w.queue === queue)?.count;
    const known = model.inState("waiting", queue).length;
    if (count !== known) wrong.push(`screen says ${count} wait for ${queue}, acknowledged ${known}`);
  }
  return wrong;
}

/** What a screen that comes back gets over its socket, beside what HTTP says. */
export async function compareSnapshot(hall: HallProcess): Promise<string[]> {
  const socket = io(`http://127.0.0.1:${hall.port}`, { transports: ["websocket"], auth: { token: TOKEN } });
  try {
    const view = await new Promise<ScreenWire>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no snapshot")), HANGS_MS);
      socket.on("connect", () => socket.emit("join", { room: "screen:main", token: TOKEN }));
      socket.on("snapshot", (message: { view: ScreenWire }) => {
        clearTimeout(timer);
        resolve(message.view);
      });
      socket.on("refused", (message: object) => reject(new Error(`refused: ${JSON.stringify(message)}`)));
    });
    const asked = (await hall.call("GET", "/screens/main")).json as ScreenWire;
    const brief = (s: ScreenWire) =>
      JSON.stringify([
        s.calls.map((c) => [c.number, c.window.id, c.state]),
        s.waiting.map((w) => [w.queue, w.count]),
      ]);
    return brief(view) === brief(asked) ? [] : [`a screen got ${brief(view)}, HTTP says ${brief(asked)}`];
  } catch (error) {
    return [`the screen's socket: ${(error as Error).message}`];
  } finally {
    socket.disconnect();
  }
}
