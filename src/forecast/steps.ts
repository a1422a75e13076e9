/** All of a work in one go. */
export function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same in slices of at most so long, with `pause` between them. */
export async function inSlices<T>(
  work: Generator<void, T>,
  slice: { readonly ms: number; readonly clock: () => number; readonly pause: () => Promise<void> },
): Promise<T> {
  for (;;) {
    const until = slice.clock() + slice.ms;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (slice.clock() < until);
    await slice.pause();
  }
}
