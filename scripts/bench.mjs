#!/usr/bin/env node
// `npm run bench`: builds, then runs test/bench against the built server on loopback. Prints figures, asserts none.
import { spawn } from "node:child_process";
import { buildOrExit } from "./build.mjs";
import { inRoot, ROOT } from "./lib/root.mjs";

await buildOrExit();
// As `npm start` runs the hall: some parts measure in this very process.
const FLAGS = ["--max-semi-space-size=4", "--no-parallel-scavenge"];
const child = spawn(
  process.execPath,
  [...FLAGS, "--import", "tsx", inRoot("test/bench/main.ts"), ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: "inherit",
  },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
