const EVERY_MS = 20;
/** A bound against hanging, not a measure: a slow machine with other tests beside takes many times what a free one does. */
export const HANGS_MS = 90_000;

/** Asks `probe` until it gives something truthy; fails naming `what` and the last answer after `ms`. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  ms = HANGS_MS,
): Promise<Exclude<T, false | null | undefined | 0 | "">> {
  const end = Date.now() + ms;
  for (;;) {
    const got = await probe();
    if (got) return got as Exclude<T, false | null | undefined | 0 | "">;
    if (Date.now() > end)
      throw new Error(`waited ${ms} ms in vain for ${what}; last answer: ${JSON.stringify(got)}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
