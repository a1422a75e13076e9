import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configJsonSchema } from "./json-schema.ts";
import { parseHallConfig } from "./load.ts";

const example = readFileSync("config/hall.example.yaml", "utf8");
const EVERY = ["comprehensive", "property", "issuing", "complaint"];

test("a window, its later change, a kiosk and a screen may serve all sectors, without naming them", () => {
  const text = example
    .replace("kind: acceptance, sectors: [comprehensive] }", "kind: acceptance, sectors: all }")
    .replace('at: "15:30", sectors: [comprehensive, property]', 'at: "15:30", sectors: all')
    .replace(
      "printer: printer-1, sectors: [comprehensive, property, issuing, complaint]",
      "printer: printer-1, sectors: all",
    )
    .replace("sectors: [comprehensive, property], rows: 8", "sectors: all, rows: 8");
  const loaded = parseHallConfig(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { windows, kiosks, screens } = loaded.config;
  expect(windows[0]?.sectors).toEqual(EVERY);
  expect(windows.flatMap((w) => w.changes)[0]?.sectors).toEqual(EVERY);
  expect(kiosks[0]?.sectors).toEqual(EVERY);
  expect(screens[0]?.sectors).toEqual(EVERY);
});

test("any other word is an error that says so, and a broken list of sectors is reported as before", () => {
  const word = parseHallConfig(
    example.replace("kind: acceptance, sectors: [comprehensive] }", "sectors: every }"),
  );
  expect(word.ok ? [] : word.problems.map((p) => p.path)).toEqual(["windows[0].sectors"]);
  expect(parseHallConfig("sectors: 3\nwindows: [{ sectors: all }]").ok).toBe(false);
});

test("editors know the word", () => {
  const text = JSON.stringify(configJsonSchema());
  expect(text.match(/"const":"all"/g)).toHaveLength(4);
  expect(text).not.toContain("orAll");
});
