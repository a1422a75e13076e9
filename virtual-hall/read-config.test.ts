import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "./read-config.ts";

test("the far ends read what the hall reads: a window that serves all sectors", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hall-far-"));
  try {
    const file = path.join(folder, "hall.yaml");
    const example = readFileSync("config/hall.example.yaml", "utf8");
    writeFileSync(
      file,
      example.replace("acceptance, sectors: [comprehensive] }", "acceptance, sectors: all }"),
    );
    const config = readConfig(file);
    if (!("windows" in config)) throw new Error(config.join("\n"));
    expect(config.windows[0]?.sectors).toHaveLength(config.sectors.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
