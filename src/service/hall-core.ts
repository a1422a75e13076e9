import { hallPicture } from "../announce/picture.ts";
import { booking } from "../booking/booking.ts";
import { overbooked } from "../booking/state.ts";
import type { HallEvent } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { HallPicture } from "../contract/picture.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Outlook } from "../dispatcher/outlook.ts";
import { removedWindows } from "../dispatcher/removed.ts";
import { type DispatcherState, ruleOf } from "../dispatcher/state.ts";
import { callableAt } from "../dispatcher/take-over.ts";
import { rotaToday } from "../dispatcher/today/breaks.ts";
import type { CaseRecord } from "../intake/case-state.ts";
import { stateOf } from "../intake/case-state.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { Random } from "../kernel/random.ts";
import { type DueSource, Scheduler } from "../kernel/scheduler.ts";
import { createTurns, type Ledger } from "../kernel/turn.ts";
import { rating } from "../rating/rating.ts";
import type { Store } from "../store/store.ts";
import { zoneNames } from "../views/hall-views.ts";
import { strandedWords } from "../views/stranded.ts";
import { issuedView, type TicketReads, ticketView } from "../views/ticket-view.ts";
import { type WindowReads, windowView } from "../views/window-view.ts";
import { createAnnouncer } from "./announcer.ts";
import { createDayKeeper } from "./day-keeper.ts";
import { createMemory } from "./memory.ts";
import { printerName } from "./printers.ts";
import { createRotaKeeper } from "./rota-keeper.ts";
import { rulesOf } from "./rules.ts";
import { createStrandedKeeper } from "./stranded-keeper.ts";

const DAY = 86_400_000;

export interface CoreNeeds {
  readonly config: HallConfig;
  readonly matters: readonly Matter[];
  readonly store: Store;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly outlook: Outlook;
  readonly statusUrl: (token: VisitToken) => string;
  /** After each commit, with the facts it brought. */
  readonly onCommitted: (facts: readonly HallEvent[]) => void;
}

export type HallCore = ReturnType<typeof createCore>;

/** The hall's memory, journal, turns and scheduler, with the reads over them; no device, page or provider. */
export function createCore(needs: CoreNeeds) {
  const { config, store, calendar, clock, random, log, outlook } = needs;
  const link = config.publicUrl === undefined ? null : needs.statusUrl;
  const matters = { offered: needs.matters, earlier: store.caseFiles.keptMatters() };
  const rules = rulesOf(config, matters, link, calendar);
  const memory = createMemory({ rules, outlook, journal: store.journal, snapshots: store.snapshots });
  const rota = rotaToday(rules.dispatcher.rota, () => memory.states.dispatcher.plans);
  let picture: HallPicture | null = null;
  const turns = createTurns({
    ledger: withCaseFiles(store, () => memory.states.intake.cases, needs.matters),
    memory,
    clock,
    dayOf: calendar.day,
    log,
    onCommitted: (facts) => {
      picture = null;
      needs.onCommitted(facts);
      scheduler.look();
    },
  });
  const dueRating: DueSource = {
    name: "rating",
    nextDue: () => rating.nextDue(memory.states.rating),
    run: async () => {
      await turns.submit({
        actor: { kind: "system" },
        key: null,
        decide: (now) => rating.decide(memory.states.rating, { type: "due" }, now),
        answer: () => null,
      });
    },
  };
  const dueBooking: DueSource = {
    name: "booking",
    nextDue: () => booking.nextDue(memory.states.booking),
    run: async () => {
      await turns.submit({
        actor: { kind: "system" },
        key: null,
        decide: (now) => booking.decide(memory.states.booking, { type: "due" }, now),
        answer: () => null,
      });
    },
  };
  const day = createDayKeeper({ memory, turns, calendar, clock, onEnded });
  const rotaKeeper = createRotaKeeper({ memory, turns, rota, clock });
  const announcer = createAnnouncer({ memory, turns, clock });
  const strandedKeeper = createStrandedKeeper({
    memory,
    turns,
    clock,
    told: (lane, now) =>
      strandedWords(
        { dispatcher: memory.states.dispatcher, calendar, rota, matterName, dateText },
        lane,
        now,
      ),
  });
  const scheduler = new Scheduler({
    clock,
    sources: [day, dueRating, dueBooking, rotaKeeper, announcer, strandedKeeper],
    onFault: (name, error) =>
      log.error({ scope: "scheduler", source: name, cause: String(error) }, "due work failed"),
  });
  const zones = zoneNames(config);
  const named = new Set(config.sectors.filter((s) => s.realName === "required").map((s) => s.id));
  const staffName = (id: string) => config.staff.find((s) => s.id === id)?.name ?? id;
  const zoneOf = (queue: string) => zones.get(queue) ?? "大厅";
  const matterName = (id: string) => memory.states.intake.offered.get(id)?.name ?? id;
  const dateText = (at: number) => `${rules.booking.date(at)}${rules.booking.clock(at)}`;

  /** The config has lost windows that stood open. */
  function closeRemoved(): void {
    turns
      .submit({
        actor: { kind: "system" },
        key: null,
        decide: (now) => dispatcher.decide(memory.states.dispatcher, { type: "close-removed" }, now),
        answer: () => null,
      })
      .catch((error: unknown) =>
        log.error({ scope: "start", cause: String(error) }, "removed windows stay open"),
      );
  }

  /** A new day: memory is small, so it is kept; what is old enough to be forgotten is. */
  async function onEnded(today: string): Promise<void> {
    const now = clock.now();
    let purged = 0;
    await turns.write(() => {
      memory.save(now);
      const keptFrom = calendar.day(now - config.privacy.keepPhonesDays * DAY);
      purged = store.vault.purgePhones(keptFrom);
      purged += store.vault.purgeIdentities(now - config.privacy.keepPhonesDays * DAY);
      store.forgetKeys(now - 2 * DAY);
      log.info({ scope: "day", day: today, purgedNumbers: purged }, "a new day begins");
    });
    if (purged > 0) store.emptyLog();
  }

  const ticketReads = (): TicketReads => ({
    tickets: store.tickets,
    messages: store.messages,
    prints: store.prints,
    dispatcher: memory.states.dispatcher,
    outlook,
    staffName,
    zoneOf,
    iso: calendar.iso,
    statusUrl: needs.statusUrl,
    printerName: (id) => printerName(config, id),
    matterName,
    needsIdentity: (queue) => named.has(queue),
  });
  const windowReads = (): WindowReads => ({
    dispatcher: memory.states.dispatcher,
    kindOf: (id) => config.windows.find((w) => w.id === id)?.kind ?? "acceptance",
    staffName,
    iso: calendar.iso,
    rota,
    calendar,
    reminderMs: config.policy.breakReminderMinutes * 60_000,
    now: () => clock.now(),
  });
  return {
    config,
    memory,
    outlook,
    turns,
    calendar,
    rota,
    clock,
    random,
    store,
    scheduler,
    zoneOf,
    matterName,
    dateText,
    ticketView: (id: TicketId, now: number) => ticketView(ticketReads(), id, now),
    issuedView: (fact: HallEvent<"ticket.issued">, now: number) => issuedView(ticketReads(), fact, now),
    windowView: (id: WindowId) => windowView(windowReads(), id),
    windowReads,
    /** The picture of the last commit, made once however many look at it. */
    picture: (): HallPicture => {
      const minutes = (queue: QueueId) =>
        outlook.ofQueue(memory.states.dispatcher, queue, clock.now())?.minutes ?? null;
      picture ??= withCallable(
        hallPicture(memory.states.announce, minutes, calendar.iso),
        memory.states.dispatcher,
        clock.now(),
      );
      return picture;
    },
    /** Effects without new facts: a row of an outbox is wanted again. */
    outboxChanged: (): void => needs.onCommitted([]),
    /** Time passed without a commit: minutes of waiting may have changed. */
    forgetPicture: (): void => {
      picture = null;
    },
    /** Folds the journal and takes up what a stop or a pulled plug interrupted. */
    start: (): { folded: number; messages: number; prints: number } => {
      const folded = memory.load();
      turns.resume(store.journal.lastAt() ?? 0);
      for (const { queue, slot, booked, quota } of overbooked(memory.states.booking))
        log.warn(
          { scope: "booking", sector: queue, slot: calendar.iso(slot), booked, quota },
          "more people are booked than the config has places; they are honoured",
        );
      if (removedWindows(memory.states.dispatcher).length > 0) closeRemoved();
      const messages = store.messages.recover();
      const prints = store.prints.recover();
      scheduler.start();
      return { folded, messages, prints };
    },
    stop: async (): Promise<void> => {
      scheduler.stop();
      await turns.stop();
    },
  };
}

/** Announce counts who waits in a window's sectors; who may be called only elsewhere is the dispatcher's to know. */
function withCallable(picture: HallPicture, dispatcher: DispatcherState, now: number): HallPicture {
  const waiting = (id: WindowId) => {
    const rule = ruleOf(dispatcher, id);
    return rule ? callableAt(dispatcher, rule, now) : 0;
  };
  return { ...picture, windows: picture.windows.map((w) => ({ ...w, waiting: waiting(w.id) })) };
}

/** Keeps each case's file in the same transaction as its facts, with the matter version it is pinned to. */
function withCaseFiles(
  store: Store,
  cases: () => ReadonlyMap<string, CaseRecord>,
  matters: readonly Matter[],
): Ledger {
  const { journal, caseFiles } = store;
  return {
    ...journal,
    append: (fact, actor) => {
      if (fact.type === "case.opened") {
        const matter = matters.find((m) => m.id === fact.data.matter);
        if (matter) caseFiles.keepMatter(matter);
      }
      journal.append(fact, actor);
      if (!fact.type.startsWith("case.") || !("case" in fact.data)) return;
      const record = fact.data.case === null ? undefined : cases().get(fact.data.case);
      const openedAt = record?.actions[0]?.at;
      if (record && openedAt !== undefined) caseFiles.put(record, stateOf(record.actions), openedAt);
    },
  };
}
