import { describe, expect, it } from "vitest";
import type { WINDOW_STATES } from "../../../../src/contract/window.ts";
import { WINDOW_ACTIONS } from "./shortcuts.ts";
import { actionLabel, isAllowed, pauseVerb } from "./window-actions.ts";

const allowedIn = (state: (typeof WINDOW_STATES)[number]) =>
  WINDOW_ACTIONS.filter((a) => isAllowed(a, state));

describe("the buttons of the window page", () => {
  it.each([
    ["closed", []],
    ["paused", ["pause-toggle"]],
    ["idle", ["call-next", "pause-toggle"]],
    ["serving", ["call-next", "finish", "park", "transfer", "pause-toggle"]],
    ["calling", WINDOW_ACTIONS],
  ] as const)("%s", (state, actions) => expect(allowedIn(state)).toEqual(actions));

  it("takes back a pause that has not begun", () => {
    expect(pauseVerb({ state: "idle", next: null })).toBe("pause");
    expect(pauseVerb({ state: "serving", next: null })).toBe("pause");
    expect(pauseVerb({ state: "serving", next: "paused" })).toBe("resume");
    expect(pauseVerb({ state: "paused", next: null })).toBe("resume");
    expect(actionLabel("pause-toggle", { state: "serving", next: "paused" })).toBe("取消暂停");
  });

  it("says that calling the next concludes the present one", () => {
    expect(actionLabel("call-next", { state: "idle", next: null })).toBe("呼叫下一位");
    expect(actionLabel("call-next", { state: "serving", next: null })).toBe("办结并呼叫下一位");
  });
});
