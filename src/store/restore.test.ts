import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder, openDatabase } from "./database.ts";
import { restore } from "./restore.ts";
import { backup } from "./store.ts";

const NOW = Date.UTC(2026, 10, 23, 9, 0, 0);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hall-restore-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const journal = (type: string) => {
  const db = openDatabase(folder);
  db.prepare("INSERT INTO journal(at, type, version, actor, data) VALUES(1, ?, 1, '{}', '{}')").run(type);
  db.close();
};
const types = () => {
  const db = openDatabase(folder);
  const rows = db.prepare("SELECT type FROM journal ORDER BY seq").all() as { type: string }[];
  db.close();
  return rows.map((r) => r.type);
};

test("a backup brings back what was there then; what it replaces is kept", () => {
  journal("day.ended");
  const file = path.join(folder, "b.db");
  backup(folder, file);
  journal("window.closed");
  const kept = restore(folder, file, NOW);
  expect(kept).toBe("hall.db.before-restore-20261123090000");
  expect(types()).toEqual(["day.ended"]);
  expect(readdirSync(folder).filter((f) => f.startsWith("restore-"))).toEqual([]);
  expect(restore(folder, path.join(folder, String(kept)), NOW + 1000)).not.toBeNull();
  expect(types()).toEqual(["day.ended", "window.closed"]);
});

test("a hall that only has passwords yet is a backup too", () => {
  openDatabase(folder).close();
  const file = path.join(folder, "b.db");
  backup(folder, file);
  journal("day.ended");
  restore(folder, file, NOW);
  expect(types()).toEqual([]);
});

test("what is no backup changes nothing", () => {
  journal("day.ended");
  const junk = path.join(folder, "junk.db");
  writeFileSync(junk, "this is no database, however long it may be ".repeat(200));
  const empty = path.join(folder, "empty.db");
  writeFileSync(empty, "");
  for (const file of [junk, empty, path.join(folder, "none.db")])
    expect(() => restore(folder, file, NOW)).toThrow(expect.objectContaining({ code: "store.not-a-backup" }));
  expect(types()).toEqual(["day.ended"]);
  expect(readdirSync(folder).some((f) => f.includes("before-restore"))).toBe(false);
});

test("not beside a running server", () => {
  journal("day.ended");
  const file = path.join(folder, "b.db");
  backup(folder, file);
  const unlock = lockFolder(folder);
  try {
    expect(() => restore(folder, file, NOW)).toThrow(expect.objectContaining({ code: "store.locked" }));
  } finally {
    unlock();
  }
});

test("a database too broken to open can be replaced", () => {
  journal("day.ended");
  const file = path.join(folder, "b.db");
  backup(folder, file);
  writeFileSync(path.join(folder, "hall.db"), "broken ".repeat(2000));
  expect(restore(folder, file, NOW)).not.toBeNull();
  expect(types()).toEqual(["day.ended"]);
});
