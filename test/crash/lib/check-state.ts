import type { Command } from "./commands.ts";
import type { HallProcess } from "./hall-process.ts";
import type { KnownState, KnownTicket, Model, WireTicket } from "./model.ts";
import { sameOutcome, take } from "./traffic.ts";

/** The keypad's presses are not acknowledged: its people are known by what was last seen of them. */
const KEYPAD_QUEUE = "property";
const KEYPAD_MOVES: Readonly<Partial<Record<KnownState, readonly string[]>>> = {
  waiting: ["called", "serving", "served", "missed", "parked"],
  called: ["serving", "served", "missed", "parked"],
  serving: ["served", "parked"],
  parked: ["called", "serving", "served", "missed"],
};

/** Runs `work` on all items, sixteen at a time. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
    }),
  );
}

/**
 * What the hall says of each ticket beside what it acknowledged. `open` are commands sent and not answered: they may
 * have taken effect or not, anything else may not have moved. Answers what is wrong.
 */
export async function compareTickets(
  hall: HallProcess,
  tickets: readonly KnownTicket[],
  open: readonly Command[],
): Promise<string[]> {
  const wrong: string[] = [];
  const callsOpen = open.filter((c) => / (call-next|call)$/.test(c.name)).length;
  let calledUnasked = 0;
  await inParallel(tickets, async (ticket) => {
    const { status, json, text } = await hall.call("GET", `/tickets/${ticket.id}`);
    const wire = json as WireTicket;
    if (status !== 200) {
      wrong.push(`${ticket.number} (${ticket.state}) is lost: ${status} ${text.slice(0, 200)}`);
      return;
    }
    if (wire.number !== ticket.number) wrong.push(`${ticket.number} is now called ${wire.number}`);
    if (wire.state === ticket.state) return;
    if (ticket.queue === KEYPAD_QUEUE) {
      if (!KEYPAD_MOVES[ticket.state]?.includes(wire.state))
        wrong.push(`${ticket.number} was seen as ${ticket.state}, is ${wire.state} at ${wire.window?.id}`);
      ticket.state = wire.state as KnownState;
      return;
    }
    const allowed = open.flatMap((c) => c.may(ticket));
    if (!(allowed as string[]).includes(wire.state)) {
      wrong.push(
        `${ticket.number} was acknowledged as ${ticket.state} at ${ticket.window}, is ${wire.state} at ${wire.window?.id}`,
      );
    } else if (wire.state === "called") calledUnasked++;
  });
  if (calledUnasked > callsOpen) wrong.push(`${calledUnasked} people called by ${callsOpen} open calls`);
  return wrong;
}

/** Asks again, with its key, everything that had no answer, each twice: one effect, one answer. */
export async function retryOpen(hall: HallProcess, open: Iterable<Command>): Promise<string[]> {
  const wrong: string[] = [];
  for (const command of open) {
    const first = await hall.call(command.method, command.path, command.body, command.key);
    const fault = take(command, first);
    if (fault) wrong.push(`retry of ${fault}`);
    const second = await hall.call(command.method, command.path, command.body, command.key);
    if (!sameOutcome(first, second)) {
      wrong.push(
        `${command.name}: retried twice, ${first.status} ${first.text.slice(0, 200)} and ${second.status} ${second.text.slice(0, 200)}`,
      );
    }
  }
  return wrong;
}

interface WindowWire {
  readonly id: string;
  readonly state: string;
  readonly ticket: { readonly id: string; readonly number: string } | null;
}

export async function windowsOf(hall: HallProcess): Promise<readonly WindowWire[]> {
  return (await hall.call("GET", "/windows")).json as readonly WindowWire[];
}

/** The windows that are worked over HTTP, against the model. */
export async function compareWindows(hall: HallProcess, model: Model): Promise<string[]> {
  const wires = await windowsOf(hall);
  return [...model.windows.values()].flatMap((known) => {
    const wire = wires.find((w) => w.id === known.id);
    const same = wire?.state === known.state && (wire.ticket?.id ?? null) === (known.ticket?.id ?? null);
    return same
      ? []
      : [
          `${known.id} is ${wire?.state} with ${wire?.ticket?.number}, acknowledged ${known.state} with ${known.ticket?.number}`,
        ];
  });
}

/** No number is missing between the first and the last: an unknown ticket would be one that nobody was told of. */
export function gaps(model: Model): string[] {
  const byPrefix = new Map<string, number[]>();
  for (const { number } of model.tickets.values()) {
    const prefix = number.slice(0, 1);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), Number(number.slice(1))]);
  }
  return [...byPrefix].flatMap(([prefix, numbers]) => {
    const last = Math.max(...numbers);
    return last === new Set(numbers).size
      ? []
      : [`prefix ${prefix}: ${numbers.length} tickets known, last number ${last}`];
  });
}
