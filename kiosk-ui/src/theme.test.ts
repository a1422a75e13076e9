import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

// Main text must stay readable for old eyes: at least 7:1 on its ground (WCAG 2.2, 1.4.6).
const css = readFileSync(new URL("./theme.css", import.meta.url), "utf8");
const tokens = new Map([...css.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]));

function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const colour = (name: string): string => tokens.get(name) ?? name;

describe("the theme's colours", () => {
  it.each([
    ["ink", "paper"],
    ["ink", "ground"],
    ["ink", "blue-100"],
    ["ink", "amber-100"],
    ["ink", "red-100"],
    ["ink", "green-100"],
    ["ink-soft", "paper"],
    ["ink-soft", "ground"],
    ["blue-800", "paper"],
    ["blue-800", "ground"],
    ["blue-700", "paper"],
    ["green-700", "paper"],
    ["green-700", "green-100"],
    ["red-700", "paper"],
    ["red-700", "ground"],
    ["amber-700", "paper"],
  ])("%s on %s is at least 7:1", (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(7);
  });

  it("measures as the standard does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
});
