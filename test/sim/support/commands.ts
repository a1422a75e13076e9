import { execFile } from "node:child_process";
import { promisify } from "node:util";

let built: Promise<unknown> | null = null;

/** Builds dist/ once a test process, when it is missing or older than its sources. */
function build(): Promise<unknown> {
  built ??= promisify(execFile)(process.execPath, ["scripts/build.mjs"], { maxBuffer: 1 << 24 });
  return built;
}

/** How to start the server: HALL_COMMAND when set (words split at spaces), else the built one. */
export async function hallCommand(): Promise<readonly string[]> {
  const { HALL_COMMAND: own } = process.env;
  if (own) return own.split(" ");
  await build();
  return [process.execPath, "dist/src/main.js"];
}

/** How to start the virtual hall: VIRTUAL_HALL_COMMAND when set, else the built one. */
export async function virtualHallCommand(): Promise<readonly string[]> {
  const { VIRTUAL_HALL_COMMAND: own } = process.env;
  if (own) return own.split(" ");
  await build();
  return [process.execPath, "dist/virtual-hall/main.js"];
}
