import type { KioskRoomView, WindowInputs } from "./desk-input.ts";
import type { SystemView } from "./device.ts";
import type { RaterView } from "./rating.ts";
import type { ScreenView } from "./screen.ts";
import type { Ticket, VisitView } from "./ticket.ts";
import type { WaitingLine, WindowView } from "./window.ts";

/**
 * Socket.io wire types. A client emits `join` with a room; it gets one `snapshot` and then `patch`es (RFC 6902)
 * whose `version` follows the last one by exactly one. A gap: emit `join` again.
 *
 * Rooms and who may join: `screen:{id}` screen token or staff; `window:{id}` staff; `ticket:{visit token}` anyone
 * who knows the token; `rater:{window}` rater token or staff; `kiosk:{id}` kiosk token or staff; `system` staff.
 */
export interface RoomViews {
  screen: ScreenView;
  window: WindowRoomView;
  ticket: VisitView & { readonly version: number };
  rater: RaterView;
  kiosk: KioskRoomView;
  system: SystemView & { readonly version: number };
}

export interface WindowRoomView {
  readonly version: number;
  readonly window: WindowView;
  readonly ticket: Ticket | null;
  readonly line: readonly WaitingLine[];
  /** What whoever works in the hall should see to: a printer without paper, or soon without. */
  readonly notices: readonly string[];
  readonly inputs: WindowInputs;
}

export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

export interface ServerToClient {
  snapshot: (message: { room: string; schema: number; version: number; view: unknown; now: string }) => void;
  patch: (message: { room: string; version: number; ops: readonly PatchOperation[]; now: string }) => void;
  refused: (message: { room: string; code: string; title: string }) => void;
}

export interface ClientToServer {
  join: (message: { room: string; token?: string }) => void;
  leave: (message: { room: string }) => void;
}

export const ROOM_SCHEMA = 1;
