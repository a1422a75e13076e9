import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { device } from "../contract/device-config.ts";
import { BoardEnd, board, calling, FarEnd, picture, tcpLine, useFarEnds } from "./far-end.test-kit.ts";

// A reader's far end in a few lines of its own: what lies on it, and how often it was asked.

const { far, hall } = useFarEnds();

function answer(sw: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from([0, 0, 0, 0, sw]), data]);
  body.writeUInt16BE(data.length + 4, 0);
  const sum = body.reduce((x, byte) => x ^ byte, 0);
  return Buffer.concat([Buffer.from("aaaaaa9669", "hex"), body, Buffer.from([sum])]);
}

function cardData(name: string, number: string): Buffer {
  const text = Buffer.alloc(256, Buffer.from(" ", "utf16le"));
  const fields: [number, string][] = [
    [0, name],
    [30, "1"],
    [32, "01"],
    [36, "19491231"],
    [122, number],
    [188, "20200101"],
    [204, "长期"],
  ];
  for (const [at, value] of fields) text.write(value, at, "utf16le");
  return Buffer.concat([Buffer.from([1, 0, 4, 0]), text, Buffer.alloc(1024, 0x57)]);
}

class ReaderEnd extends FarEnd {
  card: { name: string; number: string } | null = null;
  /** As some readers do: a card that was read is not found again until it is taken away. */
  halts = true;
  asked = { find: 0, select: 0, read: 0 };
  /** Status words that the next reads and selects give instead. */
  failures: number[] = [];
  silent = false;
  #read: object | null = null;

  override answer = (chunk: Buffer, socket: Socket) => {
    if (!this.silent) socket.write(this.#obey(chunk.subarray(7, 9).toString("hex")));
  };

  #obey(order: string): Buffer {
    const failure = order === "2001" ? undefined : this.failures.shift();
    if (order === "2001") {
      this.asked.find++;
      const found = this.card !== null && !(this.halts && this.#read === this.card);
      return found ? answer(0x9f, Buffer.alloc(4)) : answer(0x80);
    }
    if (order === "2002") this.asked.select++;
    else this.asked.read++;
    if (failure !== undefined) return answer(failure);
    if (order === "2002") return answer(0x90, Buffer.alloc(8));
    this.#read = this.card;
    return answer(0x90, cardData(this.card?.name ?? "", this.card?.number ?? ""));
  }
}

const reader = device.parse({ id: "id-1", role: "id-reader", driver: "sdt", line: "card", kiosk: "k1" });
const ZHANG = { name: "张三丰", number: "11010519491231002X" };
const LI = { name: "李四", number: "440524188001010014" };

async function atKiosk() {
  const end = await far(new ReaderEnd());
  const h = hall([tcpLine("card", end.port)], [reader]);
  await h.until("asked", () => end.asked.find > 1);
  const names = () => h.cards.map(({ seen }) => (seen.seen === "card" ? seen.card.name : seen.reason));
  return { end, h, names };
}

test("a card is found, selected, read and told once, however long it lies there", async () => {
  const { end, h, names } = await atKiosk();
  end.card = ZHANG;
  await h.until("read", () => h.cards.length === 1);
  expect(h.cards[0]).toMatchObject({
    device: "id-1",
    place: { kiosk: "k1", window: null },
    seen: { seen: "card", card: { name: "张三丰", idNumber: ZHANG.number, validTo: null, photo: null } },
  });
  await h.pass(4_000);
  expect(names()).toEqual(["张三丰"]);
  expect(h.device("id-1")).toMatchObject({ health: "ok", reason: null });
});

test("where the reader finds a lying card again and again it is still told once", async () => {
  const { end, h, names } = await atKiosk();
  end.halts = false;
  end.card = ZHANG;
  await h.until("read", () => h.cards.length === 1);
  await h.pass(12_000);
  expect(names()).toEqual(["张三丰"]);
  expect(end.asked.read).toBeLessThan(6);
  end.card = { ...LI };
  await h.until("another", () => h.cards.length === 2);
  expect(names()).toEqual(["张三丰", "李四"]);
});

test("taken away and laid down again, the same card is told again", async () => {
  const { end, h, names } = await atKiosk();
  end.card = ZHANG;
  await h.until("read", () => h.cards.length === 1);
  end.card = null;
  await h.pass(2_000);
  end.card = { ...ZHANG };
  await h.until("again", () => h.cards.length === 2);
  expect(names()).toEqual(["张三丰", "张三丰"]);
});

test("status words that say no are tried again; what fails three times is told, once", async () => {
  const { end, h, names } = await atKiosk();
  end.failures = [0x81, 0x41];
  end.card = ZHANG;
  await h.until("read", () => h.cards.length === 1);
  expect(names()).toEqual(["张三丰"]);
  end.card = null;
  await h.pass(2_000);
  end.failures = Array<number>(9).fill(0x41);
  end.card = { ...LI };
  await h.until("trouble", () => h.cards.length === 2);
  expect(names()[1]).toMatch(/证件/);
  await h.until("read after all", () => h.cards.length === 3, 20_000);
  expect(names().at(-1)).toBe("李四");
});

test("our own commands sent back by the line are counted and answer nothing", async () => {
  const { end, h, names } = await atKiosk();
  const answers = end.answer;
  end.answer = (chunk, socket) => {
    socket.write(chunk);
    answers(chunk, socket);
  };
  end.card = ZHANG;
  await h.until("read", () => h.cards.length === 1);
  expect(names()).toEqual(["张三丰"]);
  const { counters } = h.device("id-1");
  expect(counters.ownEchoes).toBeGreaterThan(2);
  expect(counters).toMatchObject({ badLength: 0, badChecksum: 0, droppedBytes: 0, silences: 0 });
});

test("a silent reader is off with the reason and comes back by itself", async () => {
  const { end, h } = await atKiosk();
  end.silent = true;
  await h.until("off", () => h.device("id-1").health === "off");
  expect(h.device("id-1").reason).toBe("读卡器无应答");
  end.silent = false;
  await h.until("ok", () => h.device("id-1").health === "ok");
});

test("a module that failed its own test is told in words", async () => {
  const end = await far(new FarEnd());
  end.answer = (_, socket) => {
    socket.write(answer(0x60));
  };
  const h = hall([tcpLine("card", end.port)], [reader]);
  await h.until("degraded", () => h.device("id-1").health === "degraded");
  expect(h.device("id-1").reason).toBe("读卡器：安全模块自检失败");
});

test("polling leaves the line to others: a board beside it is lit at once", async () => {
  const end = await far(new BoardEnd());
  const h = hall([tcpLine("boards", end.port)], [board(1), device.parse({ ...reader, line: "boards" })]);
  await h.until("polled", () => end.bytes.includes(Buffer.from("aaaaaa9669", "hex")));
  h.hall.show(picture(calling(1, "Z001")));
  const at = h.clock.now();
  await h.until("lit", () => end.shows(1).includes("Z001"));
  // At worst the question that is out waits for its answer's time limit.
  expect(h.clock.now() - at).toBeLessThan(350);
});
