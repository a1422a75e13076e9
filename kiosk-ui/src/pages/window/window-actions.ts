import type { WindowState, WindowView } from "../../../../src/contract/window.ts";
import type { WindowAction } from "./shortcuts.ts";

/** In which states of the window a button does something; the server's guard has the last word. */
const ALLOWED: Readonly<Record<WindowAction, readonly WindowState[]>> = {
  // Calling the next concludes the present one (design.md section 5).
  "call-next": ["idle", "calling", "serving"],
  recall: ["calling"],
  start: ["calling"],
  finish: ["calling", "serving"],
  "no-show": ["calling"],
  park: ["calling", "serving"],
  transfer: ["calling", "serving"],
  "pause-toggle": ["idle", "calling", "serving", "paused"],
};

export function isAllowed(action: WindowAction, state: WindowState): boolean {
  return ALLOWED[action].includes(state);
}

/** What the pause key does now: a pause that only waits for the present service to end can be taken back. */
export function pauseVerb({ state, next }: Pick<WindowView, "state" | "next">): "pause" | "resume" {
  return state === "paused" || next === "paused" ? "resume" : "pause";
}

export function actionLabel(action: WindowAction, window: Pick<WindowView, "state" | "next">): string {
  switch (action) {
    case "call-next":
      return window.state === "calling" || window.state === "serving" ? "办结并呼叫下一位" : "呼叫下一位";
    case "recall":
      return "重呼";
    case "start":
      return "开始办理";
    case "finish":
      return "结束办理";
    case "no-show":
      return "过号";
    case "park":
      return "挂起";
    case "transfer":
      return "转号";
    case "pause-toggle":
      if (window.state === "paused") return "恢复叫号";
      return window.next === "paused" ? "取消暂停" : "暂停";
  }
}
