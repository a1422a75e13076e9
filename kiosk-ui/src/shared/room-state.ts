import { applyPatch, type Operation } from "fast-json-patch";
import type { PatchOperation } from "../../../src/contract/socket.ts";

/** What a room's client knows: the whole view and the version it has. */
export interface RoomState<T> {
  readonly version: number;
  readonly view: T;
}

/**
 * One patch on what is known. `"old"`: already in it. `"gap"`: something is missing or does not fit, so the whole
 * snapshot must be asked for again.
 */
export function patched<T>(
  state: RoomState<T> | null,
  message: { readonly version: number; readonly ops: readonly PatchOperation[] },
): RoomState<T> | "old" | "gap" {
  if (state === null) return "gap";
  if (message.version <= state.version) return "old";
  if (message.version !== state.version + 1) return "gap";
  try {
    // A copy, never in place: what the page shows now must not change halfway when an operation does not fit.
    const { newDocument } = applyPatch(state.view, message.ops as Operation[], true, false);
    return { version: message.version, view: newDocument };
  } catch {
    return "gap";
  }
}
