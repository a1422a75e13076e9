import type { IssueCommand } from "../checkin/checkin.ts";
import type { HallEvent } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { LikeCases, QueueNotice } from "../contract/window.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Random } from "../kernel/random.ts";
import type { Turns } from "../kernel/turn.ts";
import type { Messages } from "../store/messages.ts";
import type { PrintJobs } from "../store/print-jobs.ts";
import type { Vault } from "../store/vault.ts";
import type { DeskInputs } from "./desk-inputs.ts";
import type { HallMemory } from "./memory.ts";

export interface TicketNeeds {
  readonly config: HallConfig;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Calendar;
  readonly random: Random;
  readonly vault: Vault;
  /** Free appointments of a sector, as citizens read them. */
  readonly offered: (queue: QueueId, now: number) => readonly string[];
  readonly serviceNow: (queue: QueueId, now: number) => IssueCommand["service"];
  /** What is to be known of a matter asked for in a sector; null: it can be done, or its sector's own rule speaks. */
  readonly matterNotice: (queue: QueueId, matter: string, now: number) => QueueNotice | null;
  /** What many like cases of the matter, or of the sector, meet with; null: they go anywhere. */
  readonly likeCases: (queue: QueueId, matter: string | null, now: number) => LikeCases | null;
  readonly lateness: (queue: QueueId, now: number) => IssueCommand["lateness"];
  readonly desk: Pick<DeskInputs, "claim" | "settle">;
  readonly messages: Messages;
  readonly prints: PrintJobs;
  readonly view: (id: TicketId, now: number) => Ticket | null;
  readonly issuedView: (fact: HallEvent<"ticket.issued">, now: number) => Ticket;
  /** An outbox row is wanted again without a fact that says so. */
  readonly outboxChanged: () => void;
}
