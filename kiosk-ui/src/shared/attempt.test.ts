import { describe, expect, it } from "vitest";
import { type AttemptStore, createAttempts } from "./attempt.ts";

function setUp(store: AttemptStore = memoryStore(), clock = { now: 1000 }) {
  let n = 0;
  const make = () =>
    createAttempts<{ queue: string }>({
      name: "k1",
      store,
      now: () => clock.now,
      makeKey: () => `key-${++n}`,
    });
  return { make, clock };
}

function memoryStore(): AttemptStore {
  const kept = new Map<string, string>();
  return {
    getItem: (k) => kept.get(k) ?? null,
    setItem: (k, v) => void kept.set(k, v),
    removeItem: (k) => void kept.delete(k),
  };
}

describe("an attempt to get a number", () => {
  it("keeps its key for every tap and repeat until it is settled", () => {
    const attempts = setUp().make();
    const first = attempts.confirm({ queue: "a" });
    expect(attempts.confirm({ queue: "a" }).key).toBe(first.key);
    attempts.settle();
    expect(attempts.confirm({ queue: "a" }).key).not.toBe(first.key);
  });

  it("is another one as soon as something else is asked for", () => {
    const attempts = setUp().make();
    const first = attempts.confirm({ queue: "a" });
    const second = attempts.confirm({ queue: "b" });
    expect(second.key).not.toBe(first.key);
    expect(attempts.confirm({ queue: "b" }).key).toBe(second.key);
  });

  it("is found again after a reload, but not when it has become old", () => {
    const { make, clock } = setUp();
    const first = make().confirm({ queue: "a" });
    expect(make().unfinished(5000)).toEqual(first);
    clock.now += 5001;
    expect(make().unfinished(5000)).toBeNull();
    clock.now -= 5001;
    expect(make().unfinished(5000)).toBeNull();
  });

  it("leaves nothing behind when settled", () => {
    const { make } = setUp();
    const attempts = make();
    attempts.confirm({ queue: "a" });
    attempts.settle();
    expect(make().unfinished(60_000)).toBeNull();
  });

  it("works when the browser refuses storage or holds nonsense", () => {
    const refusing: AttemptStore = {
      getItem: () => "{nonsense",
      setItem: () => {
        throw new Error("quota");
      },
      removeItem: () => {
        throw new Error("denied");
      },
    };
    const attempts = setUp(refusing).make();
    expect(attempts.unfinished(1000)).toBeNull();
    const first = attempts.confirm({ queue: "a" });
    expect(attempts.confirm({ queue: "a" }).key).toBe(first.key);
    attempts.settle();
    expect(attempts.unfinished(1000)).toBeNull();
  });
});
