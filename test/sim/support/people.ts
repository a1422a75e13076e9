import type { DeviceView, SystemView } from "../../../src/contract/device.ts";
import type { DevicePage, Session } from "../../../src/contract/session.ts";
import type { Ticket } from "../../../src/contract/ticket.ts";
import type { Answer, SimHall } from "./hall.ts";
import { until } from "./until.ts";

/** Headers of a page's own token, newly handed out. */
export async function asPage(hall: SimHall, page: DevicePage, id: string): Promise<Record<string, string>> {
  const { status, json, text } = await hall.call<{ token: string }>("POST", "/device-tokens", { page, id });
  if (status !== 201) throw new Error(`no token for ${page} ${id}: ${text}`);
  return { authorization: `Bearer ${json.token}` };
}

/** Headers of a clerk who has signed in with a password. */
export async function asStaff(hall: SimHall, id: string): Promise<Record<string, string>> {
  const password = `password of ${id}`;
  const set = await hall.call("POST", `/staff/${id}/password`, { password });
  if (set.status !== 204) throw new Error(`no password for ${id}: ${set.text}`);
  const answer = await hall.call<Session>("POST", "/session", { staff: id, password });
  if (answer.status !== 201) throw new Error(`${id} can't sign in: ${answer.text}`);
  return { authorization: `Bearer ${answer.json.token}` };
}

/** The key of the citizen's phone page, from its address. */
export function tokenOf(ticket: Ticket): string {
  const token = ticket.statusUrl?.split("/").at(-1);
  if (!token) throw new Error(`${ticket.number} has no status page`);
  return token;
}

/** What the phone page may do, without any credential. */
export function phonePage<T>(
  hall: SimHall,
  ticket: Ticket,
  verb?: string,
  body: object = {},
): Promise<Answer<T>> {
  const path = `/visits/${tokenOf(ticket)}`;
  const nobody = { authorization: "" };
  return verb
    ? hall.call<T>("POST", `${path}/${verb}`, body, nobody)
    : hall.call<T>("GET", path, undefined, nobody);
}

export const system = async (hall: SimHall): Promise<SystemView> =>
  (await hall.call<SystemView>("GET", "/system")).json;

export async function device(hall: SimHall, id: string): Promise<DeviceView> {
  const found = (await system(hall)).devices.find((d) => d.id === id);
  if (!found) throw new Error(`no device ${id}`);
  return found;
}

/** Waits until every device of the hall is there. */
export const allOn = (hall: SimHall) =>
  until("all devices on", async () => {
    const off = (await system(hall)).devices.filter((d) => d.health !== "ok");
    return off.length === 0;
  });

/** Waits until the ticket looks as `seen` says; gives it. */
export const ticketUntil = (hall: SimHall, id: string, what: string, seen: (ticket: Ticket) => boolean) =>
  until(what, async () => {
    const ticket = await hall.ticket(id);
    return seen(ticket) ? ticket : null;
  });

/** Kinds and states of the ticket's messages, `issued sent`. */
export const messagesOf = (ticket: Ticket): string[] => ticket.messages.map((m) => `${m.kind} ${m.state}`);
