const EVERY_MS = 20;

/** Asks `probe` until it gives something truthy; fails naming `what` and the last answer after `ms`. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  ms = 30_000,
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
