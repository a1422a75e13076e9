import { beforeEach, describe, expect, test } from "vitest";
import type { PrintDocument, PrintOutcome, PrintTrouble } from "../contract/print.ts";
import { ManualClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { PrintWorker } from "./print-worker.ts";

interface Job {
  readonly id: number;
  readonly printer: string;
  readonly state: string;
  readonly attempts: number;
  readonly at: number;
  readonly reason: string | null;
  readonly nextAt: number;
}

const PAPER: PrintDocument = { title: "小票 Z001", lines: [] };
const OK: PrintOutcome = { printed: true, nearEnd: false };
const trouble = (name: PrintTrouble, begun = false): PrintOutcome => ({
  printed: false,
  trouble: name,
  detail: "",
  begun,
});

let clock: ManualClock;
let jobs: Job[];
/** What happened, in order. */
let log: string[];
/** What the printer does with each job; the last one is kept. */
let answers: (PrintOutcome | Error | "hold")[];
let held: ((outcome: PrintOutcome) => void)[];
let document: PrintDocument | null;
let worker: PrintWorker<Job>;
/** Who may print a job, and since when those that can't can't. */
let chain: readonly string[] | null;
let off: Map<string, number>;

beforeEach(() => {
  clock = new ManualClock(1_000_000);
  jobs = [];
  log = [];
  answers = [OK];
  held = [];
  document = PAPER;
  chain = null;
  off = new Map();
  worker = make();
});

const change = (id: number, over: Partial<Job>) => {
  jobs = jobs.map((j) => (j.id === id ? { ...j, ...over } : j));
};
const add = (id: number, over: Partial<Job> = {}) => {
  const made = { id, printer: "p1", state: "pending", attempts: 0, at: clock.now(), reason: null };
  jobs.push({ ...made, nextAt: clock.now(), ...over });
};
function make() {
  return new PrintWorker<Job>({
    outbox: {
      due: (now) => jobs.filter((j) => ["pending", "handed"].includes(j.state) && j.nextAt <= now),
      nextDue: () => {
        const times = jobs.filter((j) => ["pending", "handed"].includes(j.state)).map((j) => j.nextAt);
        return times.length > 0 ? Math.min(...times) : null;
      },
      markPrinting: (id, printer) => {
        log.push(chain ? `${id} printing on ${printer}` : `${id} printing`);
        change(id, { state: "printing", attempts: 1 });
      },
      mark: (id, state, reason) => {
        log.push(`${id} ${state}${reason ? ` ${reason}` : ""}`);
        change(id, { state, reason });
      },
      retry: (id, at, reason, begun) => {
        log.push(`${id} retry ${reason}${begun ? " begun" : ""}`);
        change(id, { state: "pending", nextAt: at, reason });
      },
      supersede: (job) => void log.push(`${job.id} supersedes`),
    },
    write: async (write) => {
      await Promise.resolve();
      write();
    },
    render: () => document,
    printersFor: (job) => chain ?? [job.printer],
    standing: (printer) => {
      const since = off.get(printer);
      return since === undefined
        ? { usable: true, since: 0, reason: null }
        : { usable: false, since, reason: "打印机缺纸" };
    },
    print: (printer, _document, { handed }) => {
      log.push(`bytes to ${printer}`);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) return Promise.reject(answer);
      if (answer === "hold" || answer === undefined) return new Promise((resolve) => held.push(resolve));
      if (answer.printed) handed();
      return Promise.resolve(answer);
    },
    clock,
    log: silentLog,
    onChanged: (job) => void log.push(`${job.id} told`),
  });
}
const settled = async () => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};

describe("a job", () => {
  test("is marked printing before the first byte, handed after the last, printed on the printer's word", async () => {
    add(1);
    worker.start();
    await settled();
    expect(log).toEqual(["1 printing", "bytes to p1", "1 handed", "1 printed", "1 supersedes", "1 told"]);
  });

  test("of one printer waits for the one before it; another printer's does not", async () => {
    answers = ["hold"];
    add(1);
    add(2);
    add(3, { printer: "p2" });
    worker.start();
    await settled();
    expect(log.filter((l) => l.startsWith("bytes"))).toEqual(["bytes to p1", "bytes to p2"]);
    held[0]?.(OK);
    await settled();
    expect(log.filter((l) => l.startsWith("bytes"))).toEqual(["bytes to p1", "bytes to p2", "bytes to p1"]);
    for (const end of held) end(OK);
    await settled();
    expect(jobs.map((j) => j.state)).toEqual(["printed", "printed", "printed"]);
  });

  test("that was handed over when the server stopped counts as printed and is not printed again", async () => {
    add(1, { state: "handed", attempts: 1 });
    worker.start();
    await settled();
    expect(log).toEqual(["1 printed", "1 told"]);
  });

  test("left in printing by a pulled plug is not taken up before the store has recovered it", async () => {
    add(1, { state: "printing", attempts: 1 });
    worker.start();
    await settled();
    expect(log).toEqual([]);
    change(1, { state: "pending" });
    worker.wake();
    await settled();
    expect(jobs[0]?.state).toBe("printed");
  });
});

describe("trouble", () => {
  test.each(["line-down", "no-answer", "offline"] as const)(
    "%s may pass: it is tried again, then failed when nobody would wait longer",
    async (name) => {
      answers = [trouble(name)];
      add(1);
      worker.start();
      await settled();
      expect(log).toEqual(["1 printing", "bytes to p1", `1 retry ${name}`, "1 told"]);
      for (let second = 0; second < 20; second++) {
        clock.advance(1_000);
        await settled();
      }
      const tries = log.filter((l) => l.startsWith("bytes")).length;
      expect(tries).toBeGreaterThan(3);
      expect(tries).toBeLessThan(12);
      expect(jobs[0]).toMatchObject({ state: "failed", reason: name });
    },
  );

  test("passing is forgotten once it prints", async () => {
    answers = [trouble("line-down"), OK];
    add(1);
    worker.start();
    await settled();
    clock.advance(1_500);
    await settled();
    expect(jobs[0]?.state).toBe("printed");
  });

  test.each(["paper-out", "cover-open", "cutter", "error", "unknown-printer"] as const)(
    "%s fails at once: a person must act",
    async (name) => {
      answers = [trouble(name)];
      add(1);
      worker.start();
      await settled();
      expect(log).toEqual(["1 printing", "bytes to p1", `1 failed ${name}`, "1 told"]);
    },
  );

  test("after some bytes went out is never tried again by itself: half a paper may lie there", async () => {
    answers = [trouble("line-down", true)];
    add(1);
    worker.start();
    await settled();
    expect(jobs[0]).toMatchObject({ state: "failed", reason: "line-down" });
  });

  test("of one job does not hold up the next", async () => {
    answers = [trouble("paper-out"), OK];
    add(1);
    add(2);
    worker.start();
    await settled();
    expect(jobs.map((j) => j.state)).toEqual(["failed", "printed"]);
  });

  test("of our own is seen as a failure, once, and the printer goes on", async () => {
    answers = [new Error("a fault of ours"), OK];
    add(1);
    add(2);
    worker.start();
    await settled();
    expect(jobs.map((j) => [j.state, j.reason])).toEqual([
      ["failed", "error"],
      ["printed", null],
    ]);
  });
});

test("what was asked for before a long power cut is not printed for nobody", async () => {
  add(1, { at: clock.now() - 31 * 60_000 });
  add(2, { at: clock.now() - 29 * 60_000 });
  worker.start();
  await settled();
  expect(log.filter((l) => l.startsWith("bytes"))).toHaveLength(1);
  expect(jobs.map((j) => j.state)).toEqual(["failed", "printed"]);
});

test("a paper whose ticket is gone fails with words", async () => {
  document = null;
  add(1);
  worker.start();
  await settled();
  expect(log).toEqual(["1 failed 内容已不在", "1 told"]);
});

test("stopping waits for the paper in the printer and begins no other", async () => {
  answers = ["hold"];
  add(1);
  add(2);
  worker.start();
  await settled();
  let stopped = false;
  const stop = worker.stop().then(() => {
    stopped = true;
  });
  await settled();
  expect(stopped).toBe(false);
  held[0]?.(OK);
  await stop;
  await settled();
  expect(jobs.map((j) => j.state)).toEqual(["printed", "pending"]);
});

describe("a printer that takes over", () => {
  beforeEach(() => {
    chain = ["p1", "p2"];
  });
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };

  test("prints at once when the first has been out of paper for longer than a moment, and the job says why", async () => {
    off.set("p1", clock.now() - 60_000);
    add(1);
    worker.start();
    await settled();
    expect(log).toContain("bytes to p2");
    expect(log).not.toContain("bytes to p1");
    expect(log).toContain("1 printed 打印机缺纸");
  });

  test("waits a moment for whoever changes the paper, then prints; the first, back in time, prints itself", async () => {
    off.set("p1", clock.now());
    add(1);
    worker.start();
    await settled();
    await advance(2_900);
    expect(log).toEqual([]);
    await advance(200);
    expect(log).toContain("1 printing on p2");

    off.set("p1", clock.now());
    log = [];
    add(2);
    worker.wake();
    await advance(1_000);
    off.delete("p1");
    await advance(2_500);
    expect(log.filter((l) => l.startsWith("bytes"))).toEqual(["bytes to p1"]);
    expect(log).toContain("2 printed");
  });

  test("takes over a job whose printer turns out to have no paper, before anything was printed", async () => {
    answers = [trouble("paper-out"), OK];
    add(1);
    worker.start();
    await settled();
    off.set("p1", clock.now());
    expect(log).toContain("1 retry paper-out");
    await advance(1_500);
    await advance(1_500);
    expect(log.filter((l) => l.startsWith("bytes"))).toEqual(["bytes to p1", "bytes to p2"]);
    expect(log).toContain("1 printed 打印机缺纸");
  });

  test("prints the whole of a slip that the first began and said it did not finish, as begun", async () => {
    answers = [trouble("paper-out", true), OK];
    add(1);
    worker.start();
    await settled();
    off.set("p1", clock.now());
    expect(log).toContain("1 retry paper-out begun");
    await advance(1_500);
    await advance(1_500);
    expect(log).toContain("bytes to p2");
  });

  test.each(["line-down", "no-answer", "cutter", "unrecoverable"] as const)(
    "never prints what may be on paper already: the first began and then %s",
    async (name) => {
      answers = [trouble(name, true), OK];
      off.set("p1", Number.MAX_SAFE_INTEGER);
      off.clear();
      add(1);
      worker.start();
      await settled();
      off.set("p1", clock.now());
      await advance(20_000);
      expect(log.filter((l) => l.startsWith("bytes"))).toEqual(["bytes to p1"]);
      expect(log).toContain(`1 failed ${name}`);
    },
  );

  test("none can print: the job fails for the reason of its own printer", async () => {
    off.set("p1", 0);
    off.set("p2", 0);
    answers = [trouble("paper-out")];
    add(1);
    worker.start();
    await settled();
    expect(log).toContain("1 failed paper-out");
    expect(log.filter((l) => l.startsWith("bytes"))).toEqual(["bytes to p1"]);
  });

  test("a job that waited through a restart has its printer's line opened first", async () => {
    chain = null;
    answers = [trouble("line-down"), OK];
    add(1, { at: clock.now() - 600_000 });
    worker.start();
    await settled();
    expect(log).toContain("1 retry line-down");
    await advance(1_600);
    expect(log).toContain("1 printed");
  });
});
