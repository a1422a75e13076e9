import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "./support/child.ts";
import { hallCommand } from "./support/commands.ts";
import { hallOf } from "./support/config.ts";
import { freePort } from "./support/free-port.ts";
import { ROOT } from "./support/root.ts";

/** Runs the server on a config until it is ready or ends; gives what it said then, and its exit code. */
async function run(config: string, ready = /hall ready (http:\/\/\S+)/) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "hall-config-"));
  const file = existsSync(config) ? config : path.join(dir, "hall.yaml");
  if (file !== config) writeFileSync(file, config);
  const args = ["--config", file, "--data", path.join(dir, "data"), "--port", String(await freePort())];
  const env = { HALL_ADMIN_TOKEN: "token-of-this-test", TWILIO_AUTH_TOKEN: undefined };
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return startProcess(
    [...(await hallCommand()), ...args],
    env,
    (said) => ready.exec(said)?.[1] ?? null,
    30_000,
  );
}

it("all at once, each with its path, the value and what is allowed; exit code 2", async () => {
  const good = hallOf("http://127.0.0.1:1");
  const broken = {
    ...good,
    sectors: [...good.sectors, { id: "property", name: "", prefix: "Z" }],
    windows: [{ id: "w01", name: "1号窗口", sectors: ["nowhere"] }],
    policy: { ratingSeconds: 4 },
    devices: [
      { id: "led", role: "window-board", driver: "a090", line: "nothing", address: 300, window: "w01" },
    ],
    surprise: true,
  };
  const ended = run(JSON.stringify(broken));
  await expect(ended).rejects.toThrow(/ended with 2/);
  const said = await ended.then(
    () => "",
    (error: Error) => error.message,
  );
  for (const [at, says] of [
    ["sectors[2].id", /property/],
    ["sectors[2].prefix", /Z/],
    ["windows[0].sectors[0]", /nowhere/],
    ["policy.ratingSeconds", /4[\s\S]*5.*300/],
    ["devices[0].line", /nothing/],
    ["devices[0].address", /300/],
    ["surprise", /./],
  ] as const) {
    const line = said.split("\n").find((text) => text.includes(` ${at}`) && !text.startsWith("warning"));
    expect(line, `${at} in:\n${said}`).toMatch(says);
  }
  expect(said).not.toContain("hall ready");
});

it("what is no YAML at all is told with its line; a missing file with its name", async () => {
  await expect(run("hall: {id: x\n  name: [")).rejects.toThrow(/ended with 2[\s\S]*problem/);
  const none = path.join(os.tmpdir(), "no-such-hall.yaml");
  const command = [...(await hallCommand()), "--config", none, "--port", "0"];
  await expect(startProcess(command, {}, () => null, 30_000)).rejects.toThrow(
    /ended with 2[\s\S]*no-such-hall/,
  );
  await expect(
    startProcess([...(await hallCommand()), "--prot", "1"], {}, () => null, 30_000),
  ).rejects.toThrow(/ended with 2[\s\S]*usage/);
});

const EXAMPLES = [
  path.join(ROOT, "config/hall.example.yaml"),
  path.join(ROOT, "../shared/examples/hall.yaml"),
].filter((file) => existsSync(file));

it.each(EXAMPLES)("%s loads as it stands; what is not there is shown off, with the reason", async (file) => {
  const started = await run(file);
  onTestFinished(() => started.kill());
  const ask = async (at: string) => {
    const answer = await fetch(`${started.found}/api/v1${at}`, {
      headers: { authorization: "Bearer token-of-this-test" },
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as {
      sms: { state: string; reason: string | null };
      devices: { id: string; health: string; reason: string | null }[];
    };
  };
  const { devices, sms } = await ask("/system");
  expect(devices.length).toBeGreaterThan(3);
  for (const { id, health, reason } of devices) {
    expect(health, id).toBe("off");
    expect(reason, id).toMatch(/\S/);
  }
  expect(sms).toMatchObject({ state: "off", reason: expect.stringContaining("TWILIO_AUTH_TOKEN") });
  expect((await fetch(`${started.found}/readyz`)).status).toBe(200);
  await started.kill("SIGTERM");
  expect(await started.ended).toBe(0);
});
