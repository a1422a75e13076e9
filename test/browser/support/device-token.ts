import type { DevicePage } from "../../../src/contract/session.ts";
import type { SimHall } from "../../sim/support/hall.ts";

/** The address of a kiosk, screen or rater page with a new token behind it, as an administrator hands it out. */
export async function pageWithToken(hall: SimHall, page: DevicePage, id: string): Promise<string> {
  const answer = await hall.call<{ token: string }>("POST", "/device-tokens", { page, id });
  if (answer.status !== 201) throw new Error(`no token for ${page} ${id}: ${answer.status} ${answer.text}`);
  return `${hall.url}/${page}/${id}#token=${answer.json.token}`;
}
