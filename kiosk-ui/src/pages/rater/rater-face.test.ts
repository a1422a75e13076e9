import { describe, expect, it } from "vitest";
import type { RaterView } from "../../../../src/contract/rating.ts";
import { raterFace, THANKS_MS } from "./rater-face.ts";

const until = Date.parse("2026-11-23T09:00:15+08:00");
const view = (ticket: string | null): RaterView =>
  ({
    window: { id: "w01", name: "1号窗口" },
    staff: "张三",
    asking: ticket === null ? null : { ticket, number: "Z001", until: "2026-11-23T09:00:15+08:00" },
    version: 1,
  }) as RaterView;
const pressed = (result: "sending" | "given" | "late", at = until - 5000) => ({
  ticket: "t1",
  until: "2026-11-23T09:00:15+08:00",
  score: 5,
  result,
  at,
});

describe("the touch rater's face", () => {
  it("rests, asks with the seconds left, and rests again when the time is over", () => {
    expect(raterFace(view(null), null, until)).toEqual({ kind: "rest" });
    expect(raterFace(view("t1"), null, until - 9500)).toMatchObject({
      kind: "asking",
      number: "Z001",
      left: 10,
    });
    expect(raterFace(view("t1"), null, until)).toEqual({ kind: "rest" });
  });

  it("thanks for a while, also after the server has stopped asking", () => {
    expect(raterFace(view("t1"), pressed("given"), until - 4000)).toEqual({ kind: "thanks", score: 5 });
    expect(raterFace(view(null), pressed("given"), until - 4000)).toEqual({ kind: "thanks", score: 5 });
    expect(raterFace(view(null), pressed("given"), until - 5000 + THANKS_MS)).toEqual({ kind: "rest" });
  });

  it("never asks again for what was given, and asks the next person at once", () => {
    expect(raterFace(view("t1"), pressed("given", until - 14_000), until - 2000)).toEqual({ kind: "rest" });
    expect(raterFace(view("t2"), pressed("given"), until - 4900)).toMatchObject({
      kind: "asking",
      ticket: "t2",
    });
  });

  it("asks again for the same ticket's next leg", () => {
    const next = "2026-11-23T09:40:15+08:00";
    const second = { ...view("t1"), asking: { ...view("t1").asking, until: next } } as RaterView;
    expect(raterFace(second, pressed("given"), Date.parse(next) - 9000)).toMatchObject({ kind: "asking" });
  });

  it("says so when the rating came too late", () => {
    expect(raterFace(view(null), pressed("late"), until - 4000)).toEqual({ kind: "late" });
  });

  it("keeps asking while the answer is on its way", () => {
    expect(raterFace(view("t1"), pressed("sending"), until - 4000)).toMatchObject({ kind: "asking" });
  });
});
