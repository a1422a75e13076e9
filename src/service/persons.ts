import type { HallConfig } from "../contract/hall-config.ts";
import type { TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { GREEN_WORDS, type RejoinedHere, type Ticket } from "../contract/ticket.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { QueueTicket } from "../dispatcher/state.ts";
import type { Asked, Done, HallService } from "../http/hall-service.ts";
import { refuse } from "../kernel/errors.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

export interface PersonNeeds {
  readonly config: Pick<HallConfig, "kiosks" | "policy">;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly view: (id: TicketId, now: number) => Ticket | null;
}

type PersonService = Pick<
  HallService,
  "rejoinByNumber" | "checkHolder" | "grantGreen" | "withdrawGreen" | "chooseLeg"
>;

/** Who somebody is and what they may claim: back in line at the kiosk, 本人, green channel. */
export function createPersonService(needs: PersonNeeds): PersonService {
  const { config, memory, turns, view } = needs;
  const act = (id: TicketId, command: DispatcherCommand, asked: Asked): Promise<Done<Ticket> | Refusal> =>
    turns.submit({
      ...asked,
      decide: (now) => dispatcher.decide(memory.states.dispatcher, command, now),
      answer: (_, now) => view(id, now.at) as Ticket,
    });

  return {
    rejoinByNumber: (kiosk, wanted, asked) => {
      const sectors = config.kiosks.find((k) => k.id === kiosk)?.sectors;
      if (!sectors) return Promise.resolve(refuse("kiosk.unknown", `没有取号机${kiosk}`));
      let found: TicketId | null = null;
      return turns.submit<RejoinedHere>({
        ...asked,
        decide: (now) => {
          const ticket = missedWith(memory, wanted.number, sectors);
          if (!ticket)
            return refuse(
              "ticket.not-missed",
              `${wanted.number}没有过号，或不能在这里重排。请核对号码，或到咨询台`,
            );
          if (ticket.phone !== null && ticket.phone.slice(-4) !== wanted.tail)
            return refuse("ticket.tail-wrong", "手机尾号与取号时留的不一样，请重新输入，或到咨询台");
          found = ticket.id;
          const command = { type: "rejoin", ticket: ticket.id, byStaff: false } as const;
          return dispatcher.decide(memory.states.dispatcher, command, now);
        },
        answer: (_, now) => rejoinedHere(view(found as TicketId, now.at) as Ticket),
      });
    },
    checkHolder: (id, seen, asked) =>
      act(id, { type: "holder", ticket: id, ...seen, by: asked.actor }, asked),
    grantGreen: (id, reason, asked) => {
      const { reasons } = config.policy.greenChannel;
      if (!reasons.includes(reason)) {
        const offered = reasons.map((r) => GREEN_WORDS[r]).join("、");
        return Promise.resolve(
          refuse("green.off", `本大厅绿色通道不含${GREEN_WORDS[reason]}，可用：${offered}`),
        );
      }
      return act(id, { type: "grant-green", ticket: id, reason, by: asked.actor }, asked);
    },
    withdrawGreen: (id, reason, asked) =>
      act(id, { type: "withdraw-green", ticket: id, reason, by: asked.actor }, asked),
    chooseLeg: (id, next, asked) => act(id, { type: "choose-leg", ticket: id, next, by: asked.actor }, asked),
  };
}

function missedWith(memory: HallMemory, number: string, sectors: readonly string[]): QueueTicket | null {
  const { away, tickets } = memory.states.dispatcher;
  for (const id of away) {
    const ticket = tickets.get(id);
    if (ticket?.phase.state === "missed" && ticket.number === number && sectors.includes(ticket.queue))
      return ticket;
  }
  return null;
}

const rejoinedHere = ({ number, queue, zone, ahead, estimate, rejoinsLeft }: Ticket): RejoinedHere => ({
  number,
  queue,
  zone,
  ahead,
  estimate,
  rejoinsLeft,
});
