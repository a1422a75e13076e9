import type { Browser, Locator, Page } from "playwright-core";
import type { Ticket } from "../../../src/contract/ticket.ts";
import type { QueueView } from "../../../src/contract/window.ts";
import type { SimHall } from "../../sim/support/hall.ts";
import { KIOSK_GLASS, openPage } from "./chromium.ts";
import { pageWithToken } from "./device-token.ts";

/** Fingers on a kiosk's glass. */
export class Kiosk {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, hall: SimHall, id = "k1"): Promise<Kiosk> {
    return new Kiosk(await openPage(browser, await pageWithToken(hall, "kiosk", id), KIOSK_GLASS));
  }

  at(name: string): Locator {
    return this.page.locator(`[data-test="${name}"]`);
  }

  async tap(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.at(name).tap();
  }

  async type(digits: string): Promise<void> {
    for (const digit of digits) await this.tap(`key-${digit}`);
  }

  /** From the start to the filled keypad, for no matter in particular; `sector` null where there is only one. */
  async dial(phone: string, sector: string | null = "comprehensive"): Promise<void> {
    await this.tap("start", ...(sector === null ? [] : [`sector-${sector}`]), "matter-skip");
    await this.type(phone);
  }

  /** Taps and gives the ticket that the server answered. */
  async ticketBy(name: string): Promise<Ticket> {
    const answered = this.page.waitForResponse(
      (r) => r.url().endsWith("/api/v1/tickets") && r.request().method() === "POST",
    );
    await this.tap(name);
    return (await answered).json() as Promise<Ticket>;
  }

  number(): Promise<string | null> {
    return this.at("number").textContent();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

/** How many wait in a sector, as the server says. */
export async function waitingIn(hall: SimHall, queue: string): Promise<number> {
  const { json } = await hall.call<QueueView[]>("GET", "/queues");
  const found = json.find((q) => q.id === queue);
  if (!found) throw new Error(`no queue ${queue}`);
  return found.waiting;
}
