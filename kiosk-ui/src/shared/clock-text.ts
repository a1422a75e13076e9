/** `09:31` on the wall of this machine. */
export function hourMinute(ms: number): string {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** `09:31:05`. */
export function hourMinuteSecond(ms: number): string {
  return `${hourMinute(ms)}:${two(new Date(ms).getSeconds())}`;
}

const two = (n: number): string => String(n).padStart(2, "0");
