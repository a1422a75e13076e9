/** What the client knows from answers alone: the yardstick that a restarted hall is held against. */
export type KnownState = "waiting" | "called" | "serving" | "parked" | "missed" | "served" | "cancelled";

export interface KnownTicket {
  readonly id: string;
  readonly number: string;
  phone: string | null;
  /** Whether a slip was asked for. */
  slip: boolean;
  queue: string;
  state: KnownState;
  window: string | null;
  /** Calls by window: each may bring one SMS. */
  readonly calls: Map<string, number>;
  legs: number;
}

export interface KnownWindow {
  readonly id: string;
  state: "idle" | "calling" | "serving" | "paused";
  ticket: KnownTicket | null;
}

export interface WireTicket {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly queue: string;
  readonly window: { readonly id: string } | null;
  readonly slip: { readonly state: string; readonly reason?: string } | null;
  readonly messages: readonly {
    readonly kind: string;
    readonly state: string;
    readonly leg: number;
    readonly reason?: string;
  }[];
}

export class Model {
  readonly tickets = new Map<string, KnownTicket>();
  readonly windows = new Map<string, KnownWindow>();
  /** Tickets whose state changed since the last check. */
  readonly touched = new Set<KnownTicket>();

  readonly #byNumber = new Map<string, string>();

  addWindow(id: string): void {
    this.windows.set(id, { id, state: "idle", ticket: null });
  }

  window(id: string): KnownWindow {
    const window = this.windows.get(id);
    if (!window) throw new Error(`the model has no window ${id}`);
    return window;
  }

  /** An acknowledged issue; throws when the number was given before. */
  issued(wire: WireTicket, phone: string | null, slip: boolean): KnownTicket {
    const ticket = this.#meet(wire);
    ticket.phone = phone;
    ticket.slip = slip;
    return ticket;
  }

  /** A window's answer may name a ticket a moment before the issuing kiosk read its own. */
  #meet(wire: Pick<WireTicket, "id" | "number" | "queue">): KnownTicket {
    const known = this.tickets.get(wire.id);
    if (known) return known;
    const twin = this.#byNumber.get(wire.number);
    if (twin !== undefined) throw new Error(`number ${wire.number} was given to ${twin} and to ${wire.id}`);
    const ticket: KnownTicket = {
      id: wire.id,
      number: wire.number,
      phone: null,
      slip: false,
      queue: wire.queue,
      state: "waiting",
      window: null,
      calls: new Map(),
      legs: 1,
    };
    this.tickets.set(wire.id, ticket);
    this.#byNumber.set(wire.number, wire.id);
    this.touched.add(ticket);
    return ticket;
  }

  move(ticket: KnownTicket, state: KnownState, window: string | null = ticket.window): void {
    ticket.state = state;
    ticket.window = window;
    this.touched.add(ticket);
  }

  called(windowId: string, wire: Pick<WireTicket, "id" | "number" | "queue"> | null): void {
    const window = this.window(windowId);
    if (window.ticket && (window.state === "calling" || window.state === "serving"))
      this.move(window.ticket, "served");
    window.ticket = null;
    window.state = "idle";
    if (wire === null) return;
    const ticket = this.#meet(wire);
    if (ticket.state !== "waiting" && ticket.state !== "parked" && ticket.state !== "missed") {
      throw new Error(`${windowId} called ${ticket.number}, which was ${ticket.state} at ${ticket.window}`);
    }
    this.move(ticket, "called", windowId);
    ticket.calls.set(windowId, (ticket.calls.get(windowId) ?? 0) + 1);
    window.ticket = ticket;
    window.state = "calling";
  }

  /** What a window does with the person before it. */
  leaves(windowId: string, state: KnownState): void {
    const window = this.window(windowId);
    if (window.ticket) this.move(window.ticket, state);
    window.ticket = null;
    window.state = "idle";
  }

  waitsAgain(ticket: KnownTicket, queue: string): void {
    ticket.queue = queue;
    ticket.legs++;
    this.move(ticket, "waiting", null);
  }

  inState(state: KnownState, queue?: string): KnownTicket[] {
    return [...this.tickets.values()].filter(
      (t) => t.state === state && (queue === undefined || t.queue === queue),
    );
  }
}
