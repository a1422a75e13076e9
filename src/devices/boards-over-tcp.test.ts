import { describe, expect, it } from "vitest";
import {
  BoardEnd,
  board,
  calling,
  keypad,
  picture,
  tcpLine,
  useFarEnds,
  windowPicture,
} from "./far-end.test-kit.ts";

const { far, hall } = useFarEnds();

describe("boards", () => {
  it("paints two boards on one line, each with its own window, and knows them as on", async () => {
    const end = await far(new BoardEnd());
    const h = hall([tcpLine("boards", end.port)], [board(1), board(2)]);
    h.hall.show(picture(windowPicture(1, { state: "closed" }), windowPicture(2)));
    await h.until(
      "both answer",
      () => h.device("led-1").health === "ok" && h.device("led-2").health === "ok",
    );
    expect(end.shows(1)).toBe("1号窗口 未开放");
    expect(end.shows(2)).toBe("2号窗口");
    h.hall.show(picture(calling(1, "Z003"), windowPicture(2, { state: "paused" })));
    await h.until("number", () => end.shows(1).includes("Z003") && end.shows(2).includes("暂停服务"));
    expect(
      end
        .frames(1)
        .at(-1)
        ?.colours.every((c) => c === 0),
    ).toBe(true);
    h.hall.show(
      picture(windowPicture(1, { state: "serving", number: "Z003", occurrence: 1 }), windowPicture(2)),
    );
    await h.until(
      "green",
      () =>
        end
          .frames(1)
          .at(-1)
          ?.colours.every((c) => c === 1) === true,
    );
    expect(end.shows(1)).toContain("Z003");
    expect(end.frames().every((f) => f.ok)).toBe(true);
  });

  it("sends nothing for an unchanged picture, a frame again for a recall", async () => {
    const end = await far(new BoardEnd());
    const h = hall([tcpLine("boards", end.port)], [board(1)]);
    h.hall.show(picture(calling(1, "Z003", 1)));
    await h.until("confirmed", () => h.device("led-1").health === "ok");
    h.hall.show(picture(calling(1, "Z003", 1)));
    await h.pass(50);
    expect(end.frames()).toHaveLength(1);
    h.hall.show(picture(calling(1, "Z003", 2)));
    await h.until("recall", () => end.frames().length === 2);
  });

  it("repaints after the line was cut, with what is true then", async () => {
    const end = await far(new BoardEnd());
    const h = hall([tcpLine("boards", end.port)], [board(1), board(2)]);
    h.hall.show(picture(windowPicture(1), windowPicture(2)));
    await h.until("painted", () => h.device("led-2").health === "ok");
    await end.close();
    await h.until("off", () => h.device("led-1").health === "off");
    expect(h.device("led-1").reason).toMatch(/断开|无法连接/);
    h.hall.show(picture(calling(1, "Z009"), windowPicture(2)));
    const before = end.frames().length;
    await end.open(end.port);
    await h.until(
      "back",
      () => h.device("led-1").health === "ok" && h.device("led-2").health === "ok",
      20_000,
    );
    const after = end.frames().slice(before);
    expect(after.find((f) => f.address === 1)?.text).toContain("Z009");
    expect(after.some((f) => f.address === 2)).toBe(true);
  });

  it("marks a silent board off after its retries, lets the other one work, and repaints it when it is back", async () => {
    const end = await far(new BoardEnd());
    end.silent.add(1);
    const h = hall([tcpLine("boards", end.port)], [board(1), board(2)]);
    h.hall.show(picture(windowPicture(1), windowPicture(2)));
    await h.until("given up", () => h.device("led-1").reason === "无应答");
    expect(end.frames(1)).toHaveLength(4);
    expect(h.device("led-2").health).toBe("ok");
    const at = h.clock.now();
    h.hall.show(picture(calling(1, "Z001"), calling(2, "Z002")));
    await h.until("the other one", () => end.shows(2).includes("Z002"));
    expect(h.clock.now() - at).toBeLessThan(600);
    end.silent.delete(1);
    await h.until("back", () => h.device("led-1").health === "ok", 15_000);
    expect(end.shows(1)).toContain("Z001");
    expect(h.device("led-1").counters.retried).toBeGreaterThanOrEqual(3);
  });

  it("counts a board that refuses, and shows why", async () => {
    const end = await far(new BoardEnd());
    end.refusing.add(1);
    const h = hall([tcpLine("boards", end.port)], [board(1)]);
    h.hall.show(picture(windowPicture(1)));
    await h.until("refused", () => h.device("led-1").reason === "设备拒绝显示");
    expect(h.device("led-1").counters.refused).toBe(4);
  });

  it("sends a board that says nothing about losing power its picture again", async () => {
    const end = await far(new BoardEnd());
    const h = hall([tcpLine("boards", end.port)], [board(1)]);
    h.hall.show(picture(windowPicture(1)));
    await h.until("painted", () => end.frames().length === 1);
    await h.until("again", () => end.frames().length === 2, 70_000);
  });

  it("opens a line again whose box has gone without a word", async () => {
    const end = await far(new BoardEnd());
    end.silent.add(1);
    const h = hall([tcpLine("boards", end.port)], [board(1)]);
    h.hall.show(picture(windowPicture(1)));
    await h.until("another connection", () => end.connections === 2, 120_000);
  });
});

describe("what is not there", () => {
  it("says why HID lines and ID readers are off, and runs all the same", async () => {
    const end = await far(new BoardEnd());
    const h = hall(
      [
        tcpLine("boards", end.port),
        { id: "hid", transport: { kind: "hid", vendorId: 0x1a2b, productId: 3 } },
        { id: "v", transport: { kind: "virtual" } },
      ],
      [
        board(1),
        keypad(2, "hid"),
        {
          id: "idr",
          role: "id-reader",
          driver: "sdt",
          line: "boards",
          photo: "drop",
          timeoutMs: 300,
          tries: 3,
        },
        board(3, "v"),
      ],
    );
    h.hall.show(picture(windowPicture(1), windowPicture(3)));
    await h.until("board", () => h.device("led-1").health === "ok");
    await h.until("hid", () => h.device("key-2").reason?.includes("HID") === true);
    await h.until("reader", () => h.device("idr").reason === "读卡器无应答");
    expect(h.device("idr").health).toBe("off");
    expect(h.device("led-3")).toMatchObject({ health: "off", reason: expect.stringContaining("虚拟大厅") });
    h.virtualPorts.set("v", end.port);
    await h.until("virtual line", () => h.device("led-3").health === "ok", 10_000);
    expect(h.healthTold).toBeGreaterThan(0);
  });
});
