import { SHORT_FIRST } from "./choose.ts";
import type { Place } from "./line.ts";
import { speedsOf } from "./speeds.ts";
import type { DispatcherState, WindowRule } from "./state.ts";

const MINUTE = 60_000;

/** What a place's `cost` at the window is made of. */
function partsOf(state: DispatcherState, window: WindowRule, { queue, matter, batch }: Place) {
  const { costs, usualMs } = speedsOf(state, queue, matter, batch);
  const cost = costs.get(window.id);
  // A window that is only now changing over, or one's own clerk's, is compared with nobody.
  if (cost === undefined) return { speed: 0, short: 0, usualMs };
  const short = SHORT_FIRST * Math.log(usualMs / MINUTE);
  return { speed: cost - short, short, usualMs };
}

/** What outweighed the age of `front`, who was passed over for `chosen`: the window's speed, or the shorter matter. */
export function advantageWords(
  state: DispatcherState,
  window: WindowRule,
  chosen: Place,
  front: Place,
): string {
  const own = partsOf(state, window, chosen);
  const other = partsOf(state, window, front);
  const faster = other.speed - own.speed;
  if (other.short - own.short > faster)
    return `的事项较短（一般${tenths(own.usualMs)}分钟，前者${tenths(other.usualMs)}分钟）`;
  const name = window.name;
  return -own.speed >= other.speed
    ? `由${name}办比各窗口平均快${percent(1 - Math.exp(own.speed))}`
    : `先办，因${name}办前者的事项比各窗口平均慢${percent(Math.exp(other.speed) - 1)}`;
}

const tenths = (ms: number): string => String(Math.round(ms / (MINUTE / 10)) / 10);

const percent = (share: number): string => (share < 0.01 ? "不到1%" : `${Math.round(share * 100)}%`);
