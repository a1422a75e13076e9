import { queueId, type WindowId, windowId } from "../contract/ids.ts";
import type { HallPicture, WindowPicture } from "../contract/picture.ts";

/** A window as it looks while a technician's text is on its board: a number as a call, anything else as a name. */
export function testWindow(id: WindowId, text: string): WindowPicture {
  const number = /^[A-Z]{0,3}\d{1,4}$/.test(text) ? text : null;
  return {
    id,
    name: text,
    state: number === null ? "idle" : "calling",
    number,
    waiting: 0,
    occurrence: 0,
  };
}

/** A hall with one call that carries the text. */
export function testSummary(text: string): HallPicture {
  return {
    windows: [],
    queues: [],
    missed: [],
    calls: [
      {
        number: text,
        queue: queueId.parse("test"),
        window: { id: windowId.parse("test"), name: "测试" },
        calledAt: "2026-01-01T00:00:00+08:00",
        state: "calling",
        phone: null,
        announcement: 0,
      },
    ],
  };
}
