import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "./clock.ts";
import { type DueSource, Scheduler } from "./scheduler.ts";

const START = 1_000_000;
let clock: ManualClock;
let faults: string[];
beforeEach(() => {
  clock = new ManualClock(START);
  faults = [];
});

/** A source whose due time a test sets; it runs when told to, and notes when. */
function source(
  name: string,
  due: number | null,
  run: (self: { due: number | null }) => Promise<void> | void,
) {
  const self = { due, ranAt: [] as number[] };
  const made: DueSource = {
    name,
    nextDue: () => self.due,
    run: async () => {
      self.ranAt.push(clock.now());
      await run(self);
    },
  };
  return Object.assign(self, { source: made });
}
const scheduler = (...sources: { source: DueSource }[]) =>
  new Scheduler({
    clock,
    sources: sources.map((s) => s.source),
    onFault: (name, error) => void faults.push(`${name}: ${String(error)}`),
  });
/** Lets the promises of what ran come to their end. */
const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe("what is due", () => {
  test("runs at its time, not before, and no more when nothing is due", async () => {
    const a = source("a", START + 500, (self) => {
      self.due = null;
    });
    scheduler(a).start();
    clock.advance(499);
    expect(a.ranAt).toEqual([]);
    clock.advance(1);
    expect(a.ranAt).toEqual([START + 500]);
    await settled();
    clock.advance(100_000);
    expect(a.ranAt).toHaveLength(1);
  });

  test("since before the start runs at once", () => {
    const a = source("a", START - 60_000, (self) => {
      self.due = null;
    });
    scheduler(a).start();
    clock.advance(0);
    expect(a.ranAt).toEqual([START]);
  });

  test("earlier than thought is seen at the next look", () => {
    const a = source("a", START + 10_000, (self) => {
      self.due = null;
    });
    const all = scheduler(a);
    all.start();
    a.due = START + 100;
    all.look();
    clock.advance(100);
    expect(a.ranAt).toEqual([START + 100]);
  });

  test("no more is not run", () => {
    const a = source("a", START + 100, () => {});
    const all = scheduler(a);
    all.start();
    a.due = null;
    all.look();
    clock.advance(1_000);
    expect(a.ranAt).toEqual([]);
  });

  test("comes from several sources, each at its own time", async () => {
    const a = source("a", START + 100, (self) => {
      self.due = START + 300;
    });
    const b = source("b", START + 200, (self) => {
      self.due = null;
    });
    scheduler(a, b).start();
    clock.advance(100);
    await settled();
    clock.advance(150);
    await settled();
    clock.advance(50);
    expect(a.ranAt).toEqual([START + 100, START + 300]);
    expect(b.ranAt).toEqual([START + 200]);
  });
});

describe("a source", () => {
  test("is not run beside itself, and the others are not held up by it", async () => {
    let end = () => {};
    const slow = source("slow", START, (self) => {
      self.due = START + 10;
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    const quick = source("quick", START + 20, (self) => {
      self.due = null;
    });
    scheduler(slow, quick).start();
    clock.advance(20);
    await settled();
    expect(slow.ranAt).toEqual([START]);
    expect(quick.ranAt).toEqual([START + 20]);
    end();
    await settled();
    clock.advance(0);
    expect(slow.ranAt).toHaveLength(2);
  });

  test("that failed is told of and asked again a second later, not at once", async () => {
    const a = source("a", START, () => Promise.reject(new Error("disk full")));
    scheduler(a).start();
    clock.advance(0);
    await settled();
    expect(faults).toEqual(["a: Error: disk full"]);
    clock.advance(999);
    await settled();
    expect(a.ranAt).toEqual([START]);
    clock.advance(1);
    await settled();
    expect(a.ranAt).toEqual([START, START + 1_000]);
  });

  test("that stays due for the same moment does not spin", async () => {
    const a = source("a", START, () => {});
    scheduler(a).start();
    for (let second = 0; second < 10; second++) {
      clock.advance(second === 0 ? 0 : 1_000);
      await settled();
    }
    expect(a.ranAt.length).toBeLessThanOrEqual(10);
    expect(a.ranAt.length).toBeGreaterThan(1);
  });
});

test("stopped, nothing runs any more, not even after what was running has ended", async () => {
  let end = () => {};
  const a = source("a", START, (self) => {
    self.due = START + 10;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  const all = scheduler(a);
  all.start();
  clock.advance(0);
  all.stop();
  end();
  await settled();
  clock.advance(10_000);
  expect(a.ranAt).toEqual([START]);
});
