import { describe, expect, it } from "vitest";
import { patched } from "./room-state.ts";

const state = { version: 4, view: { calls: ["Z001"], at: "x" } };

describe("a room's state", () => {
  it("takes the patch that follows and leaves the old view as it was", () => {
    const next = patched(state, { version: 5, ops: [{ op: "add", path: "/calls/0", value: "Z002" }] });
    expect(next).toEqual({ version: 5, view: { calls: ["Z002", "Z001"], at: "x" } });
    expect(state.view.calls).toEqual(["Z001"]);
  });

  it("drops what it already has", () => {
    expect(patched(state, { version: 4, ops: [{ op: "remove", path: "/calls/0" }] })).toBe("old");
  });

  it("asks for a snapshot when one is missing, when it has nothing, and when a patch does not fit", () => {
    expect(patched(state, { version: 6, ops: [] })).toBe("gap");
    expect(patched(null, { version: 1, ops: [] })).toBe("gap");
    expect(patched(state, { version: 5, ops: [{ op: "remove", path: "/nowhere/7" }] })).toBe("gap");
  });

  it("does not let a patch reach the prototype", () => {
    const ops = [{ op: "add" as const, path: "/__proto__/polluted", value: true }];
    expect(patched(state, { version: 5, ops })).toBe("gap");
    expect("polluted" in {}).toBe(false);
  });

  it("a half that fits is not shown when the other half does not", () => {
    const ops = [
      { op: "add" as const, path: "/calls/0", value: "Z002" },
      { op: "remove" as const, path: "/gone" },
    ];
    expect(patched(state, { version: 5, ops })).toBe("gap");
    expect(state.view.calls).toEqual(["Z001"]);
  });
});
