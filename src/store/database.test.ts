import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { DATABASE_FILE, type Db, lockFolder, migrate, openDatabase } from "./database.ts";
import { MIGRATIONS } from "./migrations.ts";
import { Database } from "./sqlite.ts";
import { openStore } from "./store.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hall-database-"));
  file = path.join(folder, DATABASE_FILE);
});
afterEach(() => rmSync(folder, { recursive: true }));

type Schema = { name: string; sql: string }[];
const schemaOf = (db: Db): Schema =>
  db.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").all() as Schema;
const version = (db: Db) => db.pragma("user_version", { simple: true });

describe("migrations", () => {
  test("opening twice changes nothing and makes no backup", () => {
    const first = openDatabase(folder);
    const schema = schemaOf(first);
    expect(version(first)).toBe(MIGRATIONS.length);
    first.close();
    const second = openDatabase(folder);
    expect(schemaOf(second)).toEqual(schema);
    expect(version(second)).toBe(MIGRATIONS.length);
    second.close();
    expect(existsSync(`${file}.before-v${MIGRATIONS.length + 1}`)).toBe(false);
  });

  test("step an older file up by one each, with a copy of it as it was", () => {
    const steps = [
      "CREATE TABLE a(x INTEGER) STRICT",
      "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two'",
      "UPDATE a SET y = y || ' three'",
    ];
    const db = new Database(file);
    migrate(db, file, steps.slice(0, 1));
    db.exec("INSERT INTO a(x) VALUES(7)");
    migrate(db, file, steps);
    expect(version(db)).toBe(3);
    expect(db.prepare("SELECT * FROM a").all()).toEqual([{ x: 7, y: "two three" }]);
    migrate(db, file, steps);
    expect(db.prepare("SELECT y FROM a").all()).toEqual([{ y: "two three" }]);
    db.close();
    const copy = new Database(`${file}.before-v2`, { readonly: true });
    expect(version(copy)).toBe(1);
    expect(copy.prepare("SELECT * FROM a").all()).toEqual([{ x: 7 }]);
    copy.close();
  });

  test("a table that others refer to is made anew with its rows, and a step that loses some is taken back", () => {
    const db = new Database(file);
    migrate(db, file, MIGRATIONS.slice(0, 1));
    db.exec(`INSERT INTO ticket(id, token, day, prefix, sequence, number, queue, class, state, leg, matters, issued_at)
      VALUES('t1', 'k1', '2026-11-23', 'Z', 1, 'Z001', 'q', 'green', 'waiting', 1, '[]', 1);
      INSERT INTO period(ticket, leg, kind, since) VALUES('t1', 1, 'waiting', 1);`);
    migrate(db, file);
    expect(db.prepare("SELECT id, class, slot FROM ticket").all()).toEqual([
      { id: "t1", class: "green", slot: null },
    ]);
    expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
    expect(() => db.exec("DELETE FROM ticket")).toThrow(/FOREIGN KEY/);
    expect(() => migrate(db, file, [...MIGRATIONS, "DELETE FROM ticket"])).toThrow(/refer to nothing/);
    expect(version(db)).toBe(MIGRATIONS.length);
    expect(db.prepare("SELECT count(*) AS n FROM ticket").get()).toEqual({ n: 1 });
    db.close();
  });

  test("a step that fails half-way leaves the version before it", () => {
    const db = new Database(file);
    const steps = ["CREATE TABLE a(x INTEGER) STRICT", "CREATE TABLE b(x INTEGER) STRICT; SELECT nonsense"];
    expect(() => migrate(db, file, steps)).toThrow(/nonsense/);
    expect(version(db)).toBe(1);
    expect(schemaOf(db).map((t) => t.name)).toEqual(["a"]);
    db.close();
  });

  test("refuse a file of a later release in a sentence, and leave it as it is", () => {
    const db = openDatabase(folder);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    expect(() => openDatabase(folder)).toThrow(
      expect.objectContaining({
        code: "store.newer",
        message: expect.stringMatching(/later release.*backup/),
      }),
    );
    const again = new Database(file);
    expect(version(again)).toBe(MIGRATIONS.length + 1);
    again.close();
  });
});

describe("the schema", () => {
  test("has only STRICT tables", () => {
    const db = openDatabase(folder);
    const tables = schemaOf(db).filter((t) => /^CREATE TABLE/.test(t.sql));
    expect(tables.length).toBeGreaterThan(10);
    for (const { name, sql } of tables) expect(sql, name).toMatch(/\)\s*(WITHOUT ROWID, )?STRICT$/);
    db.close();
  });

  test("is durable at each commit, and knows its foreign keys", () => {
    const db = openDatabase(folder);
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(db.pragma("synchronous", { simple: true })).toBe(2);
    expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
    expect(() =>
      db.exec("INSERT INTO period(ticket, leg, kind, since) VALUES('nobody', 1, 'waiting', 1)"),
    ).toThrow(/FOREIGN KEY/);
    db.close();
  });

  test("gives no number twice: day, prefix and sequence are unique", () => {
    const db = openDatabase(folder);
    const put = db.prepare(
      `INSERT INTO ticket(id, token, day, prefix, sequence, number, queue, class, state, leg, matters, issued_at)
       VALUES(?, ?, ?, ?, ?, 'Z001', 'q', 'walk', 'waiting', 1, '[]', 1)`,
    );
    put.run("t1", "k1", "2026-11-23", "Z", 1);
    expect(() => put.run("t2", "k2", "2026-11-23", "Z", 1)).toThrow(/UNIQUE/);
    put.run("t3", "k3", "2026-11-24", "Z", 1);
    put.run("t4", "k4", "2026-11-23", "B", 1);
    expect(() => put.run("t5", "k5", "2026-11-23", "Z", 0)).toThrow(/CHECK/);
    expect(() => put.run("t6", "k1", "2026-11-23", "Z", 9)).toThrow(/UNIQUE/);
    db.close();
  });

  test("refuses what is not what it says", () => {
    const db = openDatabase(folder);
    const put = db.prepare("INSERT INTO journal(at, type, version, actor, data) VALUES(?, 'x', 1, '{}', ?)");
    expect(() => put.run("yesterday", "{}")).toThrow(/INTEGER/);
    expect(() => put.run(1, "{half")).toThrow(/CHECK/);
    db.close();
  });
});

describe("the data folder", () => {
  const open = () => openStore(folder, { random: seededRandom(1), shape: "1" });

  test("is one server's: a second is refused while the first runs, and let in after it", () => {
    const first = open();
    expect(open).toThrow(
      expect.objectContaining({
        code: "store.locked",
        message: expect.stringContaining("in use by another hall server"),
      }),
    );
    first.close();
    open().close();
  });

  test("is free again when opening the database failed", () => {
    const db = openDatabase(folder);
    db.pragma("user_version = 99");
    db.close();
    expect(open).toThrow(expect.objectContaining({ code: "store.newer" }));
    lockFolder(folder)();
  });

  test("is for the hall's user alone", () => {
    const made = path.join(folder, "deeper", "data");
    openStore(made, { random: seededRandom(1), shape: "1" }).close();
    expect(existsSync(path.join(made, DATABASE_FILE))).toBe(true);
  });
});
