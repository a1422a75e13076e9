import { newKey } from "./api.ts";

/**
 * One person's wish for one thing. The Idempotency-Key is made when they confirm and is the same for every tap and
 * every repeat until an answer has arrived or the person has gone: two taps or a lost answer give one ticket.
 */
interface Attempt<B> {
  readonly key: string;
  readonly body: B;
  /** When it was confirmed, epoch ms. */
  readonly at: number;
}

export interface AttemptStore {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Attempts<B> {
  /** The open attempt if it is for the very same body, else a new one that takes its place. */
  confirm(body: B): Attempt<B>;
  /** An attempt left open by a page that was reloaded, if it is younger than `maxAgeMs`. */
  unfinished(maxAgeMs: number): Attempt<B> | null;
  /** An answer arrived, or the person has gone: the next confirmation is a new wish. */
  settle(): void;
}

/** `store` keeps the open attempt across a reload (sessionStorage) and may refuse; it is emptied when settled. */
export function createAttempts<B>(parts: {
  readonly name: string;
  readonly store: AttemptStore;
  readonly now: () => number;
  readonly makeKey: () => string;
}): Attempts<B> {
  const { name, store, now, makeKey } = parts;
  let open: Attempt<B> | null = null;
  const quietly = (act: () => void) => {
    try {
      act();
    } catch {
      // Storage refused: the attempt lives as long as the page.
    }
  };
  return {
    confirm(body) {
      if (open && JSON.stringify(open.body) === JSON.stringify(body)) return open;
      const made = { key: makeKey(), body, at: now() };
      open = made;
      quietly(() => store.setItem(name, JSON.stringify(made)));
      return made;
    },
    unfinished(maxAgeMs) {
      if (!open) quietly(() => (open = parseAttempt<B>(store.getItem(name))));
      if (!open) return null;
      const age = now() - open.at;
      if (age >= 0 && age <= maxAgeMs) return open;
      this.settle();
      return null;
    },
    settle() {
      open = null;
      quietly(() => store.removeItem(name));
    },
  };
}

/** Attempts of this browser tab. */
export function tabAttempts<B>(name: string): Attempts<B> {
  const store: AttemptStore = {
    getItem: (n) => sessionStorage.getItem(n),
    setItem: (n, v) => sessionStorage.setItem(n, v),
    removeItem: (n) => sessionStorage.removeItem(n),
  };
  return createAttempts<B>({ name: `hall.attempt.${name}`, store, now: () => Date.now(), makeKey: newKey });
}

function parseAttempt<B>(text: string | null): Attempt<B> | null {
  const value: unknown = text === null ? null : JSON.parse(text);
  const whole =
    typeof value === "object" && value !== null && "key" in value && "at" in value && "body" in value;
  return whole ? (value as Attempt<B>) : null;
}
