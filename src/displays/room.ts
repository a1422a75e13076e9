import fastJsonPatch from "fast-json-patch";
import { type PatchOperation, ROOM_SCHEMA } from "../contract/socket.ts";

export interface Snapshot {
  readonly room: string;
  readonly schema: number;
  readonly version: number;
  readonly view: unknown;
}

export interface Patch {
  readonly room: string;
  readonly version: number;
  readonly ops: readonly PatchOperation[];
}

/** Fields that tell when and how often, not what: a change of these alone is not worth sending. */
const UNIMPORTANT = new Set(["/at", "/version"]);

interface View {
  version?: number;
}

/**
 * What the members of one room have: the view last sent and its version. Versions count from 1 in each process; a
 * client takes its first from a snapshot, so it never compares versions of two processes.
 */
export class Room {
  readonly name: string;
  #version = 1;
  #view: View;
  #text: string;

  /** `view` is JSON data: what can't be written as JSON is not in a view. */
  constructor({ name, view }: { readonly name: string; readonly view: unknown }) {
    this.name = name;
    this.#text = JSON.stringify(view);
    this.#view = numbered(JSON.parse(this.#text), 1);
  }

  snapshot(): Snapshot {
    return { room: this.name, schema: ROOM_SCHEMA, version: this.#version, view: this.#view };
  }

  /** Takes the view as it is now; the patch that brings the members there, or null when they have it. */
  update(view: unknown): Patch | null {
    const text = JSON.stringify(view);
    if (text === this.#text) return null;
    const next = numbered(JSON.parse(text), this.#version);
    const ops = fastJsonPatch.compare(this.#view, next) as PatchOperation[];
    this.#text = text;
    if (ops.every((op) => UNIMPORTANT.has(op.path))) return null;
    this.#version += 1;
    if ("version" in next) {
      next.version = this.#version;
      ops.push({ op: "replace", path: "/version", value: this.#version });
    }
    this.#view = next;
    return { room: this.name, version: this.#version, ops };
  }
}

/** A view's own version is the room's: it grows by one with each patch. */
function numbered(view: View, version: number): View {
  return "version" in view ? { ...view, version } : view;
}
