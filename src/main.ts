import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { demoConfig } from "./config/demo.ts";
import { loadHallConfig, problemLine } from "./config/load.ts";
import { createLog } from "./config/log.ts";
import type { HallConfig } from "./contract/hall-config.ts";
import type { Hall } from "./hall/needs.ts";
import { startHall } from "./hall.ts";
import { HallError, messageOf } from "./kernel/errors.ts";
import { demoAdminToken } from "./service/demo.ts";

// The process: command line, secrets from the environment, signals. stdout says where the hall is; logs go to stderr.
// Exit codes: 0 asked to stop, 1 could not start, 2 wrong command line or config.

const USAGE = "usage: npm start -- [--config FILE] [--data DIR] [--port N]";
const LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

const newToken = () => randomBytes(18).toString("base64url");

interface Options {
  readonly config: string | null;
  readonly data: string;
  readonly port: number | null;
}

function options(): Options | string {
  try {
    const { values } = parseArgs({
      options: { config: { type: "string" }, data: { type: "string" }, port: { type: "string" } },
    });
    const { config, data = "data", port } = values;
    if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) > 65535)) {
      return `--port ${port}: a port, 0 to 65535`;
    }
    return {
      config: config ?? null,
      data: path.resolve(data),
      port: port === undefined ? null : Number(port),
    };
  } catch (error) {
    return messageOf(error);
  }
}

function configOf(file: string | null): HallConfig | null {
  if (file === null) return demoConfig();
  const loaded = loadHallConfig(file);
  for (const problem of loaded.warnings) complain(`warning: ${problemLine(file, problem)}`);
  if (loaded.ok) return loaded.config;
  complain(`${file}: ${loaded.problems.length} problem(s)`);
  for (const problem of loaded.problems) complain(problemLine(file, problem));
  return null;
}

async function main(): Promise<void> {
  const given = options();
  if (typeof given === "string") {
    complain(`${given}\n${USAGE}`);
    process.exit(2);
  }
  const config = configOf(given.config);
  if (!config) process.exit(2);
  const demo = given.config === null;
  const { HALL_ADMIN_TOKEN, HALL_LOG_LEVEL, TWILIO_AUTH_TOKEN } = process.env;
  const level = LEVELS.find((l) => l === HALL_LOG_LEVEL) ?? "warn";
  const log = createLog({ level, destination: process.stderr });
  const root = path.resolve(
    path.dirname(fileURLToPath(import.meta.url)),
    import.meta.url.includes("/dist/") ? "../.." : "..",
  );
  const adminToken = HALL_ADMIN_TOKEN || (demo ? demoAdminToken(given.data, newToken) : null);

  let hall: Hall;
  try {
    hall = await startHall({
      config,
      configFile: given.config === null ? null : path.resolve(given.config),
      demo,
      data: given.data,
      port: given.port,
      root,
      version: versionOf(root),
      adminToken,
      secrets: { TWILIO_AUTH_TOKEN: TWILIO_AUTH_TOKEN },
      log,
    });
  } catch (error) {
    complain(
      error instanceof HallError
        ? `${error.code}: ${error.message}`
        : String(error instanceof Error ? error.stack : error),
    );
    process.exit(1);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    hall.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(messageOf(error));
        process.exit(1);
      },
    );
  };
  // Whoever read the log may be gone (a closed terminal, a pipe's end): a line lost is no fault, and saying so on the
  // same stream would be another one, for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // A fault nobody caught: what was answered is on disk, so going on is better than a closed hall.
  process.on("uncaughtException", (error) =>
    log.error({ scope: "process", cause: messageOf(error), stack: error.stack }, "uncaught fault"),
  );
  process.on("unhandledRejection", (error) =>
    log.error({ scope: "process", cause: messageOf(error) }, "unhandled rejection"),
  );
  // Said last: whoever waits for it may ask for the stop at once.
  for (const line of hall.greeting) say(line);
  say(`hall ready ${hall.url}`);
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }).version;
}

await main();
