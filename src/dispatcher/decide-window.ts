import { refuse } from "../kernel/errors.ts";
import type { Decision, Moment } from "../kernel/feature.ts";
import { event } from "../kernel/feature.ts";
import type { WindowCommandOf } from "./commands.ts";
import type { Desk, DispatcherState, WindowRule } from "./state.ts";

// Opening, closing, pausing: what a window does besides serving. Close and pause asked for while busy take effect
// when the present service ends (design §5).

export function open(
  state: DispatcherState,
  window: WindowRule,
  desk: Desk,
  { staff, placed }: WindowCommandOf<"open">,
  now: Moment,
): Decision {
  if (desk.state !== "closed") {
    if (desk.staff !== staff)
      return refuse("window.taken", `${window.name}由${desk.staff}在岗，须先关闭窗口`);
    const closing = (desk.state === "calling" || desk.state === "serving") && desk.next?.to === "closed";
    return closing ? [event("window.next-set", now.at, { window: window.id, next: null, reason: null })] : [];
  }
  const elsewhere = [...state.desks].find(([, d]) => d.state !== "closed" && d.staff === staff);
  if (elsewhere && !placed)
    return refuse("staff.elsewhere", `${staff}已在窗口${elsewhere[0]}，请先关闭该窗口`);
  return [event("window.opened", now.at, { window: window.id, staff })];
}

export function close(window: WindowRule, desk: Desk, now: Moment): Decision {
  switch (desk.state) {
    case "closed":
      return [];
    case "idle":
    case "paused":
      return [event("window.closed", now.at, { window: window.id, staff: desk.staff })];
    case "calling":
    case "serving":
      return [event("window.next-set", now.at, { window: window.id, next: "closed", reason: null })];
  }
}

export function pause(window: WindowRule, desk: Desk, reason: string | null, now: Moment): Decision {
  switch (desk.state) {
    case "closed":
      return refuse("window.closed", `${window.name}未开放，不能暂停`);
    case "paused":
      return refuse("window.paused", `${window.name}已暂停`);
    case "idle":
      return [event("window.paused", now.at, { window: window.id, reason })];
    case "calling":
    case "serving":
      return [event("window.next-set", now.at, { window: window.id, next: "paused", reason })];
  }
}

export function resume(window: WindowRule, desk: Desk, now: Moment): Decision {
  if (desk.state === "closed") return refuse("window.closed", `${window.name}未开放，请先开窗`);
  if (desk.state === "paused") return [event("window.resumed", now.at, { window: window.id })];
  if ((desk.state === "calling" || desk.state === "serving") && desk.next) {
    return [event("window.next-set", now.at, { window: window.id, next: null, reason: null })];
  }
  return refuse("window.not-paused", `${window.name}未暂停`);
}

/** The keypad's one pause key: pauses, or takes back. */
export function pauseToggle(window: WindowRule, desk: Desk, now: Moment): Decision {
  const pending = (desk.state === "calling" || desk.state === "serving") && desk.next !== null;
  return desk.state === "paused" || pending ? resume(window, desk, now) : pause(window, desk, null, now);
}
