import type { Answer } from "./hall-process.ts";
import type { KnownState, KnownTicket, Model, WireTicket } from "./model.ts";
import type { Dice } from "./random.ts";

/** One thing asked of the hall under its own key, and what it means for the model once acknowledged. */
export interface Command {
  readonly name: string;
  readonly path: string;
  readonly method: "POST" | "DELETE";
  readonly body: object;
  readonly key: string;
  /** Runs once, with the first 2xx answer. */
  readonly done: (answer: Answer) => void;
  /** States a ticket may be found in if this took effect without an answer. */
  readonly may: (ticket: KnownTicket) => readonly KnownState[];
}

interface WindowWire {
  readonly ticket: WireTicket | null;
}

export interface Commands {
  /** The next thing an issuing kiosk does. */
  issue(): Command;
  /** The next thing the clerk at this window does. */
  atWindow(id: string): Command;
  /** Cancels somebody who waits where nobody calls, or lets somebody missed rejoin; null: nobody to do it to. */
  atDesk(): Command | null;
}

const never = () => [];

export function createCommands({ model, dice }: { readonly model: Model; readonly dice: Dice }): Commands {
  let keys = 0;
  let phones = 0;
  const nextKey = () => `crash-${++keys}`;

  const issueInto = (queue: string): Command => {
    const phone = dice.chance(0.35) ? `139${String(10_000_000 + ++phones).slice(-8)}` : null;
    const slip = dice.chance(0.12);
    return {
      name: `issue ${queue}`,
      method: "POST",
      path: "/tickets",
      body: { queue, ...(phone ? { phone } : {}), ...(slip ? { kiosk: "k1", channel: "kiosk" } : {}) },
      key: nextKey(),
      done: ({ json }) => void model.issued(json as WireTicket, phone, slip),
      may: never,
    };
  };

  const post = (
    window: string,
    verb: string,
    body: object,
    may: Command["may"],
    done: Command["done"],
  ): Command => ({
    name: `${window} ${verb}`,
    method: "POST",
    path: `/windows/${window}/${verb}`,
    body,
    key: nextKey(),
    may,
    done,
  });

  const callNext = (id: string): Command => {
    const before = model.window(id).ticket;
    const may = (t: KnownTicket): KnownState[] => {
      if (t === before) return ["served"];
      return t.state === "waiting" && t.queue === "comprehensive" ? ["called"] : [];
    };
    return post(id, "call-next", {}, may, ({ json }) => model.called(id, (json as WindowWire).ticket));
  };

  /** A move of the person now at the window. */
  const conclude = (id: string, verb: string, body: object, to: KnownState, done: () => void): Command => {
    const present = model.window(id).ticket;
    return post(id, verb, body, (t) => (t === present ? [to] : []), done);
  };

  const start = (id: string) =>
    conclude(id, "start", {}, "serving", () => {
      const window = model.window(id);
      window.state = "serving";
      if (window.ticket) model.move(window.ticket, "serving");
    });
  const transfer = (id: string) =>
    conclude(id, "transfer", { queue: "complaint" }, "waiting", () => {
      const ticket = model.window(id).ticket;
      model.leaves(id, "waiting");
      if (ticket) model.waitsAgain(ticket, "complaint");
    });

  const whenCalling = (id: string): Command => {
    const throwOf = dice.next();
    if (throwOf < 0.55) return start(id);
    if (throwOf < 0.7) return post(id, "recall", {}, never, () => {});
    if (throwOf < 0.85) return conclude(id, "no-show", {}, "missed", () => model.leaves(id, "missed"));
    return callNext(id);
  };
  const whenServing = (id: string): Command => {
    const throwOf = dice.next();
    if (throwOf < 0.4) return conclude(id, "finish", {}, "served", () => model.leaves(id, "served"));
    if (throwOf < 0.7) return callNext(id);
    if (throwOf < 0.85)
      return conclude(id, "park", { reason: "去复印" }, "parked", () => model.leaves(id, "parked"));
    return transfer(id);
  };
  const whenIdle = (id: string): Command => {
    const window = model.window(id);
    const parked = model.inState("parked").filter((t) => t.window === id);
    if (dice.chance(0.06)) {
      return post(id, "pause", { reason: "盘点" }, never, () => {
        window.state = "paused";
      });
    }
    if (parked.length > 2) {
      const ticket = parked[0] as KnownTicket;
      return post(
        id,
        "call",
        { ticket: ticket.id },
        (t) => (t === ticket ? ["called"] : []),
        () => model.called(id, ticket),
      );
    }
    return callNext(id);
  };

  const cancel = (ticket: KnownTicket): Command => ({
    name: `cancel ${ticket.number}`,
    method: "DELETE",
    path: `/tickets/${ticket.id}`,
    body: {},
    key: nextKey(),
    done: () => model.move(ticket, "cancelled"),
    may: (t) => (t === ticket ? ["cancelled"] : []),
  });
  const rejoin = (ticket: KnownTicket): Command => ({
    name: `rejoin ${ticket.number}`,
    method: "POST",
    path: `/tickets/${ticket.id}/rejoin`,
    body: {},
    key: nextKey(),
    // Once waiting again, a window may call it in the same breath, and its answer may be read first.
    done: () => (ticket.state === "missed" ? model.waitsAgain(ticket, ticket.queue) : void ticket.legs++),
    may: (t) => (t === ticket ? ["waiting", "called"] : []),
  });

  return {
    issue: () => {
      if (dice.chance(0.2)) return issueInto("property");
      return issueInto(model.inState("waiting", "comprehensive").length < 25 ? "comprehensive" : "complaint");
    },
    atWindow: (id) => {
      const { state } = model.window(id);
      if (state === "calling") return whenCalling(id);
      if (state === "serving") return whenServing(id);
      if (state === "idle") return whenIdle(id);
      return post(id, "resume", {}, never, () => {
        model.window(id).state = "idle";
      });
    },
    atDesk: () => {
      const complaints = model.inState("waiting", "complaint");
      const missed = model.inState("missed", "comprehensive");
      if (missed.length > 0 && dice.chance(0.3)) return rejoin(dice.pick(missed));
      if (complaints.length > 3) return cancel(dice.pick(complaints));
      return null;
    },
  };
}
