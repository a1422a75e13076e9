import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { DeviceDetail } from "../../src/contract/device-desk.ts";
import type { HallConfigInput } from "../../src/contract/hall-config.ts";
import { BusyHall } from "./support/busy-hall.ts";
import { startHall } from "./support/hall.ts";
import { seeded } from "./support/seeded.ts";
import { until } from "./support/until.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
/** The maker's own example, "请8" on board 1, and a keypad's display as some other host would send it. */
const FOREIGN_TEXT = hex("A0 90 01 A5 00 05 C7 EB 00 38 01 B4");
const FOREIGN_COUNT = hex("ff6808086801020001020a0a0a2416");

test("another host that talks into everything: no press is lost, calls arrive, and when it has gone all boards are right", async () => {
  const hall = new BusyHall({ lines: 1, perLine: 6, baud: 9600, random: seeded(11) });
  onTestFinished(() => hall.stop());
  hall.start();
  await hall.clock.run(hall.clock.now() + 5_000);
  const [wire] = hall.wires;
  const random = seeded(12);
  let talking = true;
  const talk = () => {
    if (!talking) return;
    wire?.intrude(random() < 0.5 ? FOREIGN_TEXT : FOREIGN_COUNT);
    hall.clock.after(100 + random() * 800, talk);
  };
  talk();
  await hall.minutes(3, 12);
  expect(wire?.collisions).toBeGreaterThan(5);
  expect(hall.lineOf("led-0")).toMatchObject({ otherMasterSince: expect.any(String) });
  expect(hall.health().find((d) => d.id === "led-3")?.reason).toContain("另有主机");
  talking = false;
  await hall.clock.run(hall.clock.now() + 70_000);
  expect(hall.calls.length).toBe(hall.presses + 3 * 6);
  expect(hall.calls.filter((c) => c.shownAt === null)).toEqual([]);
  expect(hall.wrong()).toEqual([]);
  expect(hall.lineOf("led-0")).toMatchObject({ otherMasterSince: null });
  expect(hall.health().filter((d) => d.health !== "ok")).toEqual([]);
});

/** One wire of several sockets: what one says all others hear. */
async function bus(devices: number): Promise<number> {
  const ends = new Set<net.Socket>();
  const join = (socket: net.Socket) => {
    ends.add(socket);
    socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      for (const end of ends) if (end !== socket) end.write(bytes);
    });
    socket.on("error", () => {});
    socket.on("close", () => ends.delete(socket));
  };
  const server = net.createServer((socket) => {
    if (ends.size === 0) join(net.connect(devices, "127.0.0.1"));
    join(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const end of ends) end.destroy();
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

test("another program on the same wire is told to the technician, and what it shows is painted over", async () => {
  const hall = await startHall();
  onTestFinished(() => hall.stop());
  // The virtual hall keeps its port; between it and the server there is now a wire that others can join.
  const config = JSON.parse(readFileSync(hall.configFile, "utf8")) as HallConfigInput;
  const boards = config.lines?.find(({ id }) => id === "boards")?.transport;
  if (boards?.kind !== "tcp") throw new Error("the boards are not on TCP");
  const shared = await bus(boards.port);
  boards.port = shared;
  writeFileSync(hall.configFile, JSON.stringify(config));
  await hall.restart("SIGTERM");
  await hall.window("w01", "open", { staff: "s01" });
  const ticket = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  await hall.virtual.shows("led-w01", ticket.number);

  const other = spawn("socat", ["-u", "-", `TCP:127.0.0.1:${shared}`], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  onTestFinished(() => void other.kill("SIGKILL"));
  other.stdin.write(FOREIGN_TEXT);
  await hall.virtual.shows("led-w01", "请8");
  other.stdin.write(FOREIGN_TEXT);
  const line = async () => (await hall.call<DeviceDetail>("GET", "/devices/led-w02")).json.line;
  await until("told", async () => (await line()).otherMasterSince !== null);
  expect((await line()).counters.foreignFrames).toBe(2);
  await hall.virtual.shows("led-w01", ticket.number);
});
