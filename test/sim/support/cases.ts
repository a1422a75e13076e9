import type { CaseView, OpenCase } from "../../../src/contract/case.ts";
import type { Ticket } from "../../../src/contract/ticket.ts";
import type { Answer, SimHall } from "./hall.ts";

type MaterialState = OpenCase["materials"][number]["state"];

/** A person whose number has a right check digit. */
export const ZHANG = { kind: "person", name: "张三丰", idNumber: "11010519491231002X" } as const;

/** The sample matter 社会保障卡申领: two required materials, a deferrable one, an optional one. */
export const SOCIAL_CARD = ["id-card", "card-form", "photo", "household"] as const;

export function materials(states: Partial<Record<(typeof SOCIAL_CARD)[number], MaterialState>>) {
  return SOCIAL_CARD.map((id) => ({ id, state: states[id] ?? "present" }));
}

/** Brings the next comprehensive ticket to service at w01. */
export async function beginService(hall: SimHall, body: object = {}): Promise<Ticket> {
  const ticket = await hall.issue({ queue: "comprehensive", ...body });
  await hall.window("w01", "call-next");
  await hall.window("w01", "start");
  return ticket;
}

export const openCase = (hall: SimHall, ticket: Ticket, over: object = {}): Promise<Answer<CaseView>> =>
  hall.call<CaseView>("POST", "/cases", {
    ticket: ticket.id,
    matter: "social-card",
    applicant: ZHANG,
    materials: materials({}),
    ...over,
  });
