import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

type WithLock = <T>(
  dir: string,
  work: () => Promise<T>,
  options: { readonly waiting?: () => void; readonly pollMs?: number },
) => Promise<T>;
type Fingerprint = (root: string, entries: readonly string[]) => string;

// The scripts run before anything is built, so they are plain JavaScript without types.
const load = (file: string) => import(new URL(`../../scripts/lib/${file}`, import.meta.url).href);
const { withLock } = (await load("lock.mjs")) as { withLock: WithLock };
const { fingerprint } = (await load("fingerprint.mjs")) as { fingerprint: Fingerprint };

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hall-lock-"));
  lock = path.join(folder, ".lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the lock between two builds", () => {
  test("lets one in at a time and tells the others once that they wait", async () => {
    let inside = 0;
    let most = 0;
    let told = 0;
    const enter = () =>
      withLock(
        lock,
        async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
        },
        {
          pollMs: 1,
          waiting: () => {
            told++;
          },
        },
      );
    await Promise.all([enter(), enter(), enter(), enter()]);
    expect(most).toBe(1);
    expect(told).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is freed when the work fails", async () => {
    await expect(withLock(lock, () => Promise.reject(new Error("broken")), {})).rejects.toThrow("broken");
    await expect(withLock(lock, () => Promise.resolve("in"), {})).resolves.toBe("in");
  });

  test("of a process that died is taken over", async () => {
    mkdirSync(lock);
    writeFileSync(path.join(lock, "owner"), `${2 ** 22 + 1} 0 0`); // above the largest process id
    await expect(withLock(lock, () => Promise.resolve("in"), {})).resolves.toBe("in");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("whose owner died before it could write its name is taken over", async () => {
    mkdirSync(lock);
    const past = Date.now() / 1000 - 60;
    utimesSync(lock, past, past);
    await expect(withLock(lock, () => Promise.resolve("in"), {})).resolves.toBe("in");
  });

  test("of a living process is respected", async () => {
    mkdirSync(lock);
    writeFileSync(path.join(lock, "owner"), `${process.pid} 0 0`);
    let waited = false;
    const got = withLock(lock, () => Promise.resolve("in"), {
      pollMs: 1,
      waiting: () => {
        waited = true;
        rmSync(lock, { recursive: true });
      },
    });
    await expect(got).resolves.toBe("in");
    expect(waited).toBe(true);
  });
});

describe("the fingerprint of the sources", () => {
  const of = () => fingerprint(folder, ["src", "config.json", "absent.json"]);
  beforeEach(() => {
    mkdirSync(path.join(folder, "src/deep"), { recursive: true });
    writeFileSync(path.join(folder, "src/deep/a.ts"), "1");
    writeFileSync(path.join(folder, "config.json"), "{}");
  });

  test("stays while nothing changes, and does not look at tests", () => {
    const before = of();
    writeFileSync(path.join(folder, "src/a.test.ts"), "1");
    expect(of()).toBe(before);
  });
  test("changes with a new, a longer and a deleted file", () => {
    const seen = [of()];
    writeFileSync(path.join(folder, "src/b.ts"), "1");
    seen.push(of());
    writeFileSync(path.join(folder, "src/b.ts"), "12");
    seen.push(of());
    rmSync(path.join(folder, "src/deep/a.ts"));
    seen.push(of());
    expect(new Set(seen).size).toBe(4);
  });
  test("changes when a file of the same size was put back from another time", () => {
    const before = of();
    utimesSync(path.join(folder, "config.json"), 1, 1);
    expect(of()).not.toBe(before);
  });
});
