import type { Arranged, Arrangement } from "../contract/arrange.ts";
import type { CaseView, OpenCase } from "../contract/case.ts";
import type { CloseDay, DayClosed, DayView } from "../contract/day.ts";
import type { KioskCard, KioskDocument, KioskRoomView, WindowInputs } from "../contract/desk-input.ts";
import type { SystemView } from "../contract/device.ts";
import type { CaseId, PlanId, QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import type { KioskMatters } from "../contract/kiosk-matters.ts";
import type { Matter } from "../contract/matter.ts";
import type { Refusal } from "../contract/problem.ts";
import type { GiveRating, RaterView } from "../contract/rating.ts";
import type { ScreenView } from "../contract/screen.ts";
import type { GreenReason, IssueTicket, RejoinedHere, Ticket, VisitView } from "../contract/ticket.ts";
import type {
  KioskView,
  PlanWindow,
  QueueView,
  WaitingLine,
  WindowAnswer,
  WindowView,
} from "../contract/window.ts";
import type { AppointmentService } from "./appointment-service.ts";
import type { Asked, Done } from "./asked.ts";

export type { Asked, Done } from "./asked.ts";

/** `created` false: the phone already waits in that sector and gets its ticket again. */
export interface Issued {
  readonly created: boolean;
  readonly ticket: Ticket;
}

/**
 * All that HTTP asks of the hall. Commands answer after their commit; a refusal is a value. A rejected promise is a
 * fault (500, or 503 with code server.storage when the disk refused).
 */
export interface HallService {
  /**
   * Whether a command under this key was answered before: whoever asks again under it was allowed then, so the
   * checks that depend on the present state (who holds the window) are left out and the same answer is given.
   */
  answered(key: NonNullable<Asked["key"]>): boolean;

  readonly appointments: AppointmentService;

  /** `phone` is E.164 and already checked; `staffOverride` only for staff and admin. */
  issue(request: IssueTicket & { readonly phone?: string }, asked: Asked): Promise<Done<Issued> | Refusal>;
  ticket(id: TicketId): Ticket | null;
  /** The kiosk that issued it: a kiosk page may see its own tickets only. */
  kioskOf(id: TicketId): string | null;
  cancel(id: TicketId, asked: Asked): Promise<Done<Ticket> | Refusal>;
  /** missed → waiting by the rejoin rule, or parked → waiting. */
  rejoin(id: TicketId, asked: Asked): Promise<Done<Ticket> | Refusal>;
  /** The same at a public kiosk, by the number on the slip and the phone's last four digits. */
  rejoinByNumber(
    kiosk: string,
    wanted: { readonly number: string; readonly tail?: string | undefined },
    asked: Asked,
  ): Promise<Done<RejoinedHere> | Refusal>;
  /** 本人 or not, at the window; not: the number is void. */
  checkHolder(
    id: TicketId,
    seen: { readonly match: boolean; readonly note: string | null },
    asked: Asked,
  ): Promise<Done<Ticket> | Refusal>;
  grantGreen(id: TicketId, reason: GreenReason, asked: Asked): Promise<Done<Ticket> | Refusal>;
  withdrawGreen(id: TicketId, reason: string, asked: Asked): Promise<Done<Ticket> | Refusal>;
  /** Another leg of the visit first, by the clerk's choice. */
  chooseLeg(id: TicketId, next: string, asked: Asked): Promise<Done<Ticket> | Refusal>;
  rate(
    id: TicketId,
    rating: GiveRating,
    via: "touch" | "phone" | "staff",
    asked: Asked,
  ): Promise<Done<Ticket> | Refusal>;
  reprint(id: TicketId, printer: string | null, asked: Asked): Promise<Done<Ticket> | Refusal>;
  resend(id: TicketId, asked: Asked): Promise<Done<Ticket> | Refusal>;

  window(command: WindowCommand, asked: Asked): Promise<Done<WindowAnswer> | Refusal>;
  /** Several changes at windows: all done, or none. */
  arrange(arrangement: Arrangement, asked: Asked): Promise<Done<Arranged> | Refusal>;
  windows(): readonly WindowView[];
  windowView(id: WindowId): WindowView | null;
  /** The people this window could call, in the order the policy would, at most `most`. */
  line(id: WindowId, most: number): readonly WaitingLine[] | null;

  queues(): readonly QueueView[];
  screen(id: string): ScreenView | null;
  kiosk(id: string): KioskView | null;
  /** The matters that people may ask for there; null: no such kiosk. */
  kioskMatters(id: string): KioskMatters | null;
  /** What reader and scanner have put before this kiosk's page; null: no such kiosk. */
  kioskRoom(id: string): KioskRoomView | null;
  typeDocument(kiosk: string, document: KioskDocument): KioskCard | Refusal;
  /** Whoever stood at the kiosk is gone. */
  forgetInputs(kiosk: string): void;
  windowInputs(id: WindowId): WindowInputs;
  rater(window: WindowId): RaterView | null;

  matters(): readonly Matter[];
  openCase(request: OpenCase, asked: Asked): Promise<Done<CaseView> | Refusal>;
  acceptCase(id: CaseId, asked: Asked): Promise<Done<CaseView> | Refusal>;
  supplementCase(
    id: CaseId,
    materials: OpenCase["materials"],
    asked: Asked,
  ): Promise<Done<CaseView> | Refusal>;
  correctCase(
    id: CaseId,
    missing: readonly string[],
    note: string | null,
    asked: Asked,
  ): Promise<Done<CaseView> | Refusal>;
  refuseCase(id: CaseId, reasons: readonly string[], asked: Asked): Promise<Done<CaseView> | Refusal>;
  case(id: CaseId): CaseView | null;
  casesOf(ticket: TicketId): readonly CaseView[];

  visit(token: VisitToken): VisitView | null;
  visitTicket(token: VisitToken): TicketId | null;
  leave(token: VisitToken, asked: Asked): Promise<Done<VisitView> | Refusal>;
  yieldTurn(token: VisitToken, asked: Asked): Promise<Done<VisitView> | Refusal>;

  system(): SystemView;
  /** What whoever works in the hall should see to now, Chinese, a sentence each. */
  notices(): readonly string[];
  /** Who is still here, and where they may be rebooked to. */
  day(): DayView;
  closeDay(request: CloseDay, asked: Asked): Promise<Done<DayClosed> | Refusal>;
  /** Numbers are given again today. */
  reopenDay(asked: Asked): Promise<Done<DayView> | Refusal>;
}

export type WindowCommand =
  | {
      readonly verb: "open";
      readonly window: WindowId;
      readonly staff: StaffId /** A manager may place someone who already holds another window. */;
      readonly placed: boolean;
    }
  | {
      readonly verb:
        | "close"
        | "resume"
        | "call-next"
        | "recall"
        | "start"
        | "finish"
        | "no-show"
        | "call-parked";
      readonly window: WindowId;
    }
  | { readonly verb: "pause" | "park"; readonly window: WindowId; readonly reason: string | null }
  | { readonly verb: "call"; readonly window: WindowId; readonly ticket: TicketId }
  | {
      readonly verb: "sectors";
      readonly window: WindowId;
      /** Null: as its rota says. */
      readonly sectors: readonly QueueId[] | null;
      /** `HH:MM` of today; null: at once. */
      readonly at: string | null;
    }
  /** A pause, or the end, at a set time today. */
  | { readonly verb: "plan"; readonly window: WindowId; readonly plan: PlanWindow }
  | { readonly verb: "withdraw-plan"; readonly window: WindowId; readonly plan: PlanId }
  | {
      readonly verb: "transfer";
      readonly window: WindowId;
      readonly to: { readonly queue: QueueId } | { readonly window: WindowId } | null;
    };
