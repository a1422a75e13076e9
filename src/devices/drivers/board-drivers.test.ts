import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HallPicture, WindowPicture } from "../../contract/picture.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { FakeWire, settled } from "../fake-wire.ts";
import { Line } from "../line.ts";
import { aabb5154Board } from "./aabb5154-board.ts";
import { alphaBoard } from "./alpha-board.ts";
import { Board } from "./board.ts";
import { BoardBus } from "./board-bus.ts";
import type { BoardDriver } from "./board-driver.ts";
import { bx5kBoard } from "./bx5k-board.ts";
import { cd5220Board } from "./cd5220-board.ts";
import { led8Board } from "./led8-board.ts";
import { modbusNumberBoard } from "./modbus-number-board.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const WINDOW = {
  id: "w01",
  name: "1号窗口",
  state: "calling",
  number: "Z003",
  waiting: 4,
  occurrence: 1,
} as unknown as WindowPicture;
const PICTURE = {
  windows: [WINDOW],
  queues: [
    { id: "a", name: "综合", waiting: 3, minutes: null },
    { id: "b", name: "出件", waiting: 2, minutes: null },
  ],
  calls: [
    { number: "Z003", queue: "a", window: { id: "w01", name: "1号窗口" }, state: "calling" },
    { number: "C012", queue: "b", window: { id: "w12", name: "十二号窗口" }, state: "calling" },
  ],
  missed: [],
} as unknown as HallPicture;

let clock: ManualClock;
let wire: FakeWire;
let line: Line;
let bus: BoardBus;

function boardOf(driver: BoardDriver): Board {
  const onSent = (bytes: Buffer) => bus.sent(driver, bytes);
  const board = new Board({
    driver,
    line,
    bytesPerSecond: 960,
    answerMs: 400,
    tries: 4,
    clock,
    onSent,
    onHealth: () => {},
  });
  bus.add(driver, board);
  return board;
}

function show(driver: BoardDriver, board: Board, changes: Partial<WindowPicture> = {}): void {
  const drawing = driver.draw({ of: "window", window: { ...WINDOW, ...changes } });
  board.want({ version: drawing.key, drawing, urgency: "repaint" });
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    clock.advance(Math.min(50, left));
    await settled();
  }
}

beforeEach(async () => {
  clock = new ManualClock(1_000_000);
  wire = new FakeWire();
  line = new Line({
    id: "l",
    connect: wire.connect,
    ttyBytesPerSecond: null,
    clock,
    log: silentLog,
    onChange: () => {},
  });
  bus = new BoardBus({ line });
  line.start();
  await settled();
});
afterEach(() => line.stop());

/** A far end that says what `answer` gives for each thing it is sent. */
const far = (answer: (bytes: Buffer) => string | null) => {
  wire.onWrite = (bytes) => {
    const said = answer(bytes);
    if (said !== null) wire.receive(said);
  };
};

describe("aabb5154", () => {
  const driver = () => aabb5154Board({ role: "window-board", address: 1, checksum: "xor", characters: 16 });
  const PROBE = "aa0155";
  const isProbe = (bytes: Buffer) => bytes.toString("hex") === PROBE;

  test.each([
    ["answers both texts and probes", () => "1b", 1],
    ["answers probes only", (bytes: Buffer) => (isProbe(bytes) ? "1b" : null), 1],
    ["answers texts only", (bytes: Buffer) => (isProbe(bytes) ? null : "1b"), 1],
  ])("a board that %s is ok", async (_, answer, acked) => {
    far(answer);
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(1_500);
    expect(board.health()).toMatchObject({ health: "ok", reason: null, counters: { acked, unanswered: 0 } });
    expect(wire.take().filter((frame) => frame !== PROBE)).toEqual([
      `aa01bb51540b0500003fc7eb5a303033${xorOf("0b0500003fc7eb5a303033")}ff`,
    ]);
  });

  test("a board that answers nothing is off, and is seen when it does", async () => {
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(4_000);
    expect(board.health()).toMatchObject({ health: "off", reason: "无应答" });
    far(() => "1b");
    await pass(16_000);
    expect(board.health()).toMatchObject({ health: "ok" });
  });

  test("a board that goes silent is noticed by the probe, not only at the next refresh", async () => {
    far(() => "1b");
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(1_000);
    far(() => null);
    await pass(24_000);
    expect(board.health()).toMatchObject({ health: "off" });
  });

  test("the sum variant and everybody's address are not waited for", () => {
    const d = aabb5154Board({ role: "summary-board", address: 255, checksum: "xor", characters: 16 });
    const s = aabb5154Board({ role: "summary-board", address: 3, checksum: "sum", characters: 24 });
    expect([d.confirmedBy, d.probe, s.confirmedBy, s.probe]).toEqual(["nothing", null, "nothing", null]);
    const { bytes } = s.draw({ of: "summary", picture: PICTURE, sectors: ["a"] }).message(true);
    const sum = bytes.subarray(6).reduce((total, byte) => total + byte, 0) & 0xff;
    expect(bytes.subarray(0, 11)).toEqual(
      Buffer.concat([hex("aa03bb5154"), Buffer.from([sum]), hex("0802990063")]),
    );
  });
});

const xorOf = (text: string) =>
  hex(text)
    .reduce((xor, byte) => xor ^ byte, 0)
    .toString(16)
    .padStart(2, "0");

describe("bx5k", () => {
  const driver = (colours = false) =>
    bx5kBoard({ address: 1, font: "O000", height: 32, colours, characters: 16 });
  /** The maker's answer, from everybody's address. */
  const ACK = "a5a5a5a5a5a5a5a5 0080feff 000000000000 fe02 0500 a000000000 14ac 5a";
  const BUSY_3 = "a5a5a5a5a5a5a5a5 00800300 000000000000 fe02 0500 a001030000 3440 5a";
  const NO_FONT_3 = "a5a5a5a5a5a5a5a5 00800300 000000000000 fe02 0500 a3060c0000 4137 5a";

  test("is pinged, painted, and ok when it says so", async () => {
    far(() => ACK);
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(500);
    const [ping, paint] = wire.take();
    expect(ping).toBe("a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a");
    expect(paint).toContain("5c464f303030c7eb5a303033".replace("5a", "5b02"));
    expect(board.health()).toMatchObject({ health: "ok", counters: { acked: 1 } });
  });

  test("says why it refuses; a busy card gets a moment", async () => {
    const d = bx5kBoard({ address: 3, font: "O000", height: 32, colours: false, characters: 16 });
    const board = boardOf(d);
    far((bytes) => (bytes[22] === 0xa2 ? null : BUSY_3));
    show(d, board);
    await pass(600);
    const before = wire.take().length;
    expect(before).toBeGreaterThanOrEqual(2);
    expect(before).toBeLessThanOrEqual(3);
    far(() => NO_FONT_3);
    await pass(3_000);
    expect(board.health()).toMatchObject({ health: "degraded", reason: "设备拒绝显示：没有此字库" });
  });

  test("a two-colour screen is told the colour", () => {
    const { bytes } = driver(true).draw({ of: "window", window: WINDOW }).message(true);
    expect(bytes.includes(Buffer.from("\\FO000\\C1", "latin1"))).toBe(true);
  });
});

describe("boards that confirm nothing", () => {
  test("count as ok, say so, and are painted again every half minute and after a reconnect", async () => {
    const d = cd5220Board();
    const board = boardOf(d);
    show(d, board);
    await settled();
    expect(board.health()).toMatchObject({ health: "ok", reason: expect.stringContaining("不回应") });
    expect(wire.take()).toHaveLength(1);
    await pass(31_000);
    expect(wire.take()).toHaveLength(1);
    wire.drop();
    await pass(400);
    expect(wire.take()[0]).toMatch(/^0c1b400c1b5141/);
    wire.receive("ffff");
    expect(bus.counters(d)).toMatchObject({ droppedBytes: 2 });
  });

  test("their own bytes coming back are echoes, not noise", async () => {
    far((bytes) => bytes.toString("hex"));
    const d = led8Board();
    const board = boardOf(d);
    show(d, board);
    await settled();
    expect(bus.counters(d)).toMatchObject({ ownEchoes: 1, droppedBytes: 0 });
  });
});

describe("alpha", () => {
  /** Control characters as their pictures (␂ for 02), so that patterns can be read. */
  const sent = () =>
    [...Buffer.from(wire.take().join(""), "hex")]
      .map((byte) => String.fromCharCode(byte < 0x20 ? 0x2400 + byte : byte))
      .join("");

  test("is set up once, with 100 ms of silence after each 02; then only the string is written", async () => {
    const d = alphaBoard({ address: 0, checksum: true, characters: 20 });
    const board = boardOf(d);
    show(d, board);
    await settled();
    expect(sent()).toBe("␀␀␀␀␀␁Z00␂");
    await pass(100);
    expect(sent()).toMatch(/^E\$AAU0100FF001BL007D0000␃[0-9A-F]{4}␂$/);
    await pass(100);
    expect(sent()).toMatch(/^AA␛ b␐1␃[0-9A-F]{4}␂$/);
    await pass(100);
    expect(sent()).toMatch(/^G1Z003 WINDOW 1␃[0-9A-F]{4}␄$/);
    show(d, board, { state: "paused", number: null });
    await settled();
    expect(sent()).toMatch(/^␀{5}␁Z00␂G1PAUSED WINDOW 1␃[0-9A-F]{4}␄$/);
  });

  test("is set up again after a quarter of an hour, in case it was replaced, but never with a new text", async () => {
    const d = alphaBoard({ address: 0, checksum: true, characters: 20 });
    const board = boardOf(d);
    show(d, board);
    await pass(14 * 60_000);
    expect(sent().match(/E\$/g)).toHaveLength(1);
    await pass(2 * 60_000);
    expect(sent().match(/E\$/g)).toHaveLength(1);
  });

  test("a window without any digit has its number only", () => {
    const window = { ...WINDOW, id: "left", name: "左窗口" } as unknown as WindowPicture;
    const drawing = alphaBoard({ address: 0, checksum: true, characters: 20 }).draw({ of: "window", window });
    expect(drawing.key).toBe("Z003");
  });

  test("the number is whole on a sign too narrow for the window", () => {
    const key = (characters: number) =>
      alphaBoard({ address: 0, checksum: true, characters }).draw({ of: "window", window: WINDOW }).key;
    expect([key(20), key(8), key(3)]).toEqual(["Z003 WINDOW 1", "Z003 >1", "Z003"]);
  });

  test("a summary shows as many whole calls as fit, or who waits", () => {
    const key = (characters: number, sectors: readonly string[] | null, calls = PICTURE.calls) =>
      alphaBoard({ address: 0, checksum: true, characters }).draw({
        of: "summary",
        picture: { ...PICTURE, calls },
        sectors,
      }).key;
    expect(key(20, null)).toBe("Z003>1 C012>12");
    expect(key(10, null)).toBe("Z003>1");
    expect(key(20, ["b"])).toBe("C012>12");
    expect(key(20, null, [])).toBe("WAITING 5");
  });
});

test.each([
  ["a call", {}, "003"],
  ["idle", { state: "idle", number: null }, ""],
  ["closed", { state: "closed", number: null }, ""],
] as const)("led8 shows the digits of %s", (_, changes, digits) => {
  expect(led8Board().draw({ of: "window", window: { ...WINDOW, ...changes } }).key).toBe(digits);
});
test("led8 tells number and window as a summary", () => {
  expect(led8Board().draw({ of: "summary", picture: PICTURE, sectors: null }).key).toBe("003-1");
});

describe("modbus-number", () => {
  const driver = (registers: Parameters<typeof modbusNumberBoard>[0]["registers"] = ["number"]) =>
    modbusNumberBoard({ address: 1, firstRegister: 0, registers, write: "auto", empty: 0 });
  const READ = "010300000001840a";
  const READ_ANSWER = "0103020000b844";
  const WRITE_3 = "010600000003c9cb";

  test("is read once, written by function 06, and ok when it repeats that", async () => {
    far((bytes) => (bytes[1] === 3 ? READ_ANSWER : bytes.toString("hex")));
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(200);
    expect(wire.take()).toEqual([READ, WRITE_3]);
    expect(board.health()).toMatchObject({ health: "ok", counters: { acked: 1 } });
  });

  test("on a line that echoes, the echo of a write is no answer", async () => {
    far((bytes) => bytes.toString("hex"));
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(4_000);
    expect(board.health()).toMatchObject({ health: "off", reason: "无应答", counters: { acked: 0 } });
    far((bytes) => bytes.toString("hex") + (bytes[1] === 3 ? READ_ANSWER : bytes.toString("hex")));
    await pass(16_000);
    expect(board.health()).toMatchObject({ health: "ok" });
    expect(bus.counters(d).ownEchoes).toBeGreaterThan(4);
  });

  test("a board that knows no reading is ok all the same; an exception is said", async () => {
    far((bytes) => (bytes[1] === 3 ? null : bytes.toString("hex")));
    const d = driver();
    const board = boardOf(d);
    show(d, board);
    await pass(1_000);
    expect(board.health()).toMatchObject({ health: "ok" });
    far((bytes) => (bytes[1] === 6 ? "018602c3a1" : null));
    show(d, board, { number: "Z004" });
    await pass(3_000);
    expect(board.health()).toMatchObject({ health: "degraded", reason: "设备拒绝显示：没有此寄存器" });
  });

  test("the configured map, by function 16", () => {
    const d = driver(["number", "number-bcd", "prefix", "window", "state", "waiting", "zero"]);
    const { bytes } = d.draw({ of: "window", window: { ...WINDOW, number: "B123" } }).message(true);
    expect(bytes.subarray(0, -2)).toEqual(hex("01 10 0000 0007 0e 007b 0123 0042 0001 0002 0004 0000"));
  });
});
