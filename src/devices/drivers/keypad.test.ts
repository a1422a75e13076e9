import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { KeyAction } from "../../contract/device.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { FakeWire, settled } from "../fake-wire.ts";
import { Line } from "../line.ts";
import { KeyBus } from "./key-bus.ts";
import { Keypad } from "./keypad.ts";
import { Rater } from "./rater.ts";

const CALL = "ff6803036801010c0e16";
const RECALL = "ff6803036801010d0f16";
const ASK = "ff6803036801010b0d16";
const EVALUATE = ASK;
const WAITING_012 = "ff6808086801020001020a0a0a2416";
const TICKET_007 = "ff6808086801020a0a0a0000072816";
const BLANK = "ff6808086801020a0a0a0a0a0a3f16";
const RATED_0 = "ff680303680111001216";
const RATED_0_ANSWER = "ff680303680101000216";

let clock: ManualClock;
let wire: FakeWire;
let line: Line;
let bus: KeyBus;
let keypad: Keypad;
let rater: Rater;
let pressed: KeyAction[];
let scores: number[];

async function pass(ms: number): Promise<void> {
  await settled();
  for (let left = ms; left > 0; left -= 10) {
    clock.advance(Math.min(10, left));
    await settled();
  }
}

beforeEach(async () => {
  clock = new ManualClock(1_000_000);
  wire = new FakeWire();
  pressed = [];
  scores = [];
  line = new Line({
    id: "l",
    connect: wire.connect,
    ttyBytesPerSecond: null,
    clock,
    log: silentLog,
    onChange: () => {},
  });
  bus = new KeyBus({ line, clock });
  const onSent = (bytes: Buffer) => bus.sent(bytes);
  keypad = new Keypad({
    address: 1,
    debounceMs: 800,
    line,
    clock,
    onSent,
    onKey: (key) => pressed.push(key),
    poll: null,
  });
  rater = new Rater({
    address: 1,
    scores: { 0: 5, 1: 4, 2: 3, 3: 1 },
    tries: 1,
    againMs: 3_000,
    line,
    clock,
    onSent,
    onScore: (score) => scores.push(score),
  });
  bus.addKeypad(1, keypad, null);
  bus.addRater(1, rater);
  line.start();
  await settled();
});
afterEach(() => line.stop());

const show = (waiting: number, number: string | null) => keypad.want({ waiting, number }, "repaint");

describe("a press", () => {
  test("is echoed at once and reported once, then both display frames follow", async () => {
    show(12, "Z007");
    await pass(600);
    expect(wire.take()).toEqual([WAITING_012, TICKET_007]);
    wire.receive(CALL);
    expect(pressed).toEqual(["call-next"]);
    await settled();
    expect(wire.take()).toEqual([CALL]);
    await pass(200);
    expect(wire.take()).toEqual([WAITING_012, TICKET_007]);
  });

  test("brings the newer picture with both frames as soon as it is there", async () => {
    show(12, null);
    await pass(600);
    expect(wire.take()).toEqual([WAITING_012, BLANK]);
    wire.receive(CALL);
    await settled();
    wire.take();
    show(12, "Z007");
    await settled();
    expect(wire.take()).toEqual([WAITING_012, TICKET_007]);
    await pass(500);
    expect(wire.take()).toEqual([]);
  });

  test.each([
    ["call-next", "ff6803036801010c0e16"],
    ["recall", "ff6803036801010d0f16"],
    ["pause-toggle", "ff680303680101121416"],
    ["transfer", "ff680303680101131516"],
    ["evaluate", "ff6803036801010b0d16"],
    ["no-show", "ff680404680101060f1716"],
    ["park", "ff680404680101000f1116"],
    ["call-parked", "ff680404680101030f1416"],
    ["call-next", "ff6803036801050c1216"],
  ] as const)("%s from %s", async (action, bytes) => {
    show(0, null);
    await pass(600);
    wire.take();
    wire.receive(bytes);
    expect(pressed).toEqual([action]);
    await settled();
    expect(wire.take()).toEqual([bytes]);
  });

  test("that bounces is echoed each time and is one press; a later one is another", async () => {
    show(0, null);
    await pass(600);
    wire.take();
    wire.receive(`${CALL}${CALL}`);
    await pass(300);
    wire.receive(CALL);
    await pass(400);
    expect(wire.take().filter((f) => f === CALL)).toHaveLength(3);
    expect(pressed).toEqual(["call-next"]);
    expect(keypad.counters.bounced).toBe(2);
    await pass(200);
    wire.receive(CALL);
    expect(pressed).toEqual(["call-next", "call-next"]);
  });

  test("of another key within the same time counts", () => {
    wire.receive(`${CALL}${RECALL}`);
    expect(pressed).toEqual(["call-next", "recall"]);
  });

  test("of no known key is echoed and counted", async () => {
    wire.receive("ff680303680101010316");
    wire.receive("ff680404680101090f1a16");
    await settled();
    expect(pressed).toEqual([]);
    expect(keypad.counters.unknownKeys).toBe(2);
    expect(wire.take()).toHaveLength(2);
  });

  test("with a wrong checksum or for nobody is counted, never answered", async () => {
    wire.receive("ff6803036801010cff16");
    wire.receive("ff6803036805010c1216");
    await settled();
    expect(wire.take()).toEqual([]);
    expect(pressed).toEqual([]);
    expect(bus.counters()).toMatchObject({ badChecksum: 1, unknownAddress: 1 });
  });

  test("behind noise that looks like a frame is seen when the line is quiet", async () => {
    wire.receive(`ff68101068${CALL}`);
    expect(pressed).toEqual([]);
    await pass(250);
    expect(pressed).toEqual(["call-next"]);
  });
});

describe("a line that sends back what we write", () => {
  const echoing = () => {
    wire.onWrite = (bytes) => wire.receive(bytes);
  };

  test("never turns one press into more", async () => {
    echoing();
    show(12, "Z007");
    await pass(600);
    wire.receive(CALL);
    await pass(5_000);
    expect(pressed).toEqual(["call-next"]);
    expect(wire.take().filter((f) => f === CALL)).toHaveLength(1);
    wire.receive(CALL);
    await pass(1_000);
    expect(pressed).toEqual(["call-next", "call-next"]);
  });

  test("nor before it is known to be one", async () => {
    echoing();
    wire.receive(CALL);
    await pass(5_000);
    expect(pressed).toEqual(["call-next"]);
    expect(wire.take()).toEqual([CALL]);
  });

  test("does not press evaluate by our own question, and a genuine press right after it counts", async () => {
    echoing();
    show(12, "Z007");
    await pass(600);
    rater.ask();
    await settled();
    expect(pressed).toEqual([]);
    wire.receive(EVALUATE);
    expect(pressed).toEqual(["evaluate"]);
  });
});

test("on a line known to be quiet a press equal to our own question is genuine", async () => {
  show(12, "Z007");
  await pass(600);
  rater.ask();
  await settled();
  wire.receive(EVALUATE);
  expect(pressed).toEqual(["evaluate"]);
});

describe("the display", () => {
  test("shows at most 999, three last digits, blanks for none, and only what changed", async () => {
    show(1_200, "AB10042");
    await settled();
    expect(wire.take()).toEqual(["ff6808086801020909090a0a0a3c16", "ff6808086801020a0a0a0004022716"]);
    show(1_200, null);
    await settled();
    expect(wire.take()).toEqual([BLANK]);
  });

  test("is sent again after a reconnect", async () => {
    show(12, "Z007");
    await settled();
    wire.take();
    wire.drop();
    await pass(300);
    expect(wire.take()).toEqual([WAITING_012, TICKET_007]);
  });
});

describe("a rater", () => {
  test("asks once, answers the result with func 01, and gives the configured score", async () => {
    rater.ask();
    await pass(1_000);
    expect(wire.take()).toEqual([ASK]);
    wire.receive(RATED_0);
    await settled();
    expect(wire.take()).toEqual([RATED_0_ANSWER]);
    wire.receive(RATED_0);
    await settled();
    expect(wire.take()).toEqual([RATED_0_ANSWER]);
    expect(scores).toEqual([5]);
    expect(rater.counters).toMatchObject({ asked: 1, ratings: 1, repeated: 1 });
  });

  test("asks again after a reconnect while the question stands, and not after it was taken back", async () => {
    rater.ask();
    await settled();
    wire.take();
    wire.drop();
    await pass(300);
    expect(wire.take()).toEqual([ASK]);
    rater.cancel();
    wire.drop();
    await pass(500);
    expect(wire.take()).toEqual([]);
  });

  test("a key without a score is counted, never a rating", () => {
    wire.receive("ff680303680111041616");
    expect(scores).toEqual([]);
    expect(rater.counters.unknownKeys).toBe(1);
  });
});
