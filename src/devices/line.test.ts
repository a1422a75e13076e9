import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { FakeWire, settled } from "./fake-wire.ts";
import { Line } from "./line.ts";
import type { Station, TurnEnd, Urgency } from "./turn.ts";

let clock: ManualClock;
let wire: FakeWire;
let line: Line;
let changes: number;

/** A station that says each given byte once. */
class Speaker implements Station {
  readonly ends: TurnEnd[] = [];
  readonly changes: boolean[] = [];
  say: { byte: number; urgency: Urgency; answerWithin: number | null }[] = [];
  next() {
    const [first] = this.say;
    if (!first) return null;
    return {
      urgency: first.urgency,
      bytes: Buffer.from([first.byte]),
      answerWithin: first.answerWithin,
      begun: () => void this.say.shift(),
      over: (end: TurnEnd) => void this.ends.push(end),
    };
  }
  due() {
    return null;
  }
  lineChanged(up: boolean) {
    this.changes.push(up);
  }
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    clock.advance(Math.min(50, left));
    await settled();
  }
}

beforeEach(() => {
  clock = new ManualClock(1_000_000);
  wire = new FakeWire();
  changes = 0;
  line = new Line({
    id: "l",
    connect: wire.connect,
    ttyBytesPerSecond: null,
    clock,
    log: silentLog,
    onChange: () => void changes++,
  });
});
afterEach(() => line.stop());

test("tries for ever, ever more rarely up to five seconds, and says why not", async () => {
  wire.refusal = "端口拒绝";
  let tries = 0;
  const counted = new Line({
    id: "l",
    ttyBytesPerSecond: null,
    connect: (signal) => {
      tries++;
      return wire.connect(signal);
    },
    clock,
    log: silentLog,
    onChange: () => void changes++,
  });
  counted.start();
  await settled();
  expect([counted.connected, counted.reason, counted.since, changes]).toEqual([
    false,
    "端口拒绝",
    1_000_000,
    1,
  ]);
  await pass(250);
  expect(tries).toBe(2);
  await pass(60_000);
  expect(tries).toBeGreaterThan(14);
  expect(tries).toBeLessThan(19);
  expect(changes).toBe(1);
  wire.refusal = null;
  await pass(5_100);
  expect([counted.connected, counted.reason]).toEqual([true, null]);
  await counted.stop();
});

test("a connection that lasted is tried again after 200 ms", async () => {
  line.start();
  await settled();
  await pass(3_000);
  wire.drop("拔线");
  await settled();
  expect(line.reason).toBe("拔线");
  await pass(200);
  expect(line.connected).toBe(true);
});

test("a connection that ends at once every time is not hammered", async () => {
  line.start();
  for (let i = 0; i < 1_200; i++) {
    await pass(50);
    wire.drop();
    await settled();
  }
  expect(wire.connects).toBeLessThan(25);
});

describe("turns", () => {
  test("an answer owed to a keypad goes before a fresh call, a call before a repaint, a repaint before the rest", async () => {
    const slow = new Speaker();
    const others = (["rest", "repaint", "call"] as const).map((urgency, i) => {
      const speaker = new Speaker();
      speaker.say = [{ byte: i + 1, urgency, answerWithin: null }];
      return speaker;
    });
    slow.say = [{ byte: 9, urgency: "rest", answerWithin: 400 }];
    line.add(slow);
    line.start();
    await settled();
    for (const speaker of others) line.add(speaker);
    line.answer(Buffer.from([8]), () => {});
    await pass(500);
    expect(wire.take()).toEqual(["09", "08", "03", "02", "01"]);
    expect(slow.ends).toEqual(["silent"]);
  });

  test("equals take turns", async () => {
    const [a, b] = [new Speaker(), new Speaker()];
    a.say = [1, 2, 3].map((byte) => ({ byte, urgency: "rest", answerWithin: null }));
    b.say = [17, 18, 19].map((byte) => ({ byte, urgency: "rest", answerWithin: null }));
    line.add(a);
    line.add(b);
    line.start();
    await settled();
    expect(wire.take()).toEqual(["01", "11", "02", "12", "03", "13"]);
  });

  test("answers do not pile up while the line is stuck; the stuck line is closed and comes back", async () => {
    const speaker = new Speaker();
    speaker.say = [{ byte: 1, urgency: "rest", answerWithin: null }];
    line.add(speaker);
    wire.stuck = true;
    line.start();
    await settled();
    for (let i = 0; i < 2_000; i++) line.answer(Buffer.from([2, (i % 1_000) >> 8, i % 256]), () => {});
    expect(line.counters.answersDropped).toBe(2_000 - 64);
    wire.stuck = false;
    await pass(15_500);
    expect(speaker.ends).toEqual(["line-down"]);
    expect(speaker.changes).toEqual([true, false, true]);
    expect(wire.take()).toEqual(["01"]);
  });

  test("whoever holds the line keeps the others waiting until it lets go, also by failing", async () => {
    const speaker = new Speaker();
    line.add(speaker);
    line.start();
    await settled();
    let release: () => void = () => {};
    const held = line.exclusive(async () => {
      await line.write(Buffer.from([7]));
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      throw new Error("paper");
    });
    const ended = expect(held).rejects.toThrow("paper");
    speaker.say = [{ byte: 1, urgency: "call", answerWithin: null }];
    line.wake();
    await settled();
    expect(wire.take()).toEqual(["07"]);
    release();
    await ended;
    await settled();
    expect(wire.take()).toEqual(["01"]);
  });

  test("a listener or station that throws harms nobody", async () => {
    const heard: number[] = [];
    const speaker = new Speaker();
    speaker.lineChanged = () => {
      throw new Error("bad station");
    };
    line.add(speaker);
    line.onData(() => {
      throw new Error("bad listener");
    });
    line.onData((bytes) => heard.push(...bytes));
    line.start();
    await settled();
    wire.receive("0102");
    expect(heard).toEqual([1, 2]);
    expect(line.connected).toBe(true);
  });

  test("writing on a line that is down is refused with its reason", async () => {
    wire.refusal = "端口拒绝";
    line.start();
    await settled();
    await expect(line.write(Buffer.from([1]))).rejects.toMatchObject({
      code: "line.down",
      message: "端口拒绝",
    });
  });
});

test("stops while waiting to connect, and nothing connects afterwards", async () => {
  wire.refusal = "端口拒绝";
  line.start();
  await settled();
  await line.stop();
  wire.refusal = null;
  await pass(10_000);
  expect(wire.connects).toBe(0);
});

test("a tty rests between two speakers and after what it hears; a network line does not", async () => {
  const tty = new Line({
    id: "t",
    connect: wire.connect,
    ttyBytesPerSecond: 960,
    clock,
    log: silentLog,
    onChange: () => {},
  });
  const speaker = new Speaker();
  tty.add(speaker);
  tty.start();
  await settled();
  speaker.say = [1, 2].map((byte) => ({ byte, urgency: "repaint" as const, answerWithin: null }));
  tty.wake();
  await settled();
  expect(wire.take()).toEqual(["01"]);
  clock.advance(2);
  await settled();
  expect(wire.take()).toEqual([]);
  clock.advance(0.1);
  await settled();
  expect(wire.take()).toEqual(["02"]);
  clock.advance(10);
  wire.receive("aa");
  speaker.say = [{ byte: 3, urgency: "call", answerWithin: null }];
  tty.wake();
  await settled();
  expect(wire.take()).toEqual([]);
  clock.advance(4);
  await settled();
  expect(wire.take()).toEqual(["03"]);
  await tty.stop();
});

test("a keypad that speaks on a wire where a board should have answered waits no longer than the board could need", async () => {
  const tty = new Line({
    id: "t",
    connect: wire.connect,
    ttyBytesPerSecond: 960,
    clock,
    log: silentLog,
    onChange: () => {},
  });
  const speaker = new Speaker();
  speaker.say = [{ byte: 1, urgency: "call", answerWithin: 400 }];
  tty.add(speaker);
  tty.start();
  await settled();
  clock.advance(10);
  tty.answer(Buffer.from([9]), () => {});
  await settled();
  expect(wire.take()).toEqual(["01"]);
  clock.advance(25);
  await settled();
  expect([speaker.ends, wire.take()]).toEqual([["silent"], ["09"]]);
  await tty.stop();
});

test("a write in an exclusive turn that makes no progress ends with the connection", async () => {
  line.start();
  await settled();
  wire.stuck = true;
  const job = line.exclusive(() => line.write(Buffer.from([1])));
  const ended = expect(job).rejects.toMatchObject({ code: "line.down" });
  await settled();
  await pass(15_100);
  await ended;
  expect(line.connected).toBe(false);
});

test("a network line that answers nothing at all is opened anew; one byte from it is enough to stay", async () => {
  const speaker = new Speaker();
  line.add(speaker);
  line.start();
  await settled();
  const unheard = async (times: number) => {
    for (let i = 0; i < times; i++) {
      speaker.say = [{ byte: 1, urgency: "repaint", answerWithin: 50 }];
      line.wake();
      await settled();
      await pass(50);
    }
  };
  await unheard(11);
  wire.receive("00");
  await unheard(11);
  expect(wire.connects).toBe(1);
  await unheard(1);
  await pass(300);
  expect(wire.connects).toBe(2);
});
