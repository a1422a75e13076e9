#!/usr/bin/env node
// Starts the demo as a newcomer would (`npm start`, a free port, an empty data folder), looks at its first pages,
// and stops it with SIGTERM. Exit code 0 when all of that went well.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { ROOT } from "./lib/root.mjs";

const READY_MS = 180_000; // the first start builds
const STOP_MS = 15_000;

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const data = mkdtempSync(path.join(os.tmpdir(), "hall-boot-"));
const port = await freePort();
const child = spawn("npm", ["start", "--", "--data", path.join(data, "data"), "--port", String(port)], {
  cwd: ROOT,
  detached: true,
  stdio: ["ignore", "pipe", "pipe"],
});
let output = "";
let exit = null;
for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
child.on("exit", (code, signal) => (exit = code ?? signal));

const signalGroup = (signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch {
    /* the group is gone already */
  }
};
const until = async (what, probe, ms) => {
  const end = Date.now() + ms;
  for (;;) {
    const got = await probe();
    if (got) return got;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for: ${what}`);
    await new Promise((r) => setTimeout(r, 50));
  }
};

async function look(url, wanted) {
  const res = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const body = await res.text();
  if (res.status !== 200) throw new Error(`${url}: ${res.status} ${body.slice(0, 200)}`);
  if (!wanted(body, res.headers.get("content-type") ?? ""))
    throw new Error(`${url} answered ${body.slice(0, 200)}`);
  console.log(`  ok    ${url}`);
}

try {
  const begun = Date.now();
  const ready = await until(
    "hall ready",
    () => {
      if (exit !== null) throw new Error(`the server ended with ${exit} before it was ready`);
      return /hall ready (http:\/\/\S+)/.exec(output);
    },
    READY_MS,
  );
  console.log(`  ok    ${ready[0]} after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  const base = `http://127.0.0.1:${port}`;
  if (!ready[1].includes(`:${port}`)) throw new Error(`announced ${ready[1]}, asked for port ${port}`);
  await look(`${base}/`, (body, type) => type.includes("html") && body.includes("<"));
  await look(`${base}/healthz`, () => true);
  await until("/readyz", async () => (await fetch(`${base}/readyz`)).status === 200, 10_000);
  await look(`${base}/openapi.json`, (body) => JSON.parse(body).openapi.startsWith("3.1"));
  const stopping = Date.now();
  // To npm alone, as a process manager does: it must reach the server, and the server must end with 0.
  child.kill("SIGTERM");
  await until("the end after SIGTERM", () => exit !== null, STOP_MS);
  if (exit !== 0) throw new Error(`after SIGTERM the exit code was ${exit}, not 0`);
  await until(
    "the port to be free again",
    async () => !(await fetch(`${base}/healthz`).catch(() => null)),
    STOP_MS,
  );
  console.log(`  ok    stopped ${Date.now() - stopping} ms after SIGTERM`);
} catch (error) {
  console.error(`  FAIL  ${error.message}\n--- server output ---\n${output.slice(-4000)}`);
  process.exitCode = 1;
} finally {
  signalGroup("SIGKILL");
  rmSync(data, { recursive: true, force: true });
}
