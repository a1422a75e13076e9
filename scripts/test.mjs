#!/usr/bin/env node
// `npm test`: Debian packages, build, then the four groups of tests: as many at a time as two cores take.
// Arguments go to vitest (`npm test -- src/dispatcher`, `npm test -- --project sim`).
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { buildOrExit } from "./build.mjs";
import { inRoot, ROOT } from "./lib/root.mjs";

/** Groups that run beside each other. The hall that is killed again and again waits for its starts, one core's work. */
const ROUNDS = [["unit"], ["sim", "crash"], ["browser"]];
const PROJECTS = ROUNDS.flat();
/** What vitest calls them (vitest.config.ts). */
const VITEST_PROJECTS = { unit: ["unit", "unit-alone"] };
const CORES = Math.max(2, os.availableParallelism());
/**
 * Files at a time, where vitest left to itself keeps a core of two free. They share nothing: each has its own ports and
 * folders, and waits for what it is to see. Walks through real processes wait for lines and restarts half of their time.
 */
const WORKERS = { unit: CORES, sim: CORES, browser: CORES };

/** Splits our own `--project NAME` from what is handed on. */
function readArguments(argv) {
  const projects = [];
  const rest = [];
  for (let i = 0; i < argv.length; i++) {
    const [flag, value] = argv[i].split("=", 2);
    if (flag !== "--project") rest.push(argv[i]);
    else projects.push(value ?? argv[++i]);
  }
  const unknown = projects.filter((p) => !PROJECTS.includes(p));
  if (unknown.length > 0) {
    console.error(`--project ${unknown[0]} is none of ${PROJECTS.join(", ")}`);
    process.exit(2);
  }
  return { projects: projects.length > 0 ? projects : PROJECTS, rest };
}

const { projects, rest } = readArguments(process.argv.slice(2));
const narrowed = rest.length > 0;

if (spawnSync("bash", [inRoot("scripts/setup-test-deps.sh")], { stdio: "inherit" }).status !== 0)
  process.exit(1);
await buildOrExit();

const scratch = mkdtempSync(path.join(os.tmpdir(), "hall-test-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(1);
  });
}

/** Runs one group. `beside` another one its lines are kept until it ends, so that the two don't mix. */
function vitest(project, beside) {
  const report = path.join(scratch, `${project}.json`);
  const args = [
    "run",
    ...(VITEST_PROJECTS[project] ?? [project]).flatMap((name) => ["--project", name]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  // Coverage thresholds belong to the whole of the unit tests, not to a file somebody picked.
  if (project === "unit" && !narrowed) args.push("--coverage");
  if (WORKERS[project]) args.push(`--maxWorkers=${WORKERS[project]}`);
  if (narrowed) args.push("--passWithNoTests");
  const begun = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [inRoot("node_modules/vitest/vitest.mjs"), ...args, ...rest], {
      cwd: ROOT,
      stdio: ["ignore", beside ? "pipe" : "inherit", "pipe"],
    });
    running.add(child);
    const kept = [];
    const complaints = [];
    child.stdout?.on("data", (chunk) => kept.push(chunk));
    child.stderr.on("data", (chunk) => {
      complaints.push(chunk);
      if (beside) kept.push(chunk);
      else process.stderr.write(chunk);
    });
    child.on("close", (code) => {
      running.delete(child);
      if (beside) process.stdout.write(Buffer.concat([Buffer.from(`\n── ${project} ──\n`), ...kept]));
      const seconds = Math.round((Date.now() - begun) / 1000);
      const result = { project, code: code ?? 1, ...counts(report), seconds };
      // An error outside of every test, or a coverage below its threshold, stands in no report.
      if (code !== 0 && result.names.length === 0)
        result.names = [`${project}: ${errorsIn(Buffer.concat(complaints).toString("utf8"))}`];
      resolve(result);
    });
  });
}

function counts(report) {
  try {
    const {
      numPassedTests,
      numFailedTests,
      numPendingTests,
      numTodoTests,
      numFailedTestSuites,
      testResults,
    } = JSON.parse(readFileSync(report, "utf8"));
    return {
      names: testResults.flatMap(failedIn),
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
      files: numFailedTestSuites,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, files: 0, names: [] };
  }
}

/** The failed tests of one file, each with the first lines of why; the file itself where it could not be loaded. */
function failedIn({ name, status, message, assertionResults }) {
  const file = path.relative(ROOT, name);
  const failed = assertionResults.filter((a) => a.status === "failed");
  if (failed.length === 0) return status === "failed" ? [`${file}: ${shortly(message)}`] : [];
  return failed.map((a) => `${file}: ${a.fullName}: ${shortly(a.failureMessages.join(" "))}`);
}

/** What a runner said of errors, without colours, shortly. */
function errorsIn(said) {
  const lines = stripVTControlCharacters(said).split("\n");
  const errors = lines.filter((line) => /error|exception|threshold/i.test(line));
  return shortly((errors.length > 0 ? errors : lines).join(" "));
}

const shortly = (text = "") => text.replace(/\s+/g, " ").slice(0, 400);

const results = [];
for (const round of ROUNDS) {
  const [first, ...others] = round.filter((project) => projects.includes(project));
  if (!first) continue;
  console.log(`\n── ${[first, ...others].join(", with ")} ──`);
  results.push(
    ...(await Promise.all([vitest(first, false), ...others.map((project) => vitest(project, true))])),
  );
}

console.log("");
for (const r of results) {
  const notes = [
    r.skipped > 0 && `${r.skipped} skipped`,
    r.code !== 0 && r.failed === 0 && "the runner failed, see above",
  ].filter(Boolean);
  console.log(
    `${r.project}: ${r.passed} passed, ${r.failed} failed${notes.map((n) => `, ${n}`).join("")} (${r.seconds} s)`,
  );
}
for (const line of results.flatMap((r) => r.names)) console.log(`failed: ${line}`);
const sum = (key) => results.reduce((n, r) => n + r[key], 0);
// A group that could not even load its files has no failed test, but it is a failure all the same.
const broken = results.filter((r) => r.code !== 0 && r.failed === 0).length;
const hidden = narrowed ? 0 : sum("skipped");
console.log(`${sum("passed")} passed, ${sum("failed") + broken + hidden} failed`);
process.exit(results.every((r) => r.code === 0) && hidden === 0 ? 0 : 1);
