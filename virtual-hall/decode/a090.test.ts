import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { A090Ear, type A090Heard, boardAnswer } from "./a090.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (heard: A090Heard | undefined) =>
  heard?.kind === "show" ? heard.cells.map((c) => c.char).join("") : undefined;

describe("a board's ear", () => {
  it("understands the vendor's example and answers as it says", () => {
    const heard = new A090Ear().hear(hex("A0 90 01 A5 00 05 C7 EB 00 38 01 B4"));
    expect(heard).toEqual([
      {
        kind: "show",
        address: 1,
        cells: [
          { char: "请", colour: "red", columns: 2 },
          { char: "8", colour: "green", columns: 1 },
        ],
      },
    ]);
    expect(boardAnswer(1, true)).toEqual(hex("A0 90 01 A5 AA"));
    expect(boardAnswer(1, false)).toEqual(hex("A0 90 01 A5 55"));
  });

  it("understands 请A001到3号窗口 for address 3", () => {
    const frame = hex("a09003a50019c7eb004100300030003100b5bd003300bac500b4b000bfda00c6");
    const [heard] = new A090Ear().hear(frame);
    expect(heard?.address).toBe(3);
    expect(text(heard)).toBe("请A001到3号窗口");
  });

  it("calls a wrong checksum spoilt and still hears the frame behind it", () => {
    const ear = new A090Ear();
    const heard = ear.hear(hex("A09001A50005C7EB003801B5 A09001A50005C7EB003801B4"));
    expect(heard.map((h) => h.kind)).toEqual(["spoilt", "show"]);
  });

  it("hears a whole frame that a wrong length had swallowed", () => {
    const heard = new A090Ear().hear(hex("A09001A50011C7EB003801B4 A09001A50005C7EB003801B4"));
    expect(heard.map((h) => h.kind)).toEqual(["spoilt", "show"]);
  });

  it.each([
    ["a character without its colour", "C7EB"],
    ["a colour that is not one", "3107"],
    ["half a character", "C7"],
  ])("refuses %s", (_, data) => {
    const body = [1, 0xa5, 0, data.length / 2, ...hex(data)];
    const xor = body.reduce((a, b) => a ^ b, 0);
    expect(new A090Ear().hear(Uint8Array.of(0xa0, 0x90, ...body, xor))).toEqual([
      { kind: "spoilt", address: 1, why: "contents" },
    ]);
  });

  it("takes an empty text as a dark board", () => {
    const frame = Uint8Array.of(0xa0, 0x90, 5, 0xa5, 0, 0, 5 ^ 0xa5);
    expect(new A090Ear().hear(frame)).toEqual([{ kind: "show", address: 5, cells: [] }]);
  });

  it("finds every frame amid junk however the bytes are split, and holds no more than one longest frame", () => {
    const junk = fc.array(
      fc.integer({ min: 0, max: 255 }).filter((b) => b !== 0xa0),
      { maxLength: 30 },
    );
    const frame = fc
      .tuple(
        fc.integer({ min: 1, max: 28 }),
        fc.array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 20 }),
      )
      .map(([address, chars]) => {
        const data = chars.flatMap((c) => [c, 2]);
        const body = [address, 0xa5, 0, data.length, ...data];
        return {
          shown: String.fromCharCode(...chars),
          address,
          bytes: [0xa0, 0x90, ...body, body.reduce((a, b) => a ^ b, 0)],
        };
      });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(junk, frame), { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (parts, sizes) => {
          const bytes = parts.flatMap(([noise, f]) => [...noise, ...f.bytes]);
          const ear = new A090Ear();
          const heard: A090Heard[] = [];
          for (let at = 0; at < bytes.length; ) {
            const size = sizes.next().value ?? 1;
            heard.push(...ear.hear(Uint8Array.from(bytes.slice(at, at + size))));
            at += size;
          }
          expect(heard.map((h) => [h.address, text(h)])).toEqual(parts.map(([, f]) => [f.address, f.shown]));
          expect(ear.dropped).toBe(parts.reduce((n, [noise]) => n + noise.length, 0));
        },
      ),
    );
  });

  it("survives any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const ear = new A090Ear();
        ear.hear(bytes);
        ear.reset();
        expect(ear.hear(hex("A09001A50005C7EB003801B4"))).toHaveLength(1);
      }),
    );
  });
});
