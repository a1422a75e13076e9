import { afterAll, beforeAll, expect, it } from "vitest";
import type { RaterView } from "../../src/contract/rating.ts";
import type { ScreenView } from "../../src/contract/screen.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import type { WindowView } from "../../src/contract/window.ts";
import { BoardEnd } from "./support/board-end.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { KeyEnd } from "./support/key-end.ts";
import { until } from "./support/until.ts";

let hall: SimHall;
let boards: BoardEnd;
let keys: KeyEnd;
beforeAll(async () => {
  boards = await new BoardEnd().start();
  keys = await new KeyEnd().start();
  hall = await startHall({
    config: (c) => ({
      ...c,
      policy: { ratingSeconds: 300 },
      lines: (c.lines ?? []).map((l) => {
        const own = { boards: boards.end, keys: keys.end }[l.id];
        return own ? { id: l.id, transport: own.transport() } : l;
      }),
    }),
  });
});
afterAll(async () => {
  await hall?.stop();
  await boards?.stop();
  await keys?.stop();
});

/** Frames that make the rater at `address` ask. */
const asked = (address: number) =>
  keys.to(address).filter((f) => f.func === 0x01 && f.data[0] === 0x0b).length;

/** What does not move by itself: waiting minutes do with each forecast, in its own time. */
const settled = ({ at: _, ...screen }: ScreenView) => ({
  ...screen,
  waiting: screen.waiting.map(({ minutes: __, ...queue }) => queue),
});

it("windows, tickets and the screen are as they were; boards are painted again; the rater is asked again", async () => {
  const tickets: Ticket[] = [];
  for (let n = 0; n < 5; n++)
    tickets.push(await hall.issue({ queue: "comprehensive", phone: `1380013800${n}` }));
  for (const n of [1, 2, 3]) await hall.window(`w0${n}`, "open", { staff: `s0${n}` });
  await hall.window("w01", "call-next");
  await hall.window("w01", "start");
  await hall.window("w02", "call-next");
  await hall.window("w02", "finish");
  await hall.window("w02", "call-next");
  await hall.window("w03", "pause", { reason: "用餐" });
  await until("rater 2 asked", () => asked(2) > 0);
  await until("boards right", () => boards.text(3).includes("暂停服务") && boards.text(2).includes("Z003"));
  const before = {
    windows: (await hall.call<WindowView[]>("GET", "/windows")).json,
    screen: (await hall.call<ScreenView>("GET", "/screens/main")).json,
    tickets: await Promise.all(tickets.map((t) => hall.ticket(t.id))),
  };
  const frames = boards.frames.length;

  await hall.kill("SIGKILL");
  const questions = asked(2);
  await hall.start();

  expect((await hall.call<WindowView[]>("GET", "/windows")).json).toEqual(before.windows);
  expect(settled((await hall.call<ScreenView>("GET", "/screens/main")).json)).toEqual(settled(before.screen));
  const after = await Promise.all(tickets.map((t) => hall.ticket(t.id)));
  expect(after.map(({ state, number, window, leg }) => ({ state, number, window, leg }))).toEqual(
    before.tickets.map(({ state, number, window, leg }) => ({ state, number, window, leg })),
  );
  await until("all boards painted again", () =>
    [1, 2, 3].every((a) => boards.frames.slice(frames).some((f) => f.kind === "show" && f.address === a)),
  );
  expect([
    boards.text(1).includes("Z001"),
    boards.text(2).includes("Z003"),
    boards.text(3).includes("暂停服务"),
  ]).toEqual([true, true, true]);
  await until("rater 2 asked again", () => asked(2) > questions);
  expect((await hall.call<RaterView>("GET", "/raters/w02")).json.asking?.number).toBe("Z002");

  // And it goes on from there.
  keys.rate(2, 0);
  await until("the rating", async () => (await hall.ticket(String(tickets[1]?.id))).rating?.score === 5);
  expect((await hall.window("w01", "call-next")).ticket?.number).toBe("Z004");
  expect((await hall.issue({ queue: "comprehensive" })).number).toBe("Z006");
});
