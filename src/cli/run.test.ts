import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAuth } from "../auth/auth.ts";
import { type AuthStore, memoryAuthStore } from "../auth/auth-store.ts";
import type { StaffId, WindowId } from "../contract/ids.ts";
import { ManualClock } from "../kernel/clock.ts";
import { HallError } from "../kernel/errors.ts";
import { seededRandom } from "../kernel/random.ts";
import { openShadows } from "../service/planning/shadows.ts";
import { openReplays } from "../service/replay/replays.ts";
import { CoreHall, expectDone, HOUR, MORNING, ADMIN as SYSTEM } from "../service/testing/core-hall.ts";
import { runCli } from "./run.ts";

const EXAMPLE = "config/hall.example.yaml";
const clock = new ManualClock(1_000_000);
const random = seededRandom(5);
let folder: string;
let auth: AuthStore;
let asked: unknown[];
let out: string;
let err: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hall-cli-"));
  auth = memoryAuthStore();
  asked = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(argv: readonly string[], stdin: PassThrough = piped("")) {
  out = "";
  err = "";
  return runCli(argv, {
    out: (line) => {
      out += `${line}\n`;
    },
    err: (line) => {
      err += `${line}\n`;
    },
    input: { stdin, stderr: new PassThrough() },
    clock,
    random,
    machine: {
      ports: () => [],
      fingerprints: () => [],
      tryHid: () => Promise.resolve(),
      isRoot: () => false,
      writeFile: (file) => void asked.push(file),
      run: () => false,
    },
    openShadows: (config, data) =>
      openShadows({ config, data, root: path.resolve("."), now: () => MORNING + 48 * HOUR }),
    openReplays: (config, data) =>
      openReplays({ config, data, root: path.resolve("."), now: () => MORNING + 48 * HOUR }),
    store: {
      withAuth: (data, work) => {
        asked.push(data);
        return work(auth);
      },
      backup: (...args) => void asked.push(["backup", ...args]),
      restore: (...args) => {
        asked.push(["restore", ...args]);
        if (args[1] === "locked")
          throw new HallError("store.locked", "data is in use by another hall server");
        return "hall.db.before-restore";
      },
    },
  });
}
const piped = (text: string) => {
  const stdin = new PassThrough();
  stdin.end(text);
  return stdin;
};
const hall = (staff = "s01") =>
  createAuth({
    store: auth,
    clock,
    random,
    staff: [{ id: staff, name: "张三", role: "clerk" }],
    adminToken: null,
    derivedPages: [],
  });

test("check-config tells what a right file describes", async () => {
  expect(await run(["check-config", EXAMPLE])).toBe(0);
  expect(out).toContain("余杭区行政服务中心");
  expect(out).toContain("2 window-board (a090)");
  expect(err).toBe("");
});

test("check-config lists every problem of a wrong one on lines of their own, and ends with 2", async () => {
  const file = path.join(folder, "hall.yaml");
  writeFileSync(
    file,
    readFileSync(EXAMPLE, "utf8")
      .replace("prefix: B", "prefix: Z")
      .replace("window: w02", "window: w09")
      .replace("remindAhead: 1", "remindAhead: 99"),
  );
  expect(await run(["check-config", file])).toBe(2);
  for (const field of ["sectors[1].prefix", "devices[2].window", "sms.remindAhead"])
    expect(err).toMatch(new RegExp(`^${file}:\\d+:\\d+ ${field.replace(/[[\].]/g, "\\$&")} = `, "m"));
  expect(err).toContain("3 problems");
  expect(await run(["check-config", path.join(folder, "none.yaml")])).toBe(2);
  expect(err).toContain("no such file");
});

test("staff-password takes the password from standard input and stores its hash only", async () => {
  expect(
    await run(["staff-password", "s01", "--data", folder, "--config", EXAMPLE], piped("correct horse\n")),
  ).toBe(0);
  expect(asked).toEqual([folder]);
  expect(auth.passwordHash("s01")).toMatch(/^scrypt\$/);
  expect(await hall().signIn("s01", "correct horse", "a")).toHaveProperty("token");
  expect(out + err).not.toContain("correct horse");
});

test("staff-password refuses unknown staff, weak, empty and differing passwords with 2, storing nothing", async () => {
  const cases: [string, string, RegExp][] = [
    ["s77", "correct horse\n", /s01, s02/],
    ["a b", "correct horse\n", /编号/],
    ["s01", "short\n", /8 到 200/],
    ["s01", "", /标准输入/],
    ["s01", "correct horse\ncorrect house\n", /不一致/],
  ];
  for (const [id, text, says] of cases) {
    expect(await run(["staff-password", id, "--config", EXAMPLE], piped(text))).toBe(2);
    expect(err).toMatch(says);
  }
  expect(asked).toEqual([]);
  expect(await run(["staff-password", "s01"], piped("correct horse\ncorrect horse\n"))).toBe(0);
});

test("at a terminal the password is typed twice, unseen, and can be corrected or given up", async () => {
  const terminal = () => {
    const raw: boolean[] = [];
    return Object.assign(new PassThrough(), { isTTY: true, raw, setRawMode: (on: boolean) => raw.push(on) });
  };
  const tty = terminal();
  const done = run(["staff-password", "s01", "--config", EXAMPLE], tty);
  tty.write("corretc\u007f\u007fct horse\r");
  await new Promise((resolve) => setImmediate(resolve));
  tty.write("correct horse\r");
  expect(await done).toBe(0);
  expect(tty.raw).toEqual([true, false, true, false]);
  expect(await hall().signIn("s01", "correct horse", "a")).toHaveProperty("token");

  const given = terminal();
  const cancelled = run(["staff-password", "s01"], given);
  given.write("abc\u0003");
  expect(await cancelled).toBe(2);
});

test("device-token makes a token that opens its page", async () => {
  expect(await run(["device-token", "kiosk", "k1", "--data", folder, "--config", EXAMPLE])).toBe(0);
  const token = out.trim();
  expect(hall().identify(token)).toEqual({ kind: "device", page: "kiosk", id: "k1" });
  expect(err).toContain(`/kiosk/k1#token=${token}`);
  expect(await run(["device-token", "door", "k1"])).toBe(2);
  expect(err).toContain("kiosk, screen, rater");
  expect(await run(["device-token", "rater", "k1", "--config", EXAMPLE])).toBe(2);
  expect(err).toContain("w01, w02");
});

test("backup and restore hand on file and folder; a fault is told with its code", async () => {
  expect(await run(["backup", "b.db", "--data", folder])).toBe(0);
  expect(await run(["restore", "b.db", "--data", folder])).toBe(0);
  expect(out).toContain("hall.db.before-restore");
  expect(asked).toEqual([
    ["backup", folder, "b.db"],
    ["restore", folder, "b.db"],
  ]);
  expect(await run(["restore", "locked"])).toBe(1);
  expect(err).toContain("store.locked");
});

test("config-reference prints the page, or the JSON Schema", async () => {
  expect(await run(["config-reference"])).toBe(0);
  expect(out.trimEnd()).toBe(readFileSync("docs/config.md", "utf8").trimEnd());
  const file = path.join(folder, "config.md");
  expect(await run(["config-reference", "--out", file])).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(readFileSync("docs/config.md", "utf8"));
  expect(await run(["config-reference", "--json-schema"])).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ type: "object" });
});

test.each(["import-matters", "export"])("%s says that it comes later, with 3", async (verb) => {
  expect(await run([verb, "--scenario", "x.json", "extra"])).toBe(3);
  expect(err).toContain("check-config");
});

test.each([
  [["nonsense"]],
  [[]],
  [["check-config"]],
  [["backup", "a", "b"]],
  [["staff-password", "s01", "--nope"]],
])("wrong usage %j ends with 2", async (argv) => {
  expect(await run(argv)).toBe(2);
  expect(err).not.toBe("");
});

test("help ends with 0", async () => {
  expect(await run(["--help"])).toBe(0);
  expect(out).toContain("check-config");
});

test("replay prints a day's calls with the reasons given then, also while the server runs", async () => {
  const live = new CoreHall();
  try {
    live.core.start();
    const window = "w01" as WindowId;
    const staff = "s01" as StaffId;
    expectDone(await live.service.window({ verb: "open", window, staff, placed: false }, SYSTEM));
    const ticket = await live.issue({ phone: "+8613800138001" });
    expectDone(await live.service.window({ verb: "call-next", window }, SYSTEM));
    const data = ["--data", live.folder];
    expect(await run(["replay", ...data])).toBe(0);
    expect(out).toContain("2026-11-23  1 个号");
    expect(await run(["replay", "--day", "2026-11-23", ...data])).toBe(0);
    expect(out).toMatch(
      new RegExp(`^09:00:00  .*呼叫${ticket.number}：${ticket.number}.+现在唯一可办的等候号`),
    );
    expect(await run(["replay", "--day", "2026-11-23", "--events", "--number", ticket.number, ...data])).toBe(
      0,
    );
    expect(out).toContain(`${ticket.number}取号`);
    expect(out).not.toContain("138");
    expect(await run(["replay", "--day", "2026-11-20", ...data])).toBe(1);
    expect(err).toContain("没有记录");
    expect(await run(["replay", "--day", "23.11.2026", ...data])).toBe(2);
    expect(await run(["replay", "--data", folder])).toBe(1);
    expect(err).toContain("store.none");
  } finally {
    await live.stop();
  }
});

test("shadow plays a recorded day under the present rules and others, and touches nothing", async () => {
  const live = new CoreHall();
  try {
    live.core.start();
    const window = "w01" as WindowId;
    const staff = "s01" as StaffId;
    expectDone(await live.service.window({ verb: "open", window, staff, placed: false }, SYSTEM));
    const data = ["--data", live.folder];
    await live.issue({ phone: "+8613800138001" });
    const day = ["shadow", "--day", "2026-11-23", ...data];
    expect(await run(day)).toBe(1);
    expect(err).toContain("没有叫过号");
    for (let n = 2; n < 6; n++) await live.issue({ phone: `+861380013800${n}` });
    for (let n = 0; n < 3; n++) {
      live.clock.advance(4 * 60_000);
      expectDone(await live.service.window({ verb: "call-next", window }, SYSTEM));
    }
    const before = live.core.store.journal.lastSeq();
    const policy = path.join(folder, "policy.yaml");
    const result = path.join(folder, "shadow.json");
    writeFileSync(
      policy,
      "policies:\n  - {name: 先到先得, order: {kind: fcfs}}\n  - {name: 提前告知, announceAhead: true}\n",
    );
    expect(await run([...day, "--policy", policy, "--out", result])).toBe(0);
    expect(out).toContain("“先到先得”：平均不变");
    const report = JSON.parse(readFileSync(result, "utf8"));
    expect(report).toMatchObject({
      people: 5,
      left: 2,
      ended: false,
      happened: { all: { people: 3, mean: 8, max: 12 } },
      present: { all: { people: 3, mean: 8, max: 12 }, told: null },
      policies: [{ name: "先到先得" }, { name: "提前告知", figures: { told: { changed: 0 } } }],
    });
    expect(report.notes.join()).toContain("还没有结束");
    expect(live.core.store.journal.lastSeq()).toBe(before);

    writeFileSync(policy, "policies: [{name: 试, order: {kind: fair, slackMinutes: 90}}]");
    expect(await run([...day, "--policy", policy])).toBe(2);
    expect(err).toContain('policies[0].order.kind = "fair"');
    expect(err).toContain("policies[0].order.slackMinutes = 90");
    expect(err).toContain("60");
    expect(await run(["shadow", "--day", "2026-11-20", ...data])).toBe(1);
    expect(err).toContain("没有记录");
    writeFileSync(policy, "policies: [{name: 试, announceAhead: [nowhere]}]");
    expect(await run([...day, "--policy", policy])).toBe(1);
    expect(err).toContain("nowhere");
  } finally {
    await live.stop();
  }
});
