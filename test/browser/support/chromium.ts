import { existsSync } from "node:fs";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

/** Best first: the headless build draws the same pages for half the work. */
const PLACES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"].map(
  (name) => `/usr/bin/${name}`,
);
// A page of the hall never needs the network beyond the hall; Chromium's own chatter is switched off.
export const CHROMIUM_FLAGS = [
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

/** Where this machine has Chromium, or what CHROMIUM says. */
export function chromiumPath(): string {
  const { CHROMIUM: own } = process.env;
  const found = own ?? PLACES.find((place) => existsSync(place));
  if (!found) throw new Error(`no Chromium at ${PLACES.join(", ")}; set CHROMIUM`);
  return found;
}

/** The real Chromium; whoever starts it closes it. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
}

export interface OpenOptions {
  readonly width: number;
  readonly height: number;
  readonly touch?: boolean;
}

/** A page in a profile of its own, as another machine would have it. `faults` collects what scripts threw. */
export async function openPage(
  browser: Browser,
  url: string,
  { width, height, touch = false }: OpenOptions,
): Promise<Page & { readonly faults: readonly string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: touch,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
  });
  const page = await context.newPage();
  // A bound against hanging: other tests run beside.
  page.setDefaultTimeout(90_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(url);
  return Object.assign(page, { faults });
}

export const KIOSK_GLASS: OpenOptions = { width: 1080, height: 1920, touch: true };
export const PHONE: OpenOptions = { width: 390, height: 844, touch: true };
export const TABLET: OpenOptions = { width: 1280, height: 800, touch: true };
export const DESK: OpenOptions = { width: 1366, height: 768 };
export const SCREEN: OpenOptions = { width: 1920, height: 1080 };

/** Two clicks in one turn of the page's event loop, as a bouncing glass makes them. */
export async function clickTwice(target: Locator): Promise<void> {
  await target.evaluate((element: HTMLElement) => {
    element.click();
    element.click();
  });
}
