import type { DispatcherState } from "./state.ts";

interface Table<V> {
  readonly stamp: number;
  readonly manned: number;
  readonly kinds: Map<string, V>;
}

/**
 * Values by kind of business that are made from the state and thrown away with it, when the windows' staff have changed, or
 * `stamp`, which counts the changes of what else they are made from. No state of its own.
 */
export class KindTables<V> {
  readonly #tables = new WeakMap<DispatcherState, Table<V>>();

  of(state: DispatcherState, stamp: number): Map<string, V> {
    const known = this.#tables.get(state);
    if (known?.stamp === stamp && known.manned === state.manned) return known.kinds;
    const kinds = new Map<string, V>();
    this.#tables.set(state, { stamp, manned: state.manned, kinds });
    return kinds;
  }
}
