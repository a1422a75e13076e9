import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { SESSION_COOKIE } from "../contract/session.ts";
import type { Origin } from "./route.ts";

const LOOPBACK = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
const LOCAL_NAME = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d+)?$/i;

export function originOf(request: IncomingMessage): Origin {
  const peer = request.socket.remoteAddress ?? "";
  const address = behindProxy(request, peer) ?? peer;
  const { host, forwarded } = request.headers;
  // A name that merely resolves to loopback (DNS rebinding) and a proxy on this machine are not "local".
  const local =
    LOOPBACK.test(peer) &&
    LOCAL_NAME.test(host ?? "") &&
    forwarded === undefined &&
    request.headers["x-forwarded-for"] === undefined;
  return { address, local, secure: "encrypted" in request.socket };
}

/**
 * Who asks through a proxy on this machine, by the entry it added itself, the last; without it all citizens would be one
 * caller and share its limits. What anybody else says of where they come from is not believed.
 */
function behindProxy(request: IncomingMessage, peer: string): string | null {
  if (!LOOPBACK.test(peer)) return null;
  const header = request.headers["x-forwarded-for"];
  const last = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").at(-1)?.trim() ?? "";
  return isIP(last) === 0 ? null : last;
}

export interface Credential {
  readonly token: string;
  readonly by: "header" | "cookie";
}

/** The bearer token, else the session cookie; null when there is neither. */
export function credentialOf(request: IncomingMessage): Credential | null {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+) *$/i.exec(authorization);
    // Another scheme or an empty token is a wrong credential, not a missing one.
    return { token: bearer?.[1] ?? "", by: "header" };
  }
  const token = cookie === undefined ? null : cookieValue(cookie, SESSION_COOKIE);
  return token === null ? null : { token, by: "cookie" };
}

function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value !== undefined && value !== "") return value;
  }
  return null;
}

/** A page of another site can make a browser send the cookie along; its Origin gives it away. */
export function fromAnotherSite(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (request.headers["sec-fetch-site"] === "cross-site") return true;
  if (origin === undefined || origin === "null") return origin === "null";
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
