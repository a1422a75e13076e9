import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TOOL = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

interface CruiseSummary {
  readonly totalCruised: number;
  readonly violations: readonly {
    readonly rule: { readonly name: string };
    readonly from: string;
    readonly to: string;
  }[];
}

function cruise(root: string, entries: readonly string[]): CruiseSummary {
  let output: string;
  try {
    output = execFileSync(
      process.execPath,
      [TOOL, ...entries, "--config", ".dependency-cruiser.cjs", "--output-type", "json"],
      { cwd: root, encoding: "utf8", maxBuffer: 256 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] },
    );
  } catch (error) {
    // With violations the tool ends with their number; its report is on stdout all the same.
    output = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(output) as { summary: CruiseSummary }).summary;
}

const sources = (folder: string): number =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((f) =>
    /\.(ts|vue)$/.test(f),
  ).length;

describe("the folders", () => {
  test("import only what they may, and the check really read them", () => {
    const folders = ["src", "virtual-hall", "kiosk-ui"];
    const { totalCruised, violations } = cruise(ROOT, folders);
    expect(violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
    // The tool answers "no violations" too when it can't read TypeScript at all.
    const written = folders.reduce((n, f) => n + sources(f), 0);
    expect(totalCruised).toBeGreaterThan(written * 0.9);
  }, 120_000);

  /** Imports that must be caught: where, and what it imports, and the rule's name. */
  const forbidden: readonly (readonly [folder: string, text: string, rule: string])[] = [
    ["src/dispatcher", 'import "node:fs";', "features-are-pure-of-node"],
    [
      "src/dispatcher",
      'import { DateTime } from "luxon"; export const x = DateTime;',
      "features-use-no-package-but-zod",
    ],
    [
      "src/dispatcher",
      'import type { CheckIn } from "../checkin/checkin.ts"; export type X = CheckIn;',
      "features-do-not-import-each-other",
    ],
    ["src/planning", 'import "node:path";', "planning-is-pure-of-node"],
    ["src/planning", 'import { DateTime } from "luxon"; export const x = DateTime;', "planning-is-pure"],
    [
      "src/planning",
      'import { openDatabase } from "../store/database.ts"; export const x = openDatabase;',
      "planning-runs-dispatcher-forecast-and-booking-rights-only",
    ],
    [
      "src/dispatcher",
      'import { openDatabase } from "../store/database.ts"; export const x = openDatabase;',
      "features-know-contract-kernel-and-themselves",
    ],
    [
      "src/store",
      'import { dispatcher } from "../dispatcher/dispatcher.ts"; export const x = dispatcher;',
      "store-and-http-know-no-feature-and-no-output",
    ],
    ["src/forecast", 'import "node:worker_threads";', "forecast-is-pure-but-for-its-thread"],
    ["src/http", 'import Database from "better-sqlite3"; export const x = Database;', "sqlite-only-in-store"],
    [
      "src/devices/drivers",
      'import { SerialPort } from "serialport"; export const x = SerialPort;',
      "serialport-only-in-transport",
    ],
    [
      "src/devices/drivers",
      'import iconv from "iconv-lite"; export const x = iconv;',
      "iconv-only-in-protocols",
    ],
    ["src/sms", 'import express from "express"; export const x = express;', "express-only-in-http"],
    ["src/sms", 'import { Server } from "socket.io"; export const x = Server;', "socketio-only-in-displays"],
    [
      "src/contract",
      'import { systemClock } from "../kernel/clock.ts"; export const x = systemClock;',
      "contract-knows-nothing",
    ],
    ["src/contract", 'import "node:path";', "contract-uses-zod-only"],
    [
      "src/kernel",
      'import { openDatabase } from "../store/database.ts"; export const x = openDatabase;',
      "kernel-knows-only-contract",
    ],
    [
      "virtual-hall",
      'import { systemClock } from "../src/kernel/clock.ts"; export const x = systemClock;',
      "virtual-hall-sees-the-contract-only",
    ],
    [
      "kiosk-ui/src",
      'import { systemClock } from "../../src/kernel/clock.ts"; export const x = systemClock;',
      "ui-sees-the-contract-only",
    ],
  ];
  const scratch: string[] = [];
  afterEach(() => {
    for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** A project of the same shape in which every file of `forbidden` breaks its rule; what they import is there. */
  function badProject(): string {
    const root = mkdtempSync(path.join(os.tmpdir(), "hall-imports-"));
    scratch.push(root);
    const write = (name: string, text: string) => {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), `${text}\n`);
    };
    for (const config of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
      copyFileSync(path.join(ROOT, config), path.join(root, config));
    symlinkSync(path.join(ROOT, "node_modules"), path.join(root, "node_modules"));
    write("src/checkin/checkin.ts", "export interface CheckIn { readonly x: 1 }");
    write("src/dispatcher/dispatcher.ts", "export const dispatcher = 1;");
    write("src/store/database.ts", "export const openDatabase = 1;");
    write("src/kernel/clock.ts", "export const systemClock = 1;");
    for (const [i, [folder, text]] of forbidden.entries()) write(`${folder}/bad-${i}.ts`, text);
    return root;
  }

  test("a bad import is caught in every folder", () => {
    const { violations } = cruise(badProject(), ["src", "virtual-hall", "kiosk-ui"]);
    const caught = forbidden.map(([folder, , rule], i) => {
      const from = `${folder}/bad-${i}.ts`;
      return violations.some((v) => v.from === from && v.rule.name === rule)
        ? rule
        : `not caught: ${rule} in ${from}`;
    });
    expect(caught).toEqual(forbidden.map(([, , rule]) => rule));
  }, 120_000);
});
