import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { demoConfig } from "./demo.ts";
import { type ConfigProblem, loadHallConfig, parseHallConfig, problemLine } from "./load.ts";

const EXAMPLE = "config/hall.example.yaml";
function whole() {
  return {
    schema: 1,
    hall: {
      id: "h",
      name: "大厅",
      timeZone: "Asia/Shanghai",
      hours: [{ days: ["mon", "tue"], from: "08:30", to: "12:00" }],
      extraDays: ["2026-11-28"],
      closedDays: ["2026-10-01"],
    },
    sectors: [
      { id: "comprehensive", name: "综合受理", prefix: "Z" },
      { id: "property", name: "不动产", prefix: "B" },
    ],
    windows: [
      { id: "w01", name: "1号窗口", sectors: ["comprehensive"] },
      { id: "w02", name: "2号窗口", sectors: ["property"] },
    ],
    staff: [{ id: "s01", name: "张三" }],
    kiosks: [{ id: "k1", name: "取号机", printer: "p1", sectors: ["comprehensive"] }],
    lines: [
      { id: "a", transport: { kind: "tcp", host: "127.0.0.1", port: 4001 } },
      { id: "b", transport: { kind: "tcp", host: "127.0.0.1", port: 9100 } },
    ],
    devices: [
      { id: "p1", role: "ticket-printer", driver: "escpos", line: "b" },
      { id: "key1", role: "keypad", driver: "ff68", line: "a", address: 1, window: "w01" },
      { id: "rate1", role: "rater", driver: "ff68", line: "a", address: 1, window: "w01" },
    ],
    sms: { provider: "none" },
  };
}

/** Paths to new values: `windows[0].sectors` as the loader writes them; `[+]` appends. */
type Changes = Readonly<Record<string, unknown>>;
type Fields = Record<string | number, unknown>;

function changed(changes: Changes): unknown {
  const config: unknown = structuredClone(whole());
  for (const [at, value] of Object.entries(changes)) {
    const keys = at.split(/[.[\]]+/).filter((k) => k !== "");
    const last = keys.pop() ?? "";
    let parent = config as Fields;
    for (const key of keys) parent = parent[key] as Fields;
    if (last === "+") (parent as unknown as unknown[]).push(value);
    else parent[last] = value;
  }
  return config;
}

function problemsOf(changes: Changes): readonly ConfigProblem[] {
  const loaded = parseHallConfig(stringify(changed(changes)));
  return loaded.ok ? [] : loaded.problems;
}

test("the whole test hall is right, so each case below is the only thing wrong", () => {
  expect(parseHallConfig(stringify(whole()))).toMatchObject({ ok: true, warnings: [] });
});

test("the example hall loads as it stands", () => {
  const loaded = loadHallConfig(EXAMPLE);
  expect(loaded).toMatchObject({ ok: true, warnings: [] });
  expect(loaded.ok && loaded.config.devices).toHaveLength(5);
});

test("the demo hall keeps the same rules", () => {
  const { ok } = parseHallConfig(JSON.stringify(demoConfig()));
  expect(ok).toBe(true);
});

const HID = { kind: "hid", vendorId: 1, productId: 2 };
const hours = (...rows: [string[], string, string][]) => rows.map(([days, from, to]) => ({ days, from, to }));
const KEYPAD = { id: "k2", role: "keypad", driver: "ff68", line: "a", address: 1, window: "w01" };

const wrong: [string, Changes, string[], RegExp][] = [
  [
    "unknown sector of a window",
    { "windows[0].sectors": ["x"] },
    ["windows[0].sectors[0]"],
    /comprehensive, property/,
  ],
  ["unknown sector of a kiosk", { "kiosks[0].sectors": ["x"] }, ["kiosks[0].sectors[0]"], /unknown sector/],
  [
    "unknown window of a device",
    { "devices[2].window": "w9" },
    ["devices[2].address", "devices[2].window"],
    /./,
  ],
  ["unknown line", { "devices[0].line": "zz" }, ["devices[0].line"], /allowed: a, b/],
  ["unknown printer", { "kiosks[0].printer": "key1" }, ["kiosks[0].printer"], /allowed: p1/],
  ["unknown printer to take over", { "devices[0].fallback": "key1" }, ["devices[0].fallback"], /allowed: p1/],
  ["a printer for itself", { "devices[0].fallback": "p1" }, ["devices[0].fallback"], /for itself/],
  ["printer and printers", { "kiosks[0].printers": ["p1"] }, ["kiosks[0].printers"], /not both/],
  [
    "unknown and repeated printers of a kiosk",
    { "kiosks[0]": { id: "k1", name: "取号机", printers: ["p1", "p9", "p1"], sectors: ["comprehensive"] } },
    ["kiosks[0].printers[1]", "kiosks[0].printers[2]"],
    /allowed: p1|twice/,
  ],
  ["duplicate window id", { "windows[1].id": "w01" }, ["windows[1].id"], /windows\[0\]/],
  ["duplicate device id", { "devices[2].id": "key1" }, ["devices[2].id"], /duplicate/],
  ["duplicate prefix", { "sectors[1].prefix": "Z" }, ["sectors[1].prefix"], /unique in the hall/],
  ["same address twice", { "devices[+]": KEYPAD }, ["devices[3].address"], /key1/],
  ["two windows on one address", { "devices[2].window": "w02" }, ["devices[2].address"], /another window/],
  ["address out of range", { "devices[1].address": 256 }, ["devices[1].address"], /0 到 255/],
  ["two lines to one end", { "lines[1].transport.port": 4001 }, ["lines[1].transport"], /same end/],
  ["printer not alone", { "devices[0].line": "a" }, ["devices[0].line"], /line of its own/],
  [
    "driver on a hid line",
    { "lines[0].transport": HID },
    ["devices[1].line", "devices[2].line"],
    /serial, tcp, virtual/,
  ],
  [
    "hours overlap",
    { "hall.hours": hours([["mon"], "08:00", "12:00"], [["tue", "mon"], "11:59", "13:00"]) },
    ["hall.hours[1]"],
    /重叠/,
  ],
  ["hours backwards", { "hall.hours": hours([["mon"], "12:00", "12:00"]) }, ["hall.hours[0]"], /before/],
  [
    "hours malformed",
    { "hall.hours": hours([["mon"], "8:30", "24:30"]) },
    ["hall.hours[0].from", "hall.hours[0].to"],
    /HH:MM/,
  ],
  [
    "day twice",
    { "hall.hours": hours([["mon", "mon"], "08:00", "09:00"]) },
    ["hall.hours[0].days[1]"],
    /twice/,
  ],
  ["unknown time zone", { "hall.timeZone": "Asia/Hangzhou" }, ["hall.timeZone"], /IANA/],
  ["a day both open and closed", { "hall.closedDays": ["2026-11-28"] }, ["hall.extraDays[0]"], /closedDays/],
  [
    "transfer to nowhere",
    { "windows[0].transferTo": "zz" },
    ["windows[0].transferTo"],
    /comprehensive, property, w01, w02/,
  ],
  ["transfer to itself", { "windows[0].transferTo": "w01" }, ["windows[0].transferTo"], /itself/],
  ["default sector unknown", { "hall.defaultSector": "zz" }, ["hall.defaultSector"], /unknown sector/],
  ["a secret in sms", { "sms.authToken": "geheim-123" }, ["sms.authToken"], /TWILIO_AUTH_TOKEN/],
  ["a password of staff", { "staff[0].password": "geheim-123" }, ["staff[0].password"], /staff-password/],
  ["unknown provider", { "sms.provider": "pigeon" }, ["sms.provider"], /none, twilio/],
  ["clips without a folder", { voice: { engine: "clips" } }, ["voice.clips"], /folder/],
  ["newer schema", { schema: 2 }, ["schema"], /1/],
];

test.each(wrong)("%s", (_, changes, at, says) => {
  const problems = problemsOf(changes);
  expect(problems.map((p) => p.path)).toEqual(at);
  expect(problems[0]?.message).toMatch(says);
  expect(problems.every((p) => p.line !== null)).toBe(true);
  expect(JSON.stringify(problems)).not.toContain("geheim");
});

test("secrets in an address are refused and never repeated", () => {
  const accountSid = `AC${"0".repeat(32)}`;
  const problems = problemsOf({
    sms: { provider: "twilio", accountSid, from: "+15005550006", baseUrl: "http://u:geheim@h" },
  });
  expect(problems.map((p) => p.path)).toEqual(["sms.baseUrl"]);
  expect(JSON.stringify(problems)).not.toContain("geheim");
});

test("matters of the hall's own are checked field by field", () => {
  const found = problemsOf({
    matters: [{ id: "m1", sector: "nowhere", materials: [{ id: "a" }, { id: "a" }] }],
  });
  expect(found.map((p) => p.path)).toEqual(
    expect.arrayContaining(["matters[0].name", "matters[0].sector", "matters[0].materials[1].id"]),
  );
});

test("all problems come at once, fields and rules together, each with its line", () => {
  const problems = problemsOf({
    "hall.timeZone": "Mars/Base",
    "sectors[1].prefix": "Z",
    "windows[1]": { id: "w01", name: "", sectors: ["property", "nowhere"] },
    "devices[1].address": 999,
    policy: { ratingSeconds: 2 },
  });
  expect(problems.map((p) => p.path)).toEqual([
    "hall.timeZone",
    "sectors[1].prefix",
    "windows[1].id",
    "windows[1].name",
    "windows[1].sectors[1]",
    "devices[1].address",
    "policy.ratingSeconds",
  ]);
  expect(problems.at(-1)?.message).toContain("5 到 300 的整数，单位：秒");
});

test("a problem is told with file, line and column", () => {
  const loaded = parseHallConfig(
    'schema: 1\nhall: { id: h, name: x, hours: [{ days: [mon], from: "09:00", to: "08:00" }] }\nsectors: [{ id: a, name: a, prefix: 9 }]\nwindows: [{ id: w, name: w, sectors: [a] }]\n',
  );
  if (loaded.ok) throw new Error("must be refused");
  expect(loaded.problems.map((p) => problemLine("hall.yaml", p))).toEqual([
    expect.stringMatching(/^hall\.yaml:2:33 hall\.hours\[0\] = "\{…\}": from 09:00/),
    expect.stringMatching(/^hall\.yaml:3:29 sectors\[0\]\.prefix = 9: .*加引号/),
  ]);
});

test.each([
  ["", /空/],
  ["a: [", /YAML/],
  ["a: 1\n---\nb: 2\n", /YAML/],
  ["a: &x [*x]\n", /YAML|object|字段/],
  ["42", /字段/],
])("%j is refused with a sentence", (text, says) => {
  const loaded = parseHallConfig(text);
  expect(loaded.ok).toBe(false);
  expect(!loaded.ok && loaded.problems.map((p) => p.message).join()).toMatch(says);
});

test("broken YAML names line and column; a key written twice doesn't hide the rest", () => {
  const broken = parseHallConfig("schema: 1\nhall: {a: b\n");
  expect(!broken.ok && broken.problems[0]).toMatchObject({
    line: expect.any(Number),
    column: expect.any(Number),
  });
  const twice = parseHallConfig("schema: 1\nschema: 3\n");
  if (twice.ok) throw new Error("must be refused");
  expect(twice.problems.map((p) => p.path)).toEqual(
    expect.arrayContaining(["", "schema", "hall", "sectors", "windows"]),
  );
});

test("a missing file is a problem, not an exception", () => {
  const dir = mkdtempSync(path.join(tmpdir(), "hall-config-"));
  try {
    const file = path.join(dir, "none.yaml");
    expect(loadHallConfig(file)).toMatchObject({ ok: false, problems: [{ value: file }] });
    expect(loadHallConfig(dir)).toMatchObject({ ok: false });
    writeFileSync(file, stringify(whole()));
    expect(loadHallConfig(file).ok).toBe(true);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("windows announced ahead where the number settles the window is a warning", () => {
  const sector = { id: "property", name: "不动产", prefix: "B", announceAhead: true };
  const warned = (over: object, own: object) =>
    parseHallConfig(
      stringify(changed({ ...over, sectors: [whole().sectors[0], { ...sector, ...own }] })),
    ).warnings.map((w) => w.path);
  expect(warned({}, {})).toEqual([]);
  expect(warned({}, { binding: "atTicket" })).toEqual(["sectors[1].announceAhead"]);
  expect(warned({ policy: { binding: "atTicket" } }, {})).toEqual(["sectors[1].announceAhead"]);
  expect(warned({ policy: { binding: "atTicket" } }, { binding: "atCall" })).toEqual([]);
});

test("a limit of like cases where no batch window serves the sector is a warning", () => {
  const warned = (window: object) => {
    const { sectors, windows } = whole();
    const limited = [{ ...sectors[0], batchAbove: 5 }, ...sectors.slice(1)];
    const batch = [{ ...windows[0], ...window }, ...windows.slice(1)];
    return parseHallConfig(stringify(changed({ sectors: limited, windows: batch }))).warnings.map(
      (w) => w.path,
    );
  };
  expect(warned({})).toContain("sectors[0].batchAbove");
  expect(warned({ batch: true, sectors: [whole().sectors[0]?.id] })).toEqual([]);
});

test("whether a kiosk asks agents for a count is yes, no, or left to the sectors' limits", () => {
  const asks = (own: object) => {
    const kiosks = whole().kiosks.map((k) => ({ ...k, ...own }));
    const loaded = parseHallConfig(stringify(changed({ kiosks })));
    return loaded.ok ? loaded.config.kiosks[0]?.askCount : loaded.problems.map((p) => p.path);
  };
  expect(asks({})).toBe(undefined);
  expect(asks({ askCount: false })).toBe(false);
  expect(asks({ askCount: "often" })).toEqual(["kiosks[0].askCount"]);
});

test("a sector that no window serves is a warning", () => {
  const loaded = parseHallConfig(
    stringify(changed({ windows: [{ id: "w01", name: "a", sectors: ["property"] }] })),
  );
  expect(loaded.ok).toBe(true);
  expect(loaded.warnings.map((w) => w.path)).toEqual(["kiosks[0].sectors[0]"]);
});

test("no file makes the loader throw", () => {
  const example = parse(stringify(whole())) as object;
  const broken = fc.dictionary(
    fc.constantFrom(...Object.keys(example), "matters", "voice", "policy"),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(broken, (part) => {
      expect(parseHallConfig(JSON.stringify({ ...example, ...part })).ok).toBeTypeOf("boolean");
    }),
    { numRuns: 300 },
  );
  const field = fc.constantFrom(
    "role",
    "line",
    "window",
    "sectors",
    "address",
    "driver",
    "transport",
    "id",
    "kiosk",
  );
  const entry = fc.dictionary(
    field,
    fc.oneof(fc.constantFrom("keypad", "summary-board", "a", "w01"), fc.jsonValue()),
  );
  fc.assert(
    fc.property(fc.constantFrom("devices", "lines", "windows"), fc.array(entry), (list, entries) => {
      expect(parseHallConfig(JSON.stringify({ ...example, [list]: entries })).ok).toBeTypeOf("boolean");
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseHallConfig(text).ok).toBe(false);
    }),
  );
});

test("an unknown driver is told with the drivers of that role, a wrong option with those of that driver", () => {
  const [driver] = problemsOf({ "devices[1].driver": "a090" });
  expect(driver).toMatchObject({ path: "devices[1].driver", message: expect.stringContaining("ff68") });
  expect(driver?.message).not.toContain("escpos");
  const all = problemsOf({ "devices[1].driver": "x", "devices[1].address": 999, "devices[1].window": 7 });
  expect(all.map((p) => p.path).sort()).toEqual([
    "devices[1].address",
    "devices[1].driver",
    "devices[1].window",
  ]);
  const [option] = problemsOf({ "devices[1].columns": 32 });
  expect(option).toMatchObject({
    path: "devices[1].columns",
    message: expect.stringContaining("debounceMs"),
  });
});

test("a display without an address wants a line of its own; an alpha sign wants seven bits", () => {
  const vfd = { id: "v", role: "window-board", driver: "cd5220", line: "a", window: "w01" };
  expect(problemsOf({ "devices[+]": vfd })).toMatchObject([
    { path: "devices[3].line", message: expect.stringContaining("cd5220 has no address") },
  ]);
  const sign = { id: "s", role: "summary-board", driver: "alpha", line: "c" };
  const lines = [
    { id: "a", transport: { kind: "tcp", host: "127.0.0.1", port: 4001 } },
    { id: "b", transport: { kind: "tcp", host: "127.0.0.1", port: 9100 } },
    { id: "c", transport: { kind: "serial", path: "/dev/ttyUSB0" } },
  ];
  const loaded = parseHallConfig(stringify(changed({ lines, "devices[+]": sign })));
  expect(loaded.warnings).toMatchObject([
    { path: "devices[3].line", message: expect.stringContaining("parity even") },
  ]);
});
