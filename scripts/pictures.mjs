#!/usr/bin/env node
// Makes docs/images from the running demo in a real browser: `node scripts/pictures.mjs [OUT]`.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { buildOrExit } from "./build.mjs";
import { inRoot, ROOT } from "./lib/root.mjs";

const out = path.resolve(process.argv[2] ?? inRoot("docs/images"));
const data = mkdtempSync(path.join(os.tmpdir(), "hall-pictures-"));
const TOKEN = "pictures-token";
const CHROMIUMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

await buildOrExit();
mkdirSync(out, { recursive: true });
const hall = spawn(
  process.execPath,
  [inRoot("dist/src/main.js"), "--data", path.join(data, "data"), "--port", "0"],
  {
    cwd: ROOT,
    env: { ...process.env, HALL_ADMIN_TOKEN: TOKEN },
    stdio: ["ignore", "pipe", "inherit"],
  },
);
let output = "";
hall.stdout.on("data", (chunk) => (output += chunk));
let browser = null;

const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const base = async () => {
  for (let i = 0; i < 300; i++) {
    const ready = /hall ready (http:\/\/\S+)/.exec(output);
    if (ready) return ready[1];
    await pause(100);
  }
  throw new Error(`the demo did not start: ${output}`);
};

try {
  const url = await base();
  const ask = async (method, route, body) => {
    const res = await fetch(`${url}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!res.ok) throw new Error(`${method} ${route}: ${res.status} ${await res.text()}`);
    return res.json();
  };
  const { links } = await ask("GET", "/start");
  const linkOf = (kind, id) => links.find((l) => l.kind === kind && (id === undefined || l.id === id))?.href;

  for (const n of [1, 2, 3, 4]) await ask("POST", `/windows/w0${n}/open`, { staff: `s0${n}` });
  for (let i = 0; i < 14; i++) {
    const queue = i % 4 === 3 ? "property" : "comprehensive";
    await ask("POST", "/tickets", { queue, phone: `1380013${8000 + i}`, ...(i < 2 ? { kiosk: "k1" } : {}) });
  }
  for (const [window, verb] of [
    ["w01", "call-next"],
    ["w01", "start"],
    ["w02", "call-next"],
    ["w02", "no-show"],
    ["w02", "call-next"],
    ["w04", "call-next"],
    ["w03", "call-next"],
  ])
    await ask("POST", `/windows/${window}/${verb}`, {});
  await pause(1_500);

  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? CHROMIUMS.find((place) => existsSync(place)),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });
  const shoot = async (name, href, size, scale = 0.5) => {
    const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale, locale: "zh-CN" });
    const page = await context.newPage();
    await page.goto(new URL(href, url).href);
    await page.waitForLoadState("networkidle").catch(() => {});
    await pause(2_500);
    await page.screenshot({ path: path.join(out, `${name}.png`) });
    await context.close();
    console.log(`${name}.png`);
  };
  await shoot("screen", linkOf("screen", "main"), { width: 1920, height: 1080 });
  await shoot("kiosk", linkOf("kiosk", "k1"), { width: 1080, height: 1920 }, 0.4);
  await shoot("wall", linkOf("wall"), { width: 1600, height: 1000 }, 0.7);
  await shoot("start", "/", { width: 1280, height: 900 }, 0.7);
} finally {
  await browser?.close();
  hall.kill("SIGTERM");
  await new Promise((r) => hall.once("exit", r));
  rmSync(data, { recursive: true, force: true });
}
