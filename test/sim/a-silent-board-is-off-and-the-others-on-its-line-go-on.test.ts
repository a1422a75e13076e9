import { expect, it, onTestFinished } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import { BoardEnd } from "./support/board-end.ts";
import { onLine } from "./support/config.ts";
import { startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";

it("a silent board is marked off, its neighbours keep showing, and it is repainted when it answers again", async () => {
  const boards = await new BoardEnd().start();
  onTestFinished(() => boards.stop());
  boards.behave(1, { kind: "silent" });
  const hall = await startHall({ config: onLine("boards", boards.end.transport()) });
  onTestFinished(() => hall.stop());
  const health = async (id: string) => {
    const { json } = await hall.call<SystemView>("GET", "/system");
    return json.devices.find((device) => device.id === id)?.health;
  };
  await until("the silent one off", async () => (await health("led-w01")) === "off");
  await until("its neighbour on", async () => (await health("led-w02")) === "ok");

  await hall.window("w01", "open", { staff: "s01" });
  await hall.window("w02", "open", { staff: "s02" });
  const [first, second] = [
    await hall.issue({ queue: "comprehensive" }),
    await hall.issue({ queue: "comprehensive" }),
  ];
  await hall.window("w01", "call-next");
  await hall.window("w02", "call-next");
  // How soon is measured where the clock is the test's own (boards-over-tcp, thirty boards on three lines).
  await until("the neighbour's number", () => boards.text(2).includes(second.number));
  expect(await health("led-w01")).toBe("off");

  boards.behave(1, { kind: "ack" });
  await until("on again", async () => (await health("led-w01")) === "ok");
  expect(boards.text(1)).toContain(first.number);
});
