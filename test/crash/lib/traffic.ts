import type { Command, Commands } from "./commands.ts";
import { type Answer, delay, type HallProcess } from "./hall-process.ts";
import { KEYS, type KeypadEnd } from "./keypad-end.ts";
import type { Dice } from "./random.ts";

export interface Traffic {
  /** Commands acknowledged since the start, refusals included. */
  readonly acknowledged: () => number;
  readonly refused: ReadonlyMap<string, number>;
  /** Sent and not answered: what a kill left open. */
  readonly open: ReadonlySet<Command>;
  readonly presses: () => number;
  /** Answers that no command of this traffic should get. */
  readonly faults: readonly string[];
  stop(): Promise<void>;
}

/** The keypad window's address on its line. */
export const KEYPAD_ADDRESS = 3;

/**
 * Several connections at once, each waiting for its answer before it asks again: three that issue, two clerks, one
 * desk that cancels and lets people rejoin, and a keypad that is pressed all the time.
 */
export function startTraffic(needs: {
  readonly hall: HallProcess;
  readonly commands: Commands;
  readonly keypad: KeypadEnd;
  readonly dice: Dice;
}): Traffic {
  const { hall, commands, keypad, dice } = needs;
  const open = new Set<Command>();
  const refused = new Map<string, number>();
  const faults: string[] = [];
  let stopped = false;
  let acknowledged = 0;
  let presses = 0;

  const settle = (command: Command, answer: Answer) => {
    open.delete(command);
    acknowledged++;
    const fault = take(command, answer);
    if (fault) faults.push(fault);
    if (answer.status >= 400) {
      const code = `${command.name.replace(/ [A-Z]\d+$/, "")}: ${(answer.json as { code?: string } | null)?.code ?? answer.status}`;
      refused.set(code, (refused.get(code) ?? 0) + 1);
    }
  };

  const send = async (command: Command) => {
    open.add(command);
    // A tap that bounces: the same key twice at once must be one command with one answer.
    const copies = dice.chance(0.1) ? 2 : 1;
    const answers = await Promise.all(
      Array.from({ length: copies }, () =>
        hall.call(command.method, command.path, command.body, command.key),
      ),
    );
    settle(command, answers[0] as Answer);
    const second = answers[1];
    if (second && !sameOutcome(answers[0] as Answer, second)) {
      faults.push(
        `${command.name}: one key, two answers: ${answers[0]?.text.slice(0, 300)} and ${second.text.slice(0, 300)}`,
      );
    }
  };

  const connection = async (step: () => Command | null, thinkMs: number) => {
    while (!stopped) {
      const command = step();
      try {
        if (command) await send(command);
      } catch {
        return; // the plug was pulled; the command stays open
      }
      await delay(dice.between(0, thinkMs));
    }
  };

  const press = async () => {
    while (!stopped) {
      keypad.press(KEYPAD_ADDRESS, dice.chance(0.7) ? KEYS.callNext : dice.pick(Object.values(KEYS)));
      presses++;
      await delay(dice.between(10, 60));
    }
  };

  const running = Promise.all([
    connection(commands.issue, 15),
    connection(commands.issue, 30),
    connection(commands.issue, 80),
    connection(() => commands.atWindow("w01"), 10),
    connection(() => commands.atWindow("w02"), 10),
    connection(commands.atDesk, 40),
    press(),
  ]);

  return {
    acknowledged: () => acknowledged,
    refused,
    open,
    presses: () => presses,
    faults,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/** Tells the model what an answer means; answers what is wrong with it, or null. */
export function take(command: Command, answer: Answer): string | null {
  if (answer.status >= 500 || answer.status === 401 || answer.status === 400 || answer.status === 422) {
    return `${command.name}: ${answer.status} ${answer.text.slice(0, 500)}`;
  }
  if (answer.status >= 400) return null; // a refusal is an answer: nothing changed
  try {
    command.done(answer);
    return null;
  } catch (error) {
    return `${command.name}: ${(error as Error).message}`;
  }
}

/** Two answers to one key name the same ticket with the same status class. */
export function sameOutcome(a: Answer, b: Answer): boolean {
  const id = (x: Answer) => {
    const json = x.json as { id?: string; ticket?: { id: string } | null; code?: string } | null;
    return json?.id ?? json?.ticket?.id ?? json?.code ?? null;
  };
  return Math.floor(a.status / 100) === Math.floor(b.status / 100) && id(a) === id(b);
}
