import type { Clock } from "./clock.ts";

/** Resolves after `length` milliseconds, or at once when `signal` is aborted; never rejects. */
export function pause(clock: Clock, length: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.at(clock.now() + length, done);
    signal.addEventListener("abort", done, { once: true });
  });
}
