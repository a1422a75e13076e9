/**
 * True for a page of this machine or of the hall's own network: loopback, private IPv4 and IPv6 ranges, names without
 * a dot, *.local. Pages from elsewhere must not press keys in a hall through a visitor's browser.
 */
function isNear(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (name === "localhost" || name.endsWith(".local") || /^[a-z0-9-]+$/.test(name)) return true;
  if (name.includes(":")) return name === "::1" || /^f[cd]|^fe[89ab]/.test(name);
  const parts = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(name);
  if (!parts) return false;
  const [a, b] = [Number(parts[1]), Number(parts[2])];
  if (a === 127 || a === 10) return true;
  return (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b <= 31);
}

/** The request's Origin when it may read the wall; null when it may not; "" when there is none (not a browser). */
export function nearOrigin(origin: string | undefined): string | null {
  if (origin === undefined) return "";
  try {
    return isNear(new URL(origin).hostname) ? origin : null;
  } catch {
    return null;
  }
}
