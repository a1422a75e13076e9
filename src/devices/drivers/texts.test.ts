import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queueId, windowId } from "../../contract/ids.ts";
import type { HallPicture, WindowPicture } from "../../contract/picture.ts";
import { WINDOW_STATES } from "../../contract/window.ts";
import { gbkColumns } from "../protocols/gbk.ts";
import { summaryText } from "./summary-text.ts";
import { windowText } from "./window-text.ts";

const window: WindowPicture = {
  id: windowId.parse("w01"),
  name: "1号窗口",
  state: "idle",
  number: "Z003",
  waiting: 0,
  occurrence: 1,
};

describe("a window board", () => {
  test.each([
    ["closed", 16, "1号窗口 未开放", "yellow"],
    ["closed", 13, "1号窗口未开放", "yellow"],
    ["closed", 12, "未开放", "yellow"],
    ["idle", 16, "1号窗口", "green"],
    ["calling", 16, "请Z003", "red"],
    ["calling", 4, "Z003", "red"],
    ["serving", 12, "正在办理Z003", "green"],
    ["serving", 11, "Z003", "green"],
    ["paused", 16, "暂停服务", "yellow"],
    ["paused", 4, "暂停", "yellow"],
  ] as const)("%s on %i columns shows %s", (state, columns, text, colour) => {
    expect(windowText({ ...window, state }, columns)).toEqual([{ text, colour }]);
  });

  test("whatever its width, the number it calls is whole", () => {
    const columns = fc.integer({ min: 2, max: 64 });
    const number = fc.stringMatching(/^[A-Z]{1,3}\d{3,5}$/);
    fc.assert(
      fc.property(columns, number, fc.constantFrom(...WINDOW_STATES), (width, called, state) => {
        const text = windowText({ ...window, state, number: called }, width)
          .map((run) => run.text)
          .join("");
        if (state === "calling" || state === "serving") expect(text.endsWith(called)).toBe(true);
      }),
    );
  });
});

describe("a summary board", () => {
  const queue = (id: string, name: string, waiting: number) => ({
    id: queueId.parse(id),
    name,
    waiting,
    minutes: null,
  });
  const call = (number: string, on: string, state: "calling" | "serving" = "calling") => ({
    number,
    queue: queueId.parse(on),
    window: { id: windowId.parse("w03"), name: "3号窗口" },
    calledAt: "2026-11-23T09:00:00.000+08:00",
    state,
    phone: null,
    announcement: 1,
  });
  const picture: HallPicture = {
    windows: [],
    queues: [queue("z", "综合", 12), queue("b", "不动产", 3)],
    calls: [call("Z003", "z"), call("B001", "b"), call("Z002", "z", "serving")],
    missed: [],
  };

  test("shows who is called, newest first, whole calls only", () => {
    const all = summaryText(picture, { sectors: null, columns: 64 });
    expect(all).toEqual([{ text: "Z003→3号窗口 B001→3号窗口", colour: "red" }]);
    const narrow = summaryText(picture, { sectors: null, columns: 24 });
    expect(narrow).toEqual([{ text: "Z003→3号窗口", colour: "red" }]);
    expect(gbkColumns(narrow[0]?.text ?? "")).toBeLessThanOrEqual(24);
  });

  test("only of its sectors, and how many wait when nobody is called", () => {
    expect(summaryText(picture, { sectors: ["b"], columns: 24 })).toEqual([
      { text: "B001→3号窗口", colour: "red" },
    ]);
    const quiet = { ...picture, calls: [] };
    expect(summaryText(quiet, { sectors: null, columns: 32 })).toEqual([
      { text: "综合等候12人 不动产等候3人", colour: "green" },
    ]);
    expect(summaryText({ ...quiet, queues: [] }, { sectors: null, columns: 32 })).toEqual([]);
  });
});
