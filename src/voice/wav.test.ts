import fc from "fast-check";
import { expect, test } from "vitest";
import { joinWav, readWav, type Wav } from "./wav.ts";

const wav = (part: Partial<Wav> = {}): Wav => ({
  channels: 1,
  sampleRate: 22_050,
  bits: 16,
  samples: Buffer.from([1, 0, 2, 0]),
  ...part,
});

test("golden bytes of a joined file", () => {
  const file = joinWav([wav(), wav({ samples: Buffer.from([3, 0]) })], 0);
  expect(file.toString("hex")).toBe(
    `52494646${"2a000000"}57415645666d7420${"10000000"}0100010022560000${"44ac0000"}0200100064617461${"06000000"}010002000300`,
  );
});

test("what was joined reads back, with silence between", () => {
  const read = readWav(joinWav([wav(), wav()], 10));
  expect(read).toMatchObject({ channels: 1, sampleRate: 22_050, bits: 16 });
  expect(read.samples.length).toBe(8 + 221 * 2); // 10 ms of 22050 Hz, rounded up
  const loud = joinWav([wav({ bits: 8 }), wav({ bits: 8 })], 1);
  expect(
    readWav(loud)
      .samples.subarray(4, -4)
      .every((b) => b === 0x80),
  ).toBe(true);
});

test("other chunks are passed over, an odd one with its pad byte", () => {
  const plain = joinWav([wav()], 0);
  const extra = Buffer.from("LIST\x03\0\0\0abc\0", "latin1");
  const file = Buffer.concat([plain.subarray(0, 12), extra, plain.subarray(12)]);
  expect(readWav(file).samples).toEqual(Buffer.from([1, 0, 2, 0]));
});

test("pieces of different formats do not join, nor does nothing", () => {
  expect(() => joinWav([wav(), wav({ sampleRate: 16_000 })], 0)).toThrow("16000 Hz 16 bit ×1 does not join");
  expect(() => joinWav([], 0)).toThrow("nothing to join");
});

test.each([
  ["", "not a WAV file"],
  ["ID3 something else entirely", "not a WAV file"],
  ["RIFF\0\0\0\0WAVE", "no samples"],
  ["RIFF\0\0\0\0WAVEdata\0\0\0\0", "samples before their format"],
  ["RIFF\0\0\0\0WAVEfmt \x02\0\0\0\x01\0", "cut short"],
])("%j: %s", (text, problem) => expect(() => readWav(Buffer.from(text, "latin1"))).toThrow(problem));

test("a compressed format is refused by name", () => {
  const file = joinWav([wav()], 0);
  file.writeUInt16LE(85, 20); // MP3 in WAV
  expect(() => readWav(file)).toThrow("format 85");
});

test("broken files are refused or read, never more than that", () => {
  const good = joinWav([wav()], 0);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
      const file = Buffer.from(good);
      file[at] = value;
      try {
        expect(readWav(file.subarray(0, length)).samples.length).toBeLessThanOrEqual(length);
      } catch (error) {
        expect((error as { code?: string }).code).toBe("voice.wav");
      }
    }),
  );
});
