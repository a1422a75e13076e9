/** Two presses of the same button within this time are one: a double click, or a bouncing key (design.md section 5). */
export const SAME_PRESS_MS = 800;

/** A lost command pressed again within this time is the same wish; later it is a new one. */
export const SAME_WISH_MS = 60_000;

/**
 * Lets one command through at a time and gives it its Idempotency-Key. A command whose answer was lost keeps its key:
 * pressed again, the server answers for the first press instead of doing it twice.
 */
export interface CommandGate {
  /** The command under way, or null. */
  readonly busy: string | null;
  readonly last: { readonly command: string; readonly at: number } | null;
  readonly unanswered: { readonly command: string; readonly key: string; readonly at: number } | null;
}

export const OPEN_GATE: CommandGate = { busy: null, last: null, unanswered: null };

/**
 * A press of `command` (its name and body, as text) at `now`, epoch ms: the key to send it with, or null when the press
 * is not a command of its own. `freshKey` is used unless an unanswered press of the same command has one.
 */
export function press(
  gate: CommandGate,
  command: string,
  now: number,
  freshKey: string,
): { readonly gate: CommandGate; readonly key: string | null } {
  const again = gate.last !== null && gate.last.command === command && now - gate.last.at < SAME_PRESS_MS;
  if (gate.busy !== null || again) return { gate, key: null };
  const lost = gate.unanswered;
  const sameWish = lost !== null && lost.command === command && now - lost.at < SAME_WISH_MS;
  const unanswered = sameWish ? lost : { command, key: freshKey, at: now };
  return { gate: { busy: command, last: { command, at: now }, unanswered }, key: unanswered.key };
}

/** The command under way has ended: `answered` whatever the server said, or without an answer. */
export function settle(gate: CommandGate, answered: boolean): CommandGate {
  return { ...gate, busy: null, unanswered: answered ? null : gate.unanswered };
}
