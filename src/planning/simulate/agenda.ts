interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly what: T;
}

/** What happens next: a queue by time, equal times in the order they were put in. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  #orders = 0;

  put(at: number, what: T): void {
    const heap = this.#heap;
    heap.push({ at, order: this.#orders++, what });
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  take(): { readonly at: number; readonly what: T } | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return null;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    const { length } = this.#heap;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < length && this.#before(child, least)) least = child;
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a], this.#heap[b]];
    if (!x || !y) return false;
    return x.at < y.at || (x.at === y.at && x.order < y.order);
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a];
    this.#heap[a] = this.#heap[b] as Entry<T>;
    this.#heap[b] = kept as Entry<T>;
  }
}
