import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page, selectors } from "playwright-core";

selectors.setTestIdAttribute("data-test");

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A wall has no one to touch it; started like this it speaks at once (README, hall screens).
  "--autoplay-policy=no-user-gesture-required",
];

export interface TestBrowser {
  /** A page of its own size; what it threw or logged as an error is kept in `faults`. */
  page(size: { readonly width: number; readonly height: number }): Promise<TestPage>;
  close(): Promise<void>;
}
export interface TestPage {
  readonly page: Page;
  /** Exceptions of the page's own script; a test ends by expecting none. */
  readonly faults: string[];
}

/** Real Chromium with a profile of its own. Whoever opens it closes it. */
export async function openBrowser(): Promise<TestBrowser> {
  const profile = mkdtempSync(path.join(os.tmpdir(), "hall-chromium-"));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    args: ARGS,
    viewport: null,
    timezoneId: "Asia/Shanghai",
    locale: "zh-CN",
  });
  return {
    page: async (size) => {
      const page = await context.newPage();
      await page.setViewportSize(size);
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
      return { page, faults };
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
