// Times are told by the hall's clock, whatever zone this machine or a citizen's phone is set to. Every time the server
// sends carries the hall's offset; the last one seen is kept.

let zone: number | null = null;

/** Takes the hall's offset from the first server time in a text of JSON, if there is one. */
export function noteHallZone(json: string): void {
  const found = /\d\d:\d\d:\d\d(?:\.\d+)?([+-])(\d\d):(\d\d)"/.exec(json);
  if (found) zone = (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]));
}

/** `09:31` on the hall's wall; until the server was heard, on this machine's. */
export function hourMinute(ms: number): string {
  const at = hallDate(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** `09:31:05`. */
export function hourMinuteSecond(ms: number): string {
  return `${hourMinute(ms)}:${two(hallDate(ms).getUTCSeconds())}`;
}

/** A date whose UTC fields read as the hall's clock. */
function hallDate(ms: number): Date {
  return new Date(ms + (zone ?? -new Date(ms).getTimezoneOffset()) * 60_000);
}

const two = (n: number): string => String(n).padStart(2, "0");
