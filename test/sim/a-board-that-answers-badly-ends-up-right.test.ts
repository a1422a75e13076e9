import { expect, it, onTestFinished } from "vitest";
import { BoardEnd, type BoardManner } from "./support/board-end.ts";
import { onLine } from "./support/config.ts";
import { startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";

const manners: BoardManner[] = [
  { kind: "late", ms: 900 },
  { kind: "nak" },
  { kind: "wrong-address" },
  { kind: "junk" },
  { kind: "twice" },
  { kind: "bytewise" },
  { kind: "hang-up" },
];

it("late, refusing, misaddressed, noisy, doubled, piecemeal or broken answers never leave an old number standing", async () => {
  const boards = await new BoardEnd().start();
  onTestFinished(() => boards.stop());
  const hall = await startHall({ config: onLine("boards", boards.end.transport()) });
  onTestFinished(() => hall.stop());
  await hall.window("w01", "open", { staff: "s01" });
  for (const manner of manners) {
    const ticket = await hall.issue({ queue: "comprehensive" });
    boards.behave(1, manner);
    await hall.window("w01", "call-next");
    await until(`the number under ${manner.kind}`, () => boards.text(1).includes(ticket.number));
    boards.behave(1, { kind: "ack" });
    await hall.window("w01", "start");
    await until(
      `serving after ${manner.kind}`,
      () => boards.text(1).includes(ticket.number) && boards.colours(1).includes("green"),
    );
  }
  await hall.window("w01", "finish");
  await until("idle", () => boards.text(1).includes("1号窗口"));
  expect(boards.frames.every((frame) => frame.kind === "show")).toBe(true);
});
