import type { Browser, Page } from "playwright-core";
import type { SimHall } from "../../sim/support/hall.ts";
import { DESK, openPage } from "./chromium.ts";

const PASSWORD = "correct-horse-7";

/** Gives each member of staff the same password to sign in with. */
export async function setPasswords(hall: SimHall, ...staff: readonly string[]): Promise<void> {
  for (const id of staff) {
    const answer = await hall.call("POST", `/staff/${id}/password`, { password: PASSWORD });
    if (answer.status !== 204) throw new Error(`password of ${id}: ${answer.status} ${answer.text}`);
  }
}

/** A clerk's screen and keyboard at a window. */
export class Desk {
  readonly page: Page & { readonly faults: readonly string[] };

  constructor(page: Page & { readonly faults: readonly string[] }) {
    this.page = page;
  }

  /** Opens a window's page and signs this clerk in, who then stands at the window. */
  static async open(browser: Browser, hall: SimHall, window: string, staff: string): Promise<Desk> {
    const desk = new Desk(await openPage(browser, `${hall.url}/window/${window}`, DESK));
    await desk.signIn(staff);
    await desk.page.getByText("在岗：").waitFor();
    await desk.settled();
    return desk;
  }

  /** By the keyboard alone: the first field has the focus when the page opens. */
  async signIn(staff: string): Promise<void> {
    await this.page.locator("input[name=staff]:focus").waitFor();
    await this.page.keyboard.type(staff);
    await this.press("Tab");
    await this.page.keyboard.type(PASSWORD);
    await this.press("Enter");
  }

  /** An element by its `data-test`. */
  at(name: string) {
    return this.page.locator(`[data-test="${name}"]`);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /**
   * Waits until the page shows the window in this state (空闲, 叫号中, 办理中, 已暂停, 未开放) and the last command's
   * answer is here: on a busy machine the room's patch can be seconds ahead of it.
   */
  async shows(state: string): Promise<void> {
    await this.at("window-state").filter({ hasText: state }).waitFor();
    await this.settled();
  }

  async showsNumber(number: string): Promise<void> {
    await this.at("present-number").filter({ hasText: number }).waitFor();
    await this.settled();
  }

  /** Waits until no command is under way. */
  async settled(): Promise<void> {
    await this.page.locator('[data-action=call-next][aria-disabled="false"]').waitFor();
  }

  async close(): Promise<void> {
    // A route that still waits for its answer must not fail the test that is over.
    await this.page.unrouteAll({ behavior: "ignoreErrors" });
    await this.page.context().close();
  }
}
