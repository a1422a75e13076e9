import fc from "fast-check";
import { expect, test } from "vitest";
import { askStatusFrame, speakFrame, stopFrame, type TtsDialect, TtsReplies } from "./xf-tts.ts";

const GBK: TtsDialect = { encoding: "gbk", checksum: "none" };
const UNICODE: TtsDialect = { encoding: "unicode", checksum: "none" };
const hex = (bytes: Buffer) => bytes.toString("hex");

test("golden frames: FD, length, command, encoding, text (protocols.md 6)", () => {
  expect(hex(speakFrame("科大讯飞", GBK))).toBe("fd000a0101bfc6b4f3d1b6b7c9");
  expect(hex(speakFrame("科大讯飞", UNICODE))).toBe("fd000a010379d159278baf98de");
  expect(hex(speakFrame("A", GBK))).toBe("fd0003010141");
  expect(hex(stopFrame(GBK))).toBe("fd000102");
  expect(hex(askStatusFrame(GBK))).toBe("fd000121");
});

test("SYN6288 wants the XOR of all bytes, counted in the length", () => {
  // fd^00^0b^01^01^bf^c6^b4^f3^d1^b6^b7^c9, worked out by hand.
  expect(hex(speakFrame("科大讯飞", { encoding: "gbk", checksum: "xor" }))).toBe(
    "fd000b0101bfc6b4f3d1b6b7c9d1",
  );
  expect(hex(askStatusFrame({ encoding: "gbk", checksum: "xor" }))).toBe("fd000221de");
});

test("a long text is cut at a whole character; what the voice can't read is left out", () => {
  const frame = speakFrame("请".repeat(150), GBK);
  expect(frame.readUInt16BE(1)).toBe(202);
  expect(frame.length).toBe(205);
  expect(hex(speakFrame("到\n𠮷3", GBK))).toBe("fd00050101b5bd33");
  expect(hex(speakFrame("到\n𠮷3", UNICODE))).toBe("fd000601035230" + "0033");
});

test("answers are single bytes; others are counted", () => {
  const replies = new TtsReplies();
  expect(replies.push(Buffer.from([0x4a, 0x41, 0x4e, 0x00, 0x4f, 0x45, 0xff]))).toEqual([
    "ready",
    "ok",
    "busy",
    "idle",
    "failed",
  ]);
  expect(replies.counters).toMatchObject({ frames: 5, droppedBytes: 2 });
});

test("our own frame sent back by the line is no answer, though its text is full of them", () => {
  const frame = speakFrame("请A001", GBK);
  const replies = new TtsReplies();
  replies.sent(frame);
  expect(replies.push(frame.subarray(0, 6))).toEqual([]);
  expect(replies.push(Buffer.concat([frame.subarray(6), Buffer.from([0x41])]))).toEqual(["ok"]);
  expect(replies.counters.ownEchoes).toBe(1);
  replies.sent(frame);
  expect(replies.push(Buffer.from([0x41]))).toEqual(["ok"]);
});

test("any text gives a frame whose length is right, and any bytes are survived", () => {
  const dialects = fc.record({
    encoding: fc.constantFrom("gbk" as const, "unicode" as const),
    checksum: fc.constantFrom("none" as const, "xor" as const),
  });
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), dialects, (text, dialect) => {
      const frame = speakFrame(text, dialect);
      expect(frame.length).toBe(frame.readUInt16BE(1) + 3);
      expect(frame.length).toBeLessThanOrEqual(206);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), fc.string(), (chunks, text) => {
      const replies = new TtsReplies();
      replies.sent(speakFrame(text, GBK));
      const told = chunks.flatMap((chunk) => replies.push(Buffer.from(chunk)));
      expect(told.length).toBe(replies.counters.frames);
    }),
  );
});
