import { expect, it, onTestFinished } from "vitest";
import type { WindowView } from "../../src/contract/window.ts";
import { onLine } from "./support/config.ts";
import { startHall } from "./support/hall.ts";
import { KeyEnd } from "./support/key-end.ts";
import { until } from "./support/until.ts";

it("bounces and repeats of call-next call one person, spoilt frames and noise none, every whole frame is echoed", async () => {
  const keys = await new KeyEnd().start();
  onTestFinished(() => keys.stop());
  const hall = await startHall({ config: onLine("keys", keys.end.transport()) });
  onTestFinished(() => hall.stop());
  await until("the line", () => keys.end.connected);
  await hall.window("w01", "open", { staff: "s01" });
  const [first, second] = [
    await hall.issue({ queue: "comprehensive" }),
    await hall.issue({ queue: "comprehensive" }),
  ];
  const at = async () => {
    const { json } = await hall.call<readonly WindowView[]>("GET", "/windows");
    return json.find((window) => window.id === "w01")?.ticket?.id;
  };

  keys.pressSpoilt(1, "call");
  keys.end.say(Buffer.alloc(3000, 0x68));
  keys.end.say(Buffer.from("ff68ff6803036801", "hex"));
  keys.press(1, "call", 3);
  await until("the call", async () => (await at()) === first.id);
  await until(
    "three echoes",
    () => keys.to(1).filter((f) => f.func === 1 && f.data[0] === 0x0c).length === 3,
  );
  const digits = [...first.number.slice(-3)].map(Number);
  await until("the number on the keypad", () =>
    keys.to(1).some((f) => f.data.join() === [10, 10, 10, ...digits].join()),
  );
  expect(await at()).toBe(first.id);
  expect((await hall.ticket(second.id)).state).toBe("waiting");
  expect((await hall.ticket(first.id)).state).toBe("called");
});
