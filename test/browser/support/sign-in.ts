import type { Page } from "playwright-core";
import type { SimHall } from "../../sim/support/hall.ts";

const PASSWORD = "correct-horse-7";

/** Gives each member of staff the same password to sign in with. */
export async function setPasswords(hall: SimHall, ...staff: readonly string[]): Promise<void> {
  for (const id of staff) {
    const answer = await hall.call("POST", `/staff/${id}/password`, { password: PASSWORD });
    if (answer.status !== 204) throw new Error(`password of ${id}: ${answer.status} ${answer.text}`);
  }
}

/** Signs in on a staff page by the keyboard alone; the first field has the focus when the page opens. */
export async function signInByKeyboard(page: Page, staff: string): Promise<void> {
  await page.locator("input[name=staff]:focus").waitFor();
  await page.keyboard.type(staff);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
}

/** Opens a window's page with this clerk signed in and standing at the window. */
export async function openDesk(page: Page, hall: SimHall, window: string, staff: string): Promise<void> {
  await page.goto(`${hall.url}/window/${window}`);
  await signInByKeyboard(page, staff);
  await page.getByTestId("window-state").filter({ hasText: "空闲" }).waitFor();
}
