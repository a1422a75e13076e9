import type { Session } from "../../../../src/contract/session.ts";
import { type Answer, api } from "../api.ts";
import { forgetCredential, readCredential, storeCredential } from "../credential.ts";

/** Who is signed in on a page, as its header shows it; null for a token that is no member of staff (admin). */
export type SignedInStaff = Session["staff"];

const PREFIX = "hall.staff.";
const memory = new Map<string, string>();

/** Signs a member of staff in and keeps the token for the page (`window:w01`, `admin`). */
export async function signInStaff(scope: string, staff: string, password: string): Promise<Answer<Session>> {
  const answer = await api<Session>("POST", "/session", { body: { staff, password }, token: null });
  if (answer.ok) {
    storeCredential(scope, answer.data.token);
    keepStaff(scope, answer.data.staff);
  }
  return answer;
}

/** Ends the session on the server as far as it can be reached, and forgets it here in any case. */
export async function signOutStaff(scope: string): Promise<void> {
  const token = readCredential(scope);
  forgetStaff(scope);
  if (token) await api("DELETE", "/session", { token, timeoutMs: 4_000 });
}

export function forgetStaff(scope: string): void {
  forgetCredential(scope);
  memory.delete(scope);
  try {
    localStorage.removeItem(PREFIX + scope);
  } catch {
    // Nothing was stored then.
  }
}

export function signedInStaff(scope: string): SignedInStaff | null {
  try {
    const kept = localStorage.getItem(PREFIX + scope) ?? memory.get(scope);
    return kept ? (JSON.parse(kept) as SignedInStaff) : null;
  } catch {
    return null;
  }
}

function keepStaff(scope: string, staff: SignedInStaff): void {
  const text = JSON.stringify(staff);
  memory.set(scope, text);
  try {
    localStorage.setItem(PREFIX + scope, text);
  } catch {
    // Storage is refused: the name lives as long as the page.
  }
}
