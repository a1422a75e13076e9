import { expect, test } from "vitest";
import { device } from "../contract/device-config.ts";
import { line as lineSchema } from "../contract/hall-config.ts";
import {
  BoardEnd,
  board,
  calling,
  FarEnd,
  ff68,
  keypad,
  picture,
  tcpLine,
  useFarEnds,
  windowPicture,
} from "./far-end.test-kit.ts";
import { FrameParser } from "./protocols/frame-parser.ts";
import { HOST_FRAMES } from "./protocols/host-frames.ts";

const { far, hall } = useFarEnds();
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const MAKERS = hex("A0 90 01 A5 00 05 C7 EB 00 38 01 B4");

test.each([
  ["a090", MAKERS, 1],
  ["aabb5154", hex("aa01bb5154010500003fc7eb4130303167ff"), 1],
  ["aabb5154", hex("aa01bb5154800100990063c7eb41303031ff"), 1],
  ["bx5k", hex("A5A5A5A5A5A5A5A5 01000080000000000000FE020500A200010000 68F8 5A"), 1],
  ["ff68", hex("ff6808086801020a0a0a0000072816"), 1],
  ["ff68", hex("ff680202680103041" + "6"), 1],
  ["modbus-number", hex("01 06 00 00 00 7B C9 E9"), 1],
] as const)("%s: a host's frame is found between noise and in pieces", (driver, frame, address) => {
  const frameAt = HOST_FRAMES[driver];
  if (!frameAt) throw new Error("no ear");
  for (const cut of [1, 3, 100]) {
    const parser = new FrameParser(frameAt);
    const stream = Buffer.concat([hex("00 ff 12"), frame, hex("00 01"), frame, Buffer.alloc(700)]);
    const seen = [];
    for (let at = 0; at < stream.length; at += cut) seen.push(...parser.push(stream.subarray(at, at + cut)));
    expect(seen.map((f) => f.address)).toEqual([address, address]);
    // Of bx5k's eight marks one is enough.
    for (const { bytes } of seen) expect(frame.toString("hex").endsWith(bytes.toString("hex"))).toBe(true);
  }
});

test.each([
  ["a090", hex("A0 90 01 A5 AA")],
  ["a090", hex("A0 90 01 A5 00 05 C7 EB 00 38 01 B5")],
  ["aabb5154", hex("1b1b1b")],
  ["bx5k", hex("a5a5a5a5a5a5a5a5 0080feff 000000000000 fe02 0500 a000000000 14ac 5a")],
  ["ff68", hex("ff6803036801010c0e16")],
  ["modbus-number", hex("01 06 00 00 00 7B C9 E8")],
] as const)("%s: answers, presses and spoilt frames are no other host's", (driver, bytes) => {
  const parser = new FrameParser(HOST_FRAMES[driver] as NonNullable<(typeof HOST_FRAMES)["a090"]>);
  expect([...parser.push(Buffer.concat([bytes, Buffer.alloc(700)])), ...parser.settle()]).toEqual([]);
});

test("another host on the boards' line is told, counted and painted over; when it has gone the line is well again", async () => {
  const end = await far(new BoardEnd());
  const h = hall([tcpLine("boards", end.port)], [board(1), board(2)]);
  h.hall.show(picture(calling(1, "A001"), windowPicture(2)));
  await h.until("on", () => h.device("led-1").health === "ok" && h.device("led-2").health === "ok");
  expect(h.hall.facts("led-1")?.line.otherMasterSince).toBeNull();
  end.send(MAKERS);
  await h.pass(50);
  // One frame may be an accident.
  expect(h.device("led-2").health).toBe("ok");
  end.send(MAKERS);
  await h.until("told", () => h.device("led-2").health === "degraded");
  expect(h.device("led-2").reason).toContain("另有主机在这条线上");
  const facts = h.hall.facts("led-1");
  expect(facts?.line.counters.foreignFrames).toBe(2);
  expect(facts?.line.otherMasterSince).not.toBeNull();
  const before = end.frames(1).length;
  await h.until("painted over", () => end.frames(1).length > before, 1_000);
  expect(end.shows(1)).toContain("A001");
  expect(end.frames(2)).toHaveLength(1);
  await h.until("gone", () => h.device("led-2").health === "ok", 70_000);
  expect(h.hall.facts("led-1")?.line.otherMasterSince).toBeNull();
});

test("a line that echoes, a Modbus unit's answers and keypads' presses are nobody else's", async () => {
  const end = await far(new FarEnd());
  end.answer = (chunk, socket) => {
    socket.write(chunk);
    if (chunk[0] === 0x05 && chunk[1] === 0x06) socket.write(chunk);
    if (chunk[0] === 0xa0) socket.write(Buffer.from([0xa0, 0x90, chunk[2] ?? 0, 0xa5, 0xaa]));
  };
  const modbus = device.parse({
    id: "num-5",
    role: "window-board",
    driver: "modbus-number",
    line: "l",
    address: 5,
    window: "w02",
  });
  const h = hall([lineSchema.parse(tcpLine("l", end.port))], [board(1, "l"), modbus, keypad(1, "l")]);
  h.hall.show(picture(calling(1, "A001"), calling(2, "A002")));
  await h.until("on", () => h.device("led-1").health === "ok");
  for (const key of [0x0c, 0x0d, 0x12]) {
    end.send(ff68(1, 0x01, key));
    await h.pass(1_000);
  }
  expect(h.presses).toHaveLength(3);
  await h.pass(65_000);
  expect(h.hall.facts("led-1")?.line.counters.foreignFrames).toBe(0);
});
