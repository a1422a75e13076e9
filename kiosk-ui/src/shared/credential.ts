// Where a page keeps the secret that says who it is: one per page kind and id (`kiosk:k1`, `window:w01`), so that
// a demo browser can show two windows with two clerks. Kept in localStorage: a kiosk must survive a reboot.

const PREFIX = "hall.credential.";
const memory = new Map<string, string>();
let current: string | null = null;

/** Keeps a bearer token for a page. Falls back to memory when the browser refuses storage (private mode). */
export function storeCredential(scope: string, token: string): void {
  memory.set(scope, token);
  try {
    localStorage.setItem(PREFIX + scope, token);
  } catch {
    // Storage is refused or full: the token lives as long as the page.
  }
}

export function readCredential(scope: string): string | null {
  try {
    return localStorage.getItem(PREFIX + scope) ?? memory.get(scope) ?? null;
  } catch {
    return memory.get(scope) ?? null;
  }
}

export function forgetCredential(scope: string): void {
  memory.delete(scope);
  try {
    localStorage.removeItem(PREFIX + scope);
  } catch {
    // Nothing was stored then.
  }
}

/** The router calls this on every page: `api` and `useRoom` then use that page's token. `null`: none. */
export function useCredentialScope(scope: string | null): void {
  current = scope;
}

/** Bearer token of the page now shown, or null. */
export function currentToken(): string | null {
  return current === null ? null : readCredential(current);
}

/** The token a link carries: `?token=…`, `#token=…`, or a fragment that is one long token; null: none. */
export function tokenIn(query: unknown, hash: string): string | null {
  if (typeof query === "string" && query !== "") return query;
  const named = new URLSearchParams(hash.replace(/^#/, "")).get("token");
  if (named) return named;
  return /^#[\w-]{20,}$/.test(hash) ? hash.slice(1) : null;
}
