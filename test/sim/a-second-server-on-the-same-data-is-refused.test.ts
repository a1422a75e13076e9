import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startProcess } from "./support/child.ts";
import { hallCommand } from "./support/commands.ts";
import { freePort } from "./support/free-port.ts";
import { type SimHall, startHall } from "./support/hall.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
});
afterAll(() => hall?.stop());

const second = async () => {
  const args = ["--config", hall.configFile, "--data", path.join(hall.dir, "data")];
  return startProcess(
    [...(await hallCommand()), ...args, "--port", String(await freePort())],
    {},
    (said) => /hall ready (\S+)/.exec(said)?.[1] ?? null,
    30_000,
  );
};

it("with a sentence that says why, while the first goes on; after the first's end it starts", async () => {
  const ticket = await hall.issue({ queue: "comprehensive" });
  await expect(second()).rejects.toThrow(
    /ended with 1[\s\S]*store\.locked: .*data is in use by another hall server/,
  );
  expect((await hall.issue({ queue: "comprehensive" })).number).toBe("Z002");
  expect((await hall.ticket(ticket.id)).number).toBe("Z001");
  await hall.kill("SIGKILL");
  const now = await second();
  await now.kill("SIGTERM");
  expect(await now.ended).toBe(0);
});

it("a port that is taken is told too, and the data are free again", async () => {
  await hall.start();
  const dir = path.join(hall.dir, "other");
  const args = ["--config", hall.configFile, "--data", dir, "--port", new URL(hall.url).port];
  await expect(
    startProcess(
      [...(await hallCommand()), ...args],
      {},
      (said) => /hall ready (\S+)/.exec(said)?.[1] ?? null,
      30_000,
    ),
  ).rejects.toThrow(/ended with 1[\s\S]*(EADDRINUSE|in use|taken)/);
  expect((await hall.call("GET", "/readyz")).status).toBe(200);
});
