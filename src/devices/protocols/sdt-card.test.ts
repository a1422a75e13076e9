import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCard } from "./sdt-card.ts";

/** The fixed fields of a card's text: bytes each (protocols.md 4). */
const WIDTHS = [30, 2, 4, 16, 70, 36, 30, 16, 16, 36];

function data(values: readonly string[], photo = Buffer.alloc(1024, 0x57)): Buffer {
  const text = Buffer.concat(
    WIDTHS.map((width, i) =>
      Buffer.from((values[i] ?? "").padEnd(width / 2, " "), "utf16le").subarray(0, width),
    ),
  );
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16BE(text.length, 0);
  lengths.writeUInt16BE(photo.length, 2);
  return Buffer.concat([lengths, text, photo]);
}

const PERSON = [
  "张三丰",
  "1",
  "01",
  "19491231",
  "北京市朝阳区建国路1号",
  "11010519491231002X",
  "北京市公安局朝阳分局",
  "20200101",
  "长期",
];

test("a resident's card, valid for ever", () => {
  expect(parseCard(data(PERSON), false)).toEqual({
    document: "resident",
    name: "张三丰",
    sex: "男",
    nation: "汉",
    birth: "1949-12-31",
    address: "北京市朝阳区建国路1号",
    idNumber: "11010519491231002X",
    issuer: "北京市公安局朝阳分局",
    validFrom: "2020-01-01",
    validTo: null,
    photo: null,
  });
});

test("the bytes of a field are UTF-16LE, as on the wire", () => {
  const text = data(PERSON).subarray(4);
  expect(text.subarray(0, 6).toString("hex")).toBe("205f094e304e");
  expect(text.subarray(122, 128).toString("hex")).toBe("310031003000");
});

test("validity to a day, another nation and sex, a small x", () => {
  const values = [
    "扎西·顿珠",
    "2",
    "04",
    "19900501",
    "拉萨",
    "11010519491231002x",
    "公安局",
    "20100501",
    "20300501",
  ];
  expect(parseCard(data(values), false)).toMatchObject({
    name: "扎西·顿珠",
    sex: "女",
    nation: "藏",
    idNumber: "11010519491231002X",
    validTo: "2030-05-01",
  });
  expect(parseCard(data(["甲", "1", "56", ...PERSON.slice(3)]), false)?.nation).toBe("基诺");
  expect(parseCard(data(["甲", "1", "97", ...PERSON.slice(3)]), false)?.nation).toBe("其他");
});

test("the photo is kept only when asked for", () => {
  const photo = Buffer.from([1, 2, 3]);
  expect(parseCard(data(PERSON, photo), true)?.photo).toEqual(photo);
  expect(parseCard(data(PERSON, photo), false)?.photo).toBeNull();
});

test("港澳台居民居住证 says so in its reserve", () => {
  const permit = [...PERSON];
  permit[2] = "";
  permit[5] = "810000199408230021";
  permit[9] = `${"H01234567".padEnd(9)}01${" ".repeat(3)}J`;
  expect(parseCard(data(permit), false)).toMatchObject({
    document: "residence-permit",
    nation: "",
    idNumber: "810000199408230021",
  });
});

test("a foreigner's permanent residence card has fields of its own", () => {
  const text = Buffer.alloc(256, Buffer.from(" ", "utf16le"));
  const put = (at: number, value: string) => text.write(value, at, "utf16le");
  put(0, "SMITH, JOHN");
  put(120, "1");
  put(122, "USA310119801234");
  put(152, "USA");
  put(158, "史密斯");
  put(188, "20200101");
  put(204, "20300101");
  put(220, "19800101");
  put(248, "I");
  const bytes = Buffer.concat([Buffer.from([1, 0, 0, 0]), text]);
  expect(parseCard(bytes, true)).toMatchObject({
    document: "foreigner",
    name: "史密斯",
    idNumber: "USA310119801234",
    nation: "USA",
    birth: "1980-01-01",
    validTo: "2030-01-01",
    photo: null,
  });
  put(158, "   ");
  expect(parseCard(Buffer.concat([Buffer.from([1, 0, 0, 0]), text]), true)?.name).toBe("SMITH, JOHN");
});

test("what can't be a card is none", () => {
  expect(parseCard(Buffer.alloc(0), false)).toBeNull();
  expect(parseCard(data(PERSON).subarray(0, 200), false)).toBeNull();
  expect(parseCard(data(["", ...PERSON.slice(1)]), false)).toBeNull();
  const lying = data(PERSON);
  lying.writeUInt16BE(0x0200, 0);
  expect(parseCard(lying, false)).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1400 }), (bytes) => {
      const card = parseCard(Buffer.from(bytes), true);
      if (card) expect(card.idNumber).not.toBe("");
    }),
  );
});

test("any name and address that fit their fields come back as they were", () => {
  const hanzi = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((c) => String.fromCodePoint(c));
  fc.assert(
    fc.property(
      fc.array(hanzi, { minLength: 1, maxLength: 15 }),
      fc.array(hanzi, { maxLength: 35 }),
      (name, address) => {
        const values = [...PERSON];
        values[0] = name.join("");
        values[4] = address.join("");
        expect(parseCard(data(values), false)).toMatchObject({
          name: name.join(""),
          address: address.join(""),
        });
      },
    ),
  );
});
