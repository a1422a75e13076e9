import { describe, expect, it } from "vitest";
import {
  BoardEnd,
  board,
  calling,
  FarEnd,
  ff68,
  keypad,
  picture,
  rater,
  tcpLine,
  useFarEnds,
  w,
  windowPicture,
} from "./far-end.test-kit.ts";

const { far, hall } = useFarEnds();

describe("keypads and raters", () => {
  const setUp = async (devices = [keypad(1), keypad(2), rater(1)]) => {
    const end = await far(new FarEnd());
    const h = hall([tcpLine("keys", end.port)], devices);
    h.hall.show(picture(windowPicture(1, { waiting: 12 }), windowPicture(2)));
    await h.until("painted", () => end.bytes.includes(ff68(1, 2, 0, 1, 2, 10, 10, 10)));
    return { end, h };
  };

  it("echoes a press at once, then shows waiting count and number", async () => {
    const { end, h } = await setUp();
    const from = end.bytes.length;
    end.send(ff68(1, 1, 0x0c));
    await h.until("press", () => h.presses.length === 1);
    expect(h.presses[0]).toEqual({ device: "key-1", window: "w01", action: "call-next" });
    h.hall.show(
      picture(
        windowPicture(1, { waiting: 11, state: "calling", number: "Z007", occurrence: 1 }),
        windowPicture(2),
      ),
    );
    await h.until("number", () => end.bytes.includes(ff68(1, 2, 10, 10, 10, 0, 0, 7)));
    await h.pass(200);
    expect(end.bytes.subarray(from)).toEqual(
      Buffer.concat([ff68(1, 1, 0x0c), ff68(1, 2, 0, 1, 1, 10, 10, 10), ff68(1, 2, 10, 10, 10, 0, 0, 7)]),
    );
  });

  it("shows both frames after a press that changed nothing", async () => {
    const { end, h } = await setUp();
    const from = end.bytes.length;
    end.send(ff68(1, 1, 0x0d));
    await h.until("both", () => end.bytes.length - from === 10 + 15 + 15);
    expect(end.bytes.subarray(from + 10)).toEqual(
      Buffer.concat([ff68(1, 2, 0, 1, 2, 10, 10, 10), ff68(1, 2, 10, 10, 10, 10, 10, 10)]),
    );
  });

  it("knows every key, and counts those it does not know", async () => {
    const { end, h } = await setUp();
    for (const data of [[0x0c], [0x0d], [0x12], [0x13], [0x0b], [6, 0x0f], [0, 0x0f], [3, 0x0f], [0x0e]]) {
      end.send(ff68(2, 1, ...data));
    }
    await h.until("all", () => h.device("key-2").counters.unknownKeys === 1);
    expect(h.presses.map((p) => p.action)).toEqual([
      "call-next",
      "recall",
      "pause-toggle",
      "transfer",
      "evaluate",
      "no-show",
      "park",
      "call-parked",
    ]);
    expect(h.presses.every((p) => p.window === w(2))).toBe(true);
  });

  it("takes a bouncing or held key for one press and still echoes each frame", async () => {
    const { end, h } = await setUp();
    await h.pass(600); // by now it is known that this line does not echo
    const echoes = () => end.bytes.toString("hex").split(ff68(1, 1, 0x0c).toString("hex")).length - 1;
    for (let i = 1; i <= 10; i++) {
      end.send(ff68(1, 1, 0x0c));
      await h.until("echo", () => echoes() === i);
      await h.pass(200);
    }
    expect(h.presses).toHaveLength(1);
    await h.pass(600);
    end.send(ff68(1, 1, 0x0c));
    await h.until("second press", () => h.presses.length === 2);
  });

  it("drops a wrong checksum and noise, counts them, and hears the press behind them", async () => {
    const { end, h } = await setUp();
    end.send(Buffer.from("ff6803036801010cff16", "hex"));
    end.send(Buffer.alloc(4096, 0x68));
    end.send(Buffer.from("ff68030468", "hex"));
    await h.pass(50);
    expect(h.presses).toHaveLength(0);
    end.send(ff68(2, 1, 0x0c));
    await h.until("press", () => h.presses.length === 1);
    const { counters } = h.device("key-1");
    expect(counters.badChecksum).toBe(1);
    expect(counters.badLength).toBe(1);
    expect(counters.droppedBytes).toBe(4096 + 15);
  });

  it("asks the rater and turns its key into a score, once", async () => {
    const { end, h } = await setUp();
    h.hall.askRating(w(1));
    await h.until("asked", () => end.bytes.includes(ff68(1, 1, 0x0b)));
    end.send(ff68(1, 0x11, 1));
    end.send(ff68(1, 0x11, 1));
    await h.until("score", () => h.scores.length === 1);
    expect(h.scores[0]).toEqual({ device: "rater-1", window: "w01", score: 4 });
    await h.until("answered", () => end.bytes.includes(ff68(1, 1, 1)));
    end.send(ff68(1, 0x11, 9));
    await h.until("unknown key", () => h.device("rater-1").counters.unknownKeys === 1);
    expect(h.scores).toHaveLength(1);
    expect(h.presses).toHaveLength(0);
  });

  it("does not ask again after a cancel, and asks again after a reconnect while it still waits", async () => {
    const { end, h } = await setUp();
    h.hall.askRating(w(1));
    await h.until("asked", () => end.bytes.includes(ff68(1, 1, 0x0b)));
    end.bytes = Buffer.alloc(0);
    end.drop();
    await h.until("asked again", () => end.bytes.includes(ff68(1, 1, 0x0b)));
    h.hall.cancelRating(w(1));
    end.bytes = Buffer.alloc(0);
    end.drop();
    await h.until("repainted", () => end.bytes.includes(ff68(1, 2, 0, 1, 2, 10, 10, 10)));
    expect(end.bytes.includes(ff68(1, 1, 0x0b))).toBe(false);
  });

  it("does not take its own frames, heard back on a two-wire line, for presses", async () => {
    const end = await far(new FarEnd());
    end.answer = (chunk, socket) => void socket.write(chunk);
    const h = hall([tcpLine("keys", end.port)], [keypad(1), rater(1)]);
    h.hall.show(picture(windowPicture(1)));
    h.hall.askRating(w(1));
    const heardBack = () => h.device("key-1").counters.ownEchoes ?? 0;
    await h.until("display and question heard back", () => heardBack() >= 3);
    expect(h.presses).toHaveLength(0);
    await h.pass(300);
    end.send(ff68(1, 1, 0x0b));
    await h.until("a real press of 评价", () => h.presses.length === 1);
    await h.pass(2_000);
    expect(h.presses).toHaveLength(1);
  });

  it("hears a press while boards on the same line are being repainted", async () => {
    const end = await far(new BoardEnd());
    const devices = [board(1, "mixed"), board(2, "mixed"), board(3, "mixed"), keypad(1, "mixed")];
    const h = hall([tcpLine("mixed", end.port)], devices);
    end.silent.add(2);
    h.hall.show(picture(windowPicture(1), windowPicture(2), windowPicture(3)));
    await h.pass(2_500); // by now it is known that this line does not echo
    for (let i = 1; i <= 5; i++) {
      h.hall.show(picture(calling(1, `Z00${i}`, i), calling(2, `Z01${i}`, i), calling(3, `Z02${i}`, i)));
      end.send(ff68(1, 1, i % 2 ? 0x0d : 0x12));
      await h.pass(37);
    }
    await h.until("presses", () => h.presses.length === 5);
    await h.until("boards", () => end.shows(1).includes("Z005") && end.shows(3).includes("Z025"));
  });

  it("counts frames of nobody it knows", async () => {
    const { end, h } = await setUp();
    end.send(ff68(77, 1, 0x0c));
    await h.until("stray", () => h.device("key-1").counters.unknownAddress === 1);
    expect(h.presses).toHaveLength(0);
  });
});
