const WEEKDAYS = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];
const two = (n: number) => String(n).padStart(2, "0");

/** Minutes east of UTC of a server time such as `2026-11-23T09:31:05.120+08:00`. */
export function zoneOf(isoTime: string): number {
  const zone = /([+-])(\d\d):?(\d\d)$/.exec(isoTime);
  return zone ? (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
}

/**
 * The hall's wall clock at `at` (server's epoch ms), whatever zone the screen's own computer is set to:
 * `{ time: "09:31:05", date: "11月23日", weekday: "星期一" }`.
 */
export function hallTime(at: number, zone: number): { time: string; date: string; weekday: string } {
  const local = new Date(at + zone * 60_000);
  return {
    time: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`,
    date: `${local.getUTCMonth() + 1}月${local.getUTCDate()}日`,
    weekday: WEEKDAYS[local.getUTCDay()] ?? "",
  };
}
