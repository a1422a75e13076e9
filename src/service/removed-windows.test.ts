import { afterEach, expect, test } from "vitest";
import type { HallConfig } from "../contract/hall-config.ts";
import type { StaffId, WindowId } from "../contract/ids.ts";
import type { WindowCommand } from "../http/hall-service.ts";
import { ADMIN, CoreHall, codeOf, expectDone } from "./testing/core-hall.ts";

let hall: CoreHall;
afterEach(() => hall.stop());

const press = (command: object) => hall.service.window(command as WindowCommand, ADMIN);
const open = (n: number, staff = n) =>
  press({ verb: "open", window: `w0${n}` as WindowId, staff: `s0${staff}` as StaffId, placed: false });

test("a window that stood open when the config lost it leaves nobody behind: its people, its clerk, who was sent there", async () => {
  hall = new CoreHall((demo) => structuredClone(demo));
  hall.core.start();
  await open(1);
  await open(2);
  const sent = await hall.issue({ queue: "comprehensive" as never });
  const served = await hall.issue({ queue: "comprehensive" as never });
  await press({ verb: "call-next", window: "w01" });
  await press({ verb: "call-next", window: "w02" });
  await press({ verb: "start", window: "w02" });
  await press({ verb: "transfer", window: "w01", to: { window: "w02" } });
  (hall.config as { windows: HallConfig["windows"] }).windows = hall.config.windows.filter(
    (w) => w.id !== "w02",
  );
  await hall.restart();
  await hall.settled();
  expect(hall.service.ticket(served.id)?.state).toBe("parked");
  expect(expectDone(await press({ verb: "call-next", window: "w01" })).ticket?.number).toBe(sent.number);
  expect(codeOf(await press({ verb: "call", window: "w01", ticket: served.id }))).toBe("done");
  expect(hall.service.ticket(served.id)?.state).toBe("called");
  expect(codeOf(await open(3, 2))).toBe("done");
});
