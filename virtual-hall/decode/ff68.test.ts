import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ff68Ear, ff68Bytes } from "./ff68.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

describe("FF 68 frames", () => {
  // The vectors of protocols.md §2a.
  it.each([
    ["call next", "ff6803036801010c0e16", { address: 1, func: 1, data: [0x0c] }],
    ["recall", "ff6803036801010d0f16", { address: 1, func: 1, data: [0x0d] }],
    ["pause", "ff6803036801011214" + "16", { address: 1, func: 1, data: [0x12] }],
    ["transfer", "ff680303680101131516", { address: 1, func: 1, data: [0x13] }],
    ["abandon", "ff680404680101060f1716", { address: 1, func: 1, data: [6, 15] }],
    ["ticket 007", "ff6808086801020a0a0a0000072816", { address: 1, func: 2, data: [10, 10, 10, 0, 0, 7] }],
    ["waiting 012", "ff6808086801020001020a0a0a2416", { address: 1, func: 2, data: [0, 1, 2, 10, 10, 10] }],
    ["rate key 0", "ff680303680111001216", { address: 1, func: 0x11, data: [0] }],
    ["beep", "ff68020268010304" + "16", { address: 1, func: 3, data: [] }],
  ])("%s, both ways", (_, bytes, frame) => {
    expect(new Ff68Ear().hear(hex(bytes))).toEqual([frame]);
    expect(Buffer.from(ff68Bytes(frame)).toString("hex")).toBe(bytes);
  });

  it("drops a wrong sum and counts it, then hears the next", () => {
    const ear = new Ff68Ear();
    expect(ear.hear(hex("ff6803036801010cff16" + "ff6803036801010d0f16"))).toEqual([
      { address: 1, func: 1, data: [0x0d] },
    ]);
    expect(ear.bad).toBe(1);
    expect(ear.dropped).toBe(10);
  });

  it("finds every frame amid junk however the bytes are split", () => {
    const junk = fc.array(fc.integer({ min: 0, max: 254 }), { maxLength: 20 });
    const frame = fc.record({
      address: fc.integer({ min: 0, max: 254 }),
      func: fc.integer({ min: 0, max: 254 }),
      data: fc.array(fc.integer({ min: 0, max: 254 }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(junk, frame)),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (parts, sizes) => {
          const bytes = parts.flatMap(([noise, f]) => [...noise, ...ff68Bytes(f)]);
          const ear = new Ff68Ear();
          const heard = [];
          for (let at = 0; at < bytes.length; ) {
            const size = sizes.next().value ?? 1;
            heard.push(...ear.hear(Uint8Array.from(bytes.slice(at, at + size))));
            at += size;
          }
          expect(heard).toEqual(parts.map(([, f]) => f));
        },
      ),
    );
  });

  it("survives any bytes and is itself again after a reset", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const ear = new Ff68Ear();
        ear.hear(bytes);
        ear.reset();
        expect(ear.hear(hex("ff6803036801010c0e16"))).toHaveLength(1);
      }),
    );
  });
});
