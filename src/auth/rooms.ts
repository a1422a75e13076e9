import type { Principal } from "../contract/session.ts";
import { mayNot } from "./permissions.ts";

/**
 * Whether a socket with this token may join a room (contract/socket.ts). A ticket room's own name holds the visit's
 * token, which is its only key.
 */
export function mayJoin(
  identify: (token: string) => Principal | null,
  room: string,
  token: string | null,
): boolean {
  const [kind, id] = splitRoom(room);
  if (kind === "ticket") return id.length >= 16;
  const principal = token === null ? null : identify(token);
  if (!principal) return false;
  switch (kind) {
    case "screen":
      return mayNot(principal, { do: "page.see", page: "screen", id }) === null;
    case "kiosk":
      return mayNot(principal, { do: "page.see", page: "kiosk", id }) === null;
    case "rater":
      return mayNot(principal, { do: "page.see", page: "rater", id }) === null;
    case "window":
    case "system":
      return mayNot(principal, { do: "staff.see" }) === null;
    default:
      return false;
  }
}

function splitRoom(room: string): [string, string] {
  const colon = room.indexOf(":");
  return colon < 0 ? [room, ""] : [room.slice(0, colon), room.slice(colon + 1)];
}
