import { expect, test } from "vitest";
import { Turnstile } from "./turnstile.ts";

test("two at once, two waiting, the fifth is turned away; a failure frees its place", async () => {
  const turnstile = new Turnstile({ atOnce: 2, waiting: 2 });
  const doors: ((fail: boolean) => void)[] = [];
  const work = () =>
    new Promise<string>((resolve, reject) => {
      doors.push((fail) => (fail ? reject(new Error("broken")) : resolve("through")));
    });
  const passes = Array.from({ length: 5 }, () => turnstile.pass(work).catch(() => "failed"));
  expect(await passes[4]).toBeNull();
  expect(doors).toHaveLength(2);
  doors[0]?.(true);
  expect(await passes[0]).toBe("failed");
  expect(doors).toHaveLength(3);
  doors[1]?.(false);
  doors[2]?.(false);
  await passes[2];
  expect(doors).toHaveLength(4);
  doors[3]?.(false);
  expect(await Promise.all(passes)).toEqual(["failed", "through", "through", "through", null]);
  expect(await turnstile.pass(() => Promise.resolve("again"))).toBe("again");
});
