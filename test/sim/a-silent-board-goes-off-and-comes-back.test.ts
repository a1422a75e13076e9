import { afterAll, beforeAll, expect, it } from "vitest";
import { BoardEnd } from "./support/board-end.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { device } from "./support/people.ts";
import { until } from "./support/until.ts";

let hall: SimHall;
let boards: BoardEnd;
beforeAll(async () => {
  boards = await new BoardEnd().start();
  const line = { id: "boards", transport: boards.end.transport() };
  hall = await startHall({
    config: (c) => ({ ...c, lines: (c.lines ?? []).map((l) => (l.id === "boards" ? line : l)) }),
  });
});
afterAll(async () => {
  await hall?.stop();
  await boards?.stop();
});

const health = async (id: string) => (await device(hall, id)).health;

it("is off with a reason while its neighbours go on, and is painted as the hall is then when it answers again", async () => {
  await until("all boards closed", () => [1, 2, 3].every((n) => boards.text(n).includes("未开放")));
  boards.behave(1, { kind: "silent" });
  const tickets = [
    await hall.issue({ queue: "comprehensive" }),
    await hall.issue({ queue: "comprehensive" }),
  ];
  for (const n of [1, 2]) {
    await hall.window(`w0${n}`, "open", { staff: `s0${n}` });
    await hall.window(`w0${n}`, "call-next");
  }
  await until("the neighbour's number", () => boards.text(2).includes(String(tickets[1]?.number)));
  const off = await until("board 1 off", async () => {
    const seen = await device(hall, "led-w01");
    return seen.health === "off" ? seen : null;
  });
  expect(off.reason).toMatch(/\S/);
  const { retried } = off.counters;
  expect(retried).toBeGreaterThan(0);
  expect([await health("led-w02"), await health("led-w03")]).toEqual(["ok", "ok"]);

  // What happens while it is off is not replayed: it shows what is, not what was.
  await hall.window("w01", "start");
  const heard = boards.frames.length;
  boards.behave(1, { kind: "ack" });
  await until("board 1 back", async () => (await health("led-w01")) === "ok");
  await until("board 1 right", () => boards.text(1).includes(String(tickets[0]?.number)));
  const again = boards.frames.slice(heard).filter((f) => f.kind === "show" && f.address === 1);
  const colours = again.flatMap((f) => (f.kind === "show" ? f.cells : [])).map((cell) => cell.colour);
  expect(colours.at(-1)).toBe("green");
});

it("a board that understands nothing is not taken for one that is right", async () => {
  boards.behave(3, { kind: "nak" });
  await hall.window("w03", "open", { staff: "s03" });
  await until("board 3 not ok", async () => (await health("led-w03")) !== "ok");
  boards.behave(3, { kind: "ack" });
  await until("board 3 back", async () => (await health("led-w03")) === "ok");
  await until("board 3 idle", () => boards.text(3).includes("3号窗口") && !boards.text(3).includes("未开放"));
});
