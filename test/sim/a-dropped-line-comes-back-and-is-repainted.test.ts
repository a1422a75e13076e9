import { expect, it, onTestFinished } from "vitest";
import { BoardEnd } from "./support/board-end.ts";
import { onLine } from "./support/config.ts";
import { startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";

it("what changed while the line was down is on the boards when it is back, and nothing old flashes up", async () => {
  const boards = await new BoardEnd().start();
  onTestFinished(() => boards.stop());
  const hall = await startHall({ config: onLine("boards", boards.end.transport()) });
  onTestFinished(() => hall.stop());
  await hall.window("w01", "open", { staff: "s01" });
  const [first, second] = [
    await hall.issue({ queue: "comprehensive" }),
    await hall.issue({ queue: "comprehensive" }),
  ];
  await hall.window("w01", "call-next");
  await until("the first number", () => boards.text(1).includes(first.number));

  boards.end.refusing = true;
  boards.drop();
  await until("the line down", () => !boards.end.connected);
  await hall.window("w01", "call-next");
  const painted = boards.texts(1).length;
  boards.end.refusing = false;
  await until("the second number", () => boards.text(1).includes(second.number));
  expect(
    boards
      .texts(1)
      .slice(painted)
      .some((text) => text.includes(first.number)),
  ).toBe(false);
});
