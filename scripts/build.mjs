#!/usr/bin/env node
// Builds what is missing or differs from its sources: the server (plain tsc) and the pages (Vite).
// `npm start` runs it first each time; with nothing to do it costs a few milliseconds.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint } from "./lib/fingerprint.mjs";
import { withLock } from "./lib/lock.mjs";
import { inRoot, ROOT } from "./lib/root.mjs";

const COMMON = ["package.json", "package-lock.json"];

/** What is built from what: `makes` are folders under dist, replaced whole. */
const TARGETS = {
  server: {
    sources: [...COMMON, "tsconfig.json", "tsconfig.build.json", "src", "virtual-hall"],
    makes: ["src", "virtual-hall"],
    tool: "node_modules/typescript/bin/tsc",
    args: (out) => ["-p", "tsconfig.build.json", "--outDir", out],
  },
  pages: {
    sources: [...COMMON, "kiosk-ui", "src/contract"],
    makes: ["kiosk-ui"],
    tool: "node_modules/vite/bin/vite.js",
    args: (out) => [
      "build",
      "kiosk-ui",
      "--outDir",
      path.join(out, "kiosk-ui"),
      "--emptyOutDir",
      "--logLevel",
      "warn",
    ],
  },
};

const stampOf = (name) => inRoot("dist", `.${name}.stamp`);

function isCurrent(name, print) {
  const { makes } = TARGETS[name];
  if (!makes.every((folder) => existsSync(inRoot("dist", folder)))) return false;
  try {
    return readFileSync(stampOf(name), "utf8") === print;
  } catch {
    return false;
  }
}

/** Names of the targets that have to be built. */
function stale(names) {
  return names.filter((name) => !isCurrent(name, fingerprint(ROOT, TARGETS[name].sources)));
}

function run(tool, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRoot(tool), ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${path.basename(tool)} ended with ${code ?? signal}:\n${output}`));
    });
  });
}

/** Builds into a folder of its own and swaps, so that a running server never reads half a build. */
async function make(name) {
  const { sources, makes, tool, args } = TARGETS[name];
  const print = fingerprint(ROOT, sources);
  const out = inRoot("dist", `.new-${name}-${process.pid}`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  try {
    await run(tool, args(out));
    rmSync(stampOf(name), { force: true });
    for (const folder of makes) {
      const old = path.join(out, `.old-${folder}`);
      if (existsSync(inRoot("dist", folder))) renameSync(inRoot("dist", folder), old);
      renameSync(path.join(out, folder), inRoot("dist", folder));
    }
    writeFileSync(stampOf(name), print);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Left behind by builds that were killed; their process ids are in the name, and the lock is ours. */
function sweep() {
  for (const name of readdirSync(inRoot("dist")))
    if (name.startsWith(".new-")) rmSync(inRoot("dist", name), { recursive: true, force: true });
}

/**
 * Makes `dist/` fit the sources. `names` limits it to some targets, `say` gets one line when there is work.
 * Throws with the compiler's own words when the sources do not build.
 */
export async function build({ names = Object.keys(TARGETS), say = (line) => console.error(line) } = {}) {
  if (stale(names).length === 0) return [];
  const missing = names.filter((name) => !existsSync(inRoot(TARGETS[name].tool)));
  if (missing.length > 0) {
    // Installed without development packages: what was built elsewhere and copied here is used as it is.
    if (names.every((name) => TARGETS[name].makes.every((folder) => existsSync(inRoot("dist", folder)))))
      return [];
    throw new Error("The build tools are not installed: run `npm ci` first.");
  }
  const work = async () => {
    const todo = stale(names);
    if (todo.length === 0) return [];
    sweep();
    const begun = Date.now();
    say(`building ${todo.join(" and ")} …`);
    const results = await Promise.allSettled(todo.map((name) => make(name)));
    const failed = results.filter((r) => r.status === "rejected").map((r) => r.reason.message);
    if (failed.length > 0) throw new Error(failed.join("\n\n"));
    say(`built in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    return todo;
  };
  return await withLock(inRoot("dist", ".lock"), work, {
    waiting: () => say("another build is running; waiting for it …"),
  });
}

/** Builds, or says why not and ends the process with 1. */
export async function buildOrExit(options) {
  try {
    return await build(options);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const done = await buildOrExit();
  if (done.length === 0) console.error("nothing to build");
}
