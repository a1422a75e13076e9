import { describe, expect, test } from "vitest";
import { crc16Modbus } from "./crc16.ts";
import { encodeRead, encodeWriteMultiple, encodeWriteSingle } from "./modbus.ts";
import { ModbusFrameParser } from "./modbus-frames.ts";
import { findsEveryFrame, hex } from "./noise.test-kit.ts";

describe("Modbus RTU requests (protocols.md 1f)", () => {
  test("write register 0 = 123 on unit 1, and the canonical CRC", () => {
    expect(encodeWriteSingle(1, 0, 123)).toEqual(hex("01 06 0000 007b c9e9"));
    expect(encodeRead(0x11, 0x6b, 3)).toEqual(hex("11 03 006b 0003 7687"));
    expect(crc16Modbus(Buffer.from("123456789"))).toBe(0x4b37);
  });

  test("several registers", () => {
    expect(encodeWriteMultiple(0x11, 1, [0x000a, 0x0102])).toEqual(hex("11 10 0001 0002 04 000a 0102 c6f0"));
  });
});

const WRITTEN = hex("11 10 0001 0002 1298");
const REFUSED = hex("11 90 02 cc04");
const READ = hex("11 03 06 ae41 5652 4340 49ad");

describe("Modbus RTU frames of either direction", () => {
  test("written, refused, read; a wrong CRC is counted and its neighbour found", () => {
    const parser = new ModbusFrameParser();
    expect(parser.push(Buffer.concat([WRITTEN, REFUSED, READ])).map((f) => f.func)).toEqual([
      0x10, 0x90, 0x03,
    ]);
    expect(parser.push(Buffer.concat([hex("01 06 0000 007b c9e8"), WRITTEN]))).toMatchObject([
      { unit: 0x11 },
    ]);
    expect(parser.counters).toMatchObject({ frames: 4, badChecksum: 1, droppedBytes: 8 });
  });

  test("what looks like a long frame's beginning holds nothing back", () => {
    const parser = new ModbusFrameParser();
    expect(parser.push(Buffer.concat([hex("00 03 fa"), WRITTEN]))).toHaveLength(1);
  });

  test("keeps no more than the longest frame", () => {
    const parser = new ModbusFrameParser();
    for (let i = 0; i < 2_000; i++) parser.push(hex("01 03 fa"));
    parser.reset();
    expect(parser.counters.droppedBytes).toBe(6_000);
    expect(parser.push(READ)).toHaveLength(1);
  });

  test("noise and cuts never lose the next good frame", () => {
    const traps = [
      hex("11 03"),
      hex("11 03 fa"),
      hex("11 10 0000 0001 f0"),
      hex("11"),
      WRITTEN.subarray(0, 5),
    ];
    findsEveryFrame(
      [WRITTEN, REFUSED, READ],
      traps,
      () => new ModbusFrameParser(),
      (frame, sent) => frame.bytes.equals(sent),
    );
  });
});
