import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { FakeWire, settled } from "../fake-wire.ts";
import { Line } from "../line.ts";
import { encodeShow } from "../protocols/a090.ts";
import type { Urgency } from "../turn.ts";
import { a090Board } from "./a090-board.ts";
import { Board } from "./board.ts";
import { BoardBus } from "./board-bus.ts";

let clock: ManualClock;
let wire: FakeWire;
let line: Line;
let boards: Board[];
let healths: number;

const show = (address: number, text: string) =>
  encodeShow(address, [{ text, colour: "red" }]).toString("hex");
const want = (board: Board | undefined, text: string, urgency: Urgency = "repaint", version = text) => {
  const address = board ? boards.indexOf(board) + 1 || 9 : 0;
  board?.want({
    version,
    drawing: { key: text, message: () => ({ bytes: Buffer.from(show(address, text), "hex") }) },
    urgency,
  });
};
const reply = (address: number, code = 0xaa) => wire.receive(Buffer.from([0xa0, 0x90, address, 0xa5, code]));

/** Advances in small steps so that promises between timers get their turn. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    clock.advance(Math.min(50, left));
    await settled();
  }
}

beforeEach(async () => {
  clock = new ManualClock(1_000_000);
  wire = new FakeWire();
  healths = 0;
  line = new Line({
    id: "l",
    connect: wire.connect,
    ttyBytesPerSecond: null,
    clock,
    log: silentLog,
    onChange: () => {},
  });
  const bus = new BoardBus({ line });
  boards = [1, 2, 3].map((address) => {
    const onHealth = () => void healths++;
    const driver = a090Board({ address, characters: 16 });
    const onSent = (bytes: Buffer) => bus.sent(driver, bytes);
    const board = new Board({
      driver,
      line,
      bytesPerSecond: 960,
      answerMs: 400,
      tries: 4,
      clock,
      onSent,
      onHealth,
    });
    bus.add(driver, board);
    return board;
  });
  line.start();
  await settled();
});
afterEach(() => line.stop());

describe("one board", () => {
  test("is ok only once it has confirmed", async () => {
    want(boards[0], "甲");
    await settled();
    expect(wire.take()).toEqual([show(1, "甲")]);
    expect(boards[0]?.health()).toMatchObject({ health: "degraded" });
    reply(1);
    expect(boards[0]?.health()).toMatchObject({
      health: "ok",
      reason: null,
      counters: { sent: 1, acked: 1 },
    });
    expect(healths).toBe(1);
    want(boards[0], "甲");
    await pass(10_000);
    expect(wire.take()).toEqual([]);
  });

  test("that stays silent is asked four times in all, is off, and is tried again ever more rarely", async () => {
    want(boards[0], "甲");
    await pass(2_500);
    expect(wire.take()).toHaveLength(4);
    expect(boards[0]?.health()).toMatchObject({
      health: "off",
      reason: "无应答",
      counters: { retried: 3, unanswered: 4 },
    });
    await pass(60_000);
    const tries = wire.take().length;
    expect(tries).toBeGreaterThanOrEqual(5);
    expect(tries).toBeLessThanOrEqual(8);
    wire.onWrite = () => reply(1);
    await pass(16_000);
    expect(boards[0]?.health()).toMatchObject({ health: "ok" });
  });

  test("that refuses is asked again and then shown as degraded", async () => {
    want(boards[0], "甲");
    for (let i = 0; i < 4; i++) {
      await settled();
      reply(1, 0x55);
    }
    expect(wire.take()).toHaveLength(4);
    expect(boards[0]?.health()).toMatchObject({
      health: "degraded",
      reason: "设备拒绝显示",
      counters: { refused: 4 },
    });
    want(boards[0], "乙");
    await settled();
    expect(wire.take()).toEqual([show(1, "乙")]);
    reply(1);
    expect(boards[0]?.health()).toMatchObject({ health: "ok" });
  });

  test("gets only the newest of what it was to show while the line was busy", async () => {
    want(boards[1], "占线");
    await settled();
    wire.take();
    for (let i = 0; i < 1_000; i++) want(boards[0], `第${i}`);
    reply(2);
    await settled();
    expect(wire.take()).toEqual([show(1, "第999")]);
  });

  test("never takes the late answer to an older text for the answer to a newer one", async () => {
    want(boards[0], "旧");
    await pass(500);
    want(boards[0], "新");
    await pass(500);
    expect(wire.take()).toEqual([show(1, "旧"), show(1, "旧"), show(1, "新")]);
    reply(1);
    expect(boards[0]?.health().counters).toMatchObject({ acked: 0 });
    await pass(500);
    expect(wire.take()).toEqual([show(1, "新")]);
    reply(1);
    expect(boards[0]?.health().counters).toMatchObject({ acked: 1 });
  });

  test("is painted again after a reconnect, and after a minute in case it lost its power", async () => {
    want(boards[0], "甲");
    await settled();
    reply(1);
    wire.take();
    wire.drop();
    await pass(300);
    expect(wire.take()).toEqual([show(1, "甲")]);
    reply(1);
    await pass(61_000);
    expect(wire.take()).toContain(show(1, "甲"));
  });

  test("a stray answer confirms nothing", async () => {
    reply(1);
    reply(9);
    want(boards[0], "甲");
    await settled();
    reply(2);
    expect(boards[0]?.health().counters).toMatchObject({ acked: 0 });
  });

  test("the same text of a recall is a new version", async () => {
    want(boards[0], "请Z001", "call", "1");
    await settled();
    reply(1);
    want(boards[0], "请Z001", "call", "2");
    await settled();
    expect(wire.take()).toEqual([show(1, "请Z001"), show(1, "请Z001")]);
  });
});

describe("several boards on one line", () => {
  test("one speaks at a time, a fresh call first", async () => {
    want(boards[0], "一");
    want(boards[1], "二");
    want(boards[2], "请Z003", "call");
    await settled();
    expect(wire.take()).toEqual([show(1, "一")]);
    reply(1);
    await settled();
    expect(wire.take()).toEqual([show(3, "请Z003")]);
    reply(3);
    await settled();
    expect(wire.take()).toEqual([show(2, "二")]);
  });

  test("a silent one does not keep the others dark", async () => {
    want(boards[0], "一");
    want(boards[1], "二");
    await pass(500);
    reply(2);
    expect(boards[1]?.health()).toMatchObject({ health: "ok" });
    await pass(3_000);
    expect(boards[0]?.health()).toMatchObject({ health: "off" });
    want(boards[1], "请Z001", "call");
    await pass(500);
    expect(wire.take()).toContain(show(2, "请Z001"));
  });
});

test("a clock that is set back by an hour leaves no board alone for an hour", async () => {
  let offset = 0;
  const own = new FakeWire();
  const shifting = {
    now: () => clock.now() + offset,
    at: (at: number, then: () => void) => clock.at(at - offset, then),
  };
  const shifted = new Line({
    id: "s",
    connect: own.connect,
    ttyBytesPerSecond: null,
    clock: shifting,
    log: silentLog,
    onChange: () => {},
  });
  const board = new Board({
    driver: a090Board({ address: 9, characters: 16 }),
    line: shifted,
    bytesPerSecond: 960,
    answerMs: 400,
    tries: 4,
    clock: shifting,
    onSent: () => {},
    onHealth: () => {},
  });
  shifted.add(board);
  shifted.start();
  await settled();
  want(board, "甲");
  await pass(2_500); // four tries in vain: it rests now
  expect(board.health()).toMatchObject({ health: "off" });
  own.take();
  offset = -3_600_000;
  want(board, "乙");
  await settled();
  expect(own.take()).toEqual([show(9, "乙")]);
  await shifted.stop();
});
