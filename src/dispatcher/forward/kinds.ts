import type { QueueId } from "../../contract/ids.ts";
import { bindsAtTicket } from "../eligibility.ts";
import { spread, usualMs } from "../speeds.ts";
import type { DispatcherState } from "../state.ts";
import type { ForwardKind } from "./forward-model.ts";

export type KindId = Pick<ForwardKind, "queue" | "matter" | "batch">;

/** The kinds of a model, numbered as they are met. */
export class Kinds {
  readonly #state: DispatcherState;
  readonly #plain = new Map<QueueId, Map<string | null, number>>();
  readonly #batch = new Map<QueueId, Map<string | null, number>>();
  readonly list: KindId[] = [];

  constructor(state: DispatcherState) {
    this.#state = state;
  }

  index(queue: QueueId, matter: string | null, batch = false): number {
    const byQueue = batch ? this.#batch : this.#plain;
    let matters = byQueue.get(queue);
    if (!matters) {
      matters = new Map();
      byQueue.set(queue, matters);
    }
    const known = matters.get(matter);
    if (known !== undefined) return known;
    matters.set(matter, this.list.length);
    this.list.push({ queue, matter, batch });
    return this.list.length - 1;
  }

  all(pace: number): ForwardKind[] {
    const state = this.#state;
    return this.list.map(({ queue, matter, batch }) => ({
      queue,
      matter,
      batch,
      binds: bindsAtTicket(state, queue),
      meanMs: usualMs(state, queue, matter) * pace,
      spread: spread(state, queue, matter),
    }));
  }
}
