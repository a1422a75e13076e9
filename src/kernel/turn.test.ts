import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { WindowId } from "../contract/ids.ts";
import { openStore, type Store } from "../store/store.ts";
import { ManualClock } from "./clock.ts";
import { refuse } from "./errors.ts";
import { event } from "./feature.ts";
import { silentLog } from "./log.ts";
import { seededRandom } from "./random.ts";
import { createTurns, type Ledger, type Turns, type Work } from "./turn.ts";

const START = Date.UTC(2026, 10, 23, 1, 0);
const DAY = "2026-11-23";

let folder: string;
let store: Store;
let clock: ManualClock;
/** What memory holds: reasons of the pauses, in the order they were folded. */
let held: string[];
let rebuilds: number;
let commits: HallEvent[][];
let begun: number;
/** Set by a test: the next commit throws this. */
let nextCommit: Error | null;
let turns: Turns;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hall-turn-"));
  store = openStore(folder, { random: seededRandom(1), shape: "test" });
  clock = new ManualClock(START);
  held = [];
  rebuilds = 0;
  commits = [];
  begun = 0;
  nextCommit = null;
  turns = createTurns({
    ledger: watched(store.journal),
    memory: {
      apply: (fact) => void held.push(reasonOf(fact)),
      react: (fact, now) => (reasonOf(fact) === "chain" ? [paused("chained", now.at)] : []),
      rebuild: () => {
        rebuilds++;
        held = journalled();
      },
    },
    clock,
    dayOf: (at) => new Date(at).toISOString().slice(0, 10),
    log: silentLog,
    onCommitted: (facts) => void commits.push([...facts]),
  });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function watched(ledger: Ledger): Ledger {
  return {
    ...ledger,
    begin: () => {
      begun++;
      ledger.begin();
    },
    commit: () => {
      const error = nextCommit;
      nextCommit = null;
      if (error) throw error;
      ledger.commit();
    },
  };
}

const paused = (reason: string, at: number) =>
  event("window.paused", at, { window: "w01" as WindowId, reason });
const reasonOf = (fact: HallEvent) => (fact.type === "window.paused" ? (fact.data.reason ?? "") : fact.type);
const journalled = () => [...store.journal.since(0)].map(reasonOf);
const key = (name: string, fingerprint = "body") => ({ scope: "test", key: name, fingerprint });

function pause(reason: string, over: Partial<Work<string>> = {}): Work<string> {
  return {
    actor: { kind: "system" },
    key: null,
    decide: (now) => [paused(reason, now.at)],
    answer: (facts) => facts.map(reasonOf).join(" "),
    ...over,
  };
}
const broken = new Error("a fault of ours");
const throws = (): never => {
  throw broken;
};

describe("a group", () => {
  test("of commands given in one event-loop turn is one commit, answered in order after it", async () => {
    const answers = await Promise.all(["a", "b", "c"].map((r) => turns.submit(pause(r))));
    expect(answers).toEqual(["a", "b", "c"].map((answer) => ({ answer, fresh: true })));
    expect(begun).toBe(1);
    expect(commits.map((facts) => facts.map(reasonOf))).toEqual([["a", "b", "c"]]);
    await turns.submit(pause("d"));
    expect(begun).toBe(2);
    expect(journalled()).toEqual(["a", "b", "c", "d"]);
    expect(held).toEqual(journalled());
  });

  test("tells nobody before its commit", async () => {
    let known = false;
    const answered = turns.submit(pause("a")).then(() => {
      known = true;
    });
    await Promise.resolve();
    expect(known).toBe(false);
    expect(commits).toEqual([]);
    expect(held).toEqual([]);
    await answered;
    expect(commits).toHaveLength(1);
  });

  test("carries reactions to their end, in the journal as in memory and in the answer", async () => {
    expect(await turns.submit(pause("chain"))).toEqual({ answer: "chain chained", fresh: true });
    expect(journalled()).toEqual(["chain", "chained"]);
    expect(held).toEqual(journalled());
  });

  test("takes outbox marks into the same commit", async () => {
    await Promise.all([
      turns.submit(pause("a")),
      turns.write(() => store.auth.setPasswordHash("s01", "x", 1)),
    ]);
    expect(begun).toBe(1);
    expect(store.auth.passwordHash("s01")).toBe("x");
  });
});

describe("an Idempotency-Key", () => {
  test("used again gives the same answer and does nothing", async () => {
    const first = await turns.submit(pause("a", { key: key("k") }));
    const again = await turns.submit(pause("b", { key: key("k"), decide: throws }));
    expect(first).toEqual({ answer: "a", fresh: true });
    expect(again).toEqual({ answer: "a", fresh: false });
    expect(journalled()).toEqual(["a"]);
  });

  test("used twice within one group gives one effect", async () => {
    const both = await Promise.all([1, 2].map(() => turns.submit(pause("a", { key: key("k") }))));
    expect(both).toEqual([
      { answer: "a", fresh: true },
      { answer: "a", fresh: false },
    ]);
    expect(journalled()).toEqual(["a"]);
  });

  test("with another body is refused, and the first answer stays", async () => {
    await turns.submit(pause("a", { key: key("k") }));
    const other = await turns.submit(pause("b", { key: key("k", "other body") }));
    expect(other).toMatchObject({ refused: "idempotency.mismatch" });
    expect(journalled()).toEqual(["a"]);
    expect(await turns.submit(pause("c", { key: key("k") }))).toEqual({ answer: "a", fresh: false });
  });

  test("of another scope is another key", async () => {
    await turns.submit(pause("a", { key: key("k") }));
    const other = await turns.submit(pause("b", { key: { ...key("k"), scope: "someone else" } }));
    expect(other).toEqual({ answer: "b", fresh: true });
  });

  test("under which something was refused gives the same refusal; a new key is a new wish", async () => {
    const no = { ...refuse("hall.closed", "未到取号时间"), nextOpening: START + 1000 };
    expect(await turns.submit(pause("a", { key: key("k"), decide: () => no }))).toEqual(no);
    expect(await turns.submit(pause("a", { key: key("k") }))).toEqual(no);
    expect(await turns.submit(pause("a", { key: key("k", "other body") }))).toMatchObject({
      refused: "idempotency.mismatch",
    });
    expect(await turns.submit(pause("a", { key: key("k2") }))).toEqual({ answer: "a", fresh: true });
    expect(journalled()).toEqual(["a"]);
  });

  test("of a group whose commit failed is not remembered", async () => {
    nextCommit = new Error("disk full");
    await expect(turns.submit(pause("a", { key: key("k") }))).rejects.toThrow("storage refused");
    expect(await turns.submit(pause("a", { key: key("k") }))).toEqual({ answer: "a", fresh: true });
    expect(journalled()).toEqual(["a"]);
  });
});

test("what the vault took for a refused command is taken back, its neighbours' stays", async () => {
  const kept = (phone: string, refused: boolean) =>
    turns.submit(
      pause(phone, {
        decide: (now) => {
          store.vault.contact(phone, now);
          return refused ? refuse("hall.closed", "") : [paused(phone, now.at)];
        },
      }),
    );
  await Promise.all([kept("+8613800000001", false), kept("+8613800000002", true)]);
  // Purging tells how many phones stand in the vault.
  expect(store.vault.purgePhones("9999-01-01")).toBe(1);
  expect(rebuilds).toBe(0);
});

describe("a fault", () => {
  test("in deciding is the answer of that command alone", async () => {
    const [first, faulty, last] = await Promise.allSettled([
      turns.submit(pause("a")),
      turns.submit(
        pause("b", {
          decide: (now) => {
            store.vault.contact("+8613800000001", now);
            return throws();
          },
        }),
      ),
      turns.submit(pause("c")),
    ]);
    expect(first).toMatchObject({ status: "fulfilled", value: { answer: "a" } });
    expect(faulty).toEqual({ status: "rejected", reason: broken });
    expect(last).toMatchObject({ status: "fulfilled", value: { answer: "c" } });
    expect(journalled()).toEqual(["a", "c"]);
    expect(held).toEqual(["a", "c"]);
    expect(store.vault.purgePhones("9999-01-01")).toBe(0);
  });

  test("in answering takes the command's facts back, out of memory too, and none are announced", async () => {
    const outcomes = await Promise.allSettled([
      turns.submit(pause("a")),
      turns.submit(pause("b", { answer: throws, key: key("k") })),
      turns.submit(pause("c")),
    ]);
    expect(outcomes.map((o) => o.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(rebuilds).toBe(1);
    expect(held).toEqual(["a", "c"]);
    expect(journalled()).toEqual(["a", "c"]);
    expect(commits.flat().map(reasonOf)).toEqual(["a", "c"]);
    expect(await turns.submit(pause("b", { key: key("k") }))).toEqual({ answer: "b", fresh: true });
  });

  test("in an outbox mark is that mark's alone", async () => {
    const [mark, command] = await Promise.allSettled([turns.write(throws), turns.submit(pause("a"))]);
    expect(mark).toEqual({ status: "rejected", reason: broken });
    expect(command.status).toBe("fulfilled");
    expect(journalled()).toEqual(["a"]);
  });

  test("of the commit refuses the whole group; memory is what the journal holds; the next group works", async () => {
    await turns.submit(pause("before"));
    nextCommit = new Error("disk full");
    const outcomes = await Promise.allSettled([
      turns.submit(pause("a")),
      turns.submit(pause("b", { decide: () => refuse("hall.closed", "") })),
      turns.write(() => store.auth.setPasswordHash("s01", "x", 1)),
    ]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "server.storage" } });
    expect(held).toEqual(["before"]);
    expect(journalled()).toEqual(["before"]);
    expect(store.auth.passwordHash("s01")).toBeNull();
    expect(commits).toHaveLength(1);
    await turns.submit(pause("after"));
    expect(held).toEqual(["before", "after"]);
    expect(journalled()).toEqual(held);
  });

  test("a chain of reactions without end is stopped, and only its command fails", async () => {
    const endless = createTurns({
      ledger: { ...store.journal, append: () => {} },
      memory: { apply: () => {}, react: (fact) => [fact], rebuild: () => {} },
      clock,
      dayOf: () => DAY,
      log: silentLog,
      onCommitted: () => {},
    });
    await expect(endless.submit(pause("a"))).rejects.toThrow();
  });
});

test("a clock that jumps back puts no later fact before an earlier one", async () => {
  // ManualClock never goes back; a wall clock that is set right does.
  let reading = START + 5_000;
  const jumping = createTurns({
    ledger: store.journal,
    memory: { apply: () => {}, react: () => [], rebuild: () => {} },
    clock: { now: () => reading, at: () => () => {} },
    dayOf: () => DAY,
    log: silentLog,
    onCommitted: () => {},
  });
  const moments: number[] = [];
  const one = () =>
    jumping.submit(
      pause("b", {
        decide: (now) => {
          moments.push(now.at);
          return [paused("b", now.at)];
        },
      }),
    );
  await one();
  reading = START - 60_000;
  await one();
  reading = START + 9_000;
  await one();
  expect(moments).toEqual([START + 5_000, START + 5_000, START + 9_000]);
  const times = [...store.journal.since(0)].map((f) => f.at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test("stopping commits what was given and refuses what comes after", async () => {
  const given = turns.submit(pause("a"));
  const stopped = turns.stop();
  expect(await turns.submit(pause("b"))).toMatchObject({ refused: "hall.stopping" });
  await stopped;
  expect(await given).toEqual({ answer: "a", fresh: true });
  expect(journalled()).toEqual(["a"]);
});
