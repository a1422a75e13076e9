import { describe, expect, it } from "vitest";
import type { PrintDocument, PrintOutcome } from "../contract/print.ts";
import { ManualClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { type DueJob, PrintWorker } from "./print-worker.ts";

const PAPER: PrintDocument = { title: "slip", lines: [] };
const PRINTED: PrintOutcome = { printed: true, nearEnd: false };
type Kept = DueJob & { state: string; reason: string | null; nextAt: number; attempts: number };

/** A print outbox in memory with the store's rules, and a printer that does as told. */
function setUp(jobs: Partial<Kept>[], render: (job: DueJob) => PrintDocument | null = () => PAPER) {
  const clock = new ManualClock(10_000_000);
  const kept: Kept[] = jobs.map((job, i) => ({
    id: i + 1,
    printer: "p1",
    state: "pending",
    attempts: 0,
    at: clock.now(),
    reason: null,
    nextAt: 0,
    ...job,
  }));
  const find = (id: number) => kept.find((k) => k.id === id) as Kept;
  const story: string[] = [];
  const asked: { printer: string; handed: () => void; settle: (outcome: PrintOutcome) => void }[] = [];
  const worker = new PrintWorker<Kept>({
    outbox: {
      due: (now) => kept.filter((k) => ["pending", "handed"].includes(k.state) && k.nextAt <= now),
      markPrinting: (id) => {
        find(id).state = "printing";
        find(id).attempts++;
      },
      mark: (id, state, reason) => {
        Object.assign(find(id), { state, reason });
        story.push(`${id} ${state}`);
      },
      retry: (id, at, reason) => Object.assign(find(id), { state: "pending", nextAt: at, reason }),
      supersede: (job) => void story.push(`superseded by ${job.id}`),
    },
    write: async (write) => {
      await Promise.resolve();
      write();
    },
    render,
    print: (printer, _, { handed }) => new Promise((settle) => asked.push({ printer, handed, settle })),
    clock,
    log: silentLog,
    onChanged: () => {},
  });
  return { clock, kept, story, asked, worker };
}
const settled = async () => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};
const failing = (trouble: "paper-out" | "line-down" | "no-answer", begun = false): PrintOutcome => ({
  printed: false,
  trouble,
  detail: trouble,
  begun,
});

describe("the print worker", () => {
  it("commits printing before the first byte, handed after the last, printed at the printer's word", async () => {
    const { kept, asked, worker, story } = setUp([{}]);
    worker.start();
    await settled();
    expect(kept[0]).toMatchObject({ state: "printing", attempts: 1 });
    asked[0]?.handed();
    await settled();
    expect(kept[0]?.state).toBe("handed");
    asked[0]?.settle(PRINTED);
    await settled();
    expect(story).toEqual(["1 handed", "1 printed", "superseded by 1"]);
    await worker.stop();
  });

  it("does not print again what had been handed over before a restart", async () => {
    const { kept, asked, worker } = setUp([{ state: "handed" }]);
    worker.start();
    await settled();
    expect(asked).toHaveLength(0);
    expect(kept[0]?.state).toBe("printed");
    await worker.stop();
  });

  it("prints one job at a time on a printer, and on two printers side by side", async () => {
    const { asked, worker } = setUp([{}, {}, { printer: "p2" }]);
    worker.start();
    await settled();
    expect(asked.map((a) => a.printer)).toEqual(["p1", "p2"]);
    asked[0]?.settle(PRINTED);
    await settled();
    expect(asked.map((a) => a.printer)).toEqual(["p1", "p2", "p1"]);
    for (const { settle } of asked) settle(PRINTED);
    await worker.stop();
  });

  it("fails at once on what only a person can mend", async () => {
    const { kept, asked, worker } = setUp([{}]);
    worker.start();
    await settled();
    asked[0]?.settle(failing("paper-out"));
    await settled();
    expect(kept[0]).toMatchObject({ state: "failed", reason: "paper-out" });
    await worker.stop();
  });

  it("tries again what may pass by itself, for some seconds, and then says so", async () => {
    const { clock, kept, asked, worker } = setUp([{}]);
    worker.start();
    for (let i = 0; i < 20 && kept[0]?.state !== "failed"; i++) {
      await settled();
      asked[i]?.settle(failing("line-down"));
      await settled();
      clock.advance(1_500);
      worker.wake();
    }
    expect(kept[0]).toMatchObject({ state: "failed", reason: "line-down" });
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(12);
    await worker.stop();
  });

  it("never repeats by itself a slip of which some may be on paper", async () => {
    const { kept, asked, worker } = setUp([{}]);
    worker.start();
    await settled();
    asked[0]?.settle(failing("line-down", true));
    await settled();
    expect(kept[0]).toMatchObject({ state: "failed", reason: "line-down" });
    await worker.stop();
  });

  it("does not print what is too old or no longer there, and a fault of ours is a failed job", async () => {
    const { kept, asked, worker } = setUp([{ at: 0 }, { printer: "p2" }, { printer: "p3" }], (job) => {
      if (job.printer === "p3") throw new Error("cannot be rendered");
      return null;
    });
    worker.start();
    await settled();
    expect(asked).toHaveLength(0);
    expect(kept.map((k) => k.state)).toEqual(["failed", "failed", "failed"]);
    await worker.stop();
  });
});
