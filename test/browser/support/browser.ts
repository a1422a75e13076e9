import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page, selectors } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumPath } from "./chromium.ts";

selectors.setTestIdAttribute("data-test");

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
    executablePath: chromiumPath(),
    args: CHROMIUM_FLAGS,
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
