import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

let http: TestHttp;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.stop());

test("a manager tests devices and exchanges addresses; a clerk and a stranger may not", async () => {
  const manager = http.signedIn("s90");
  const shown = await http.api(manager, "POST", "/devices/led-1/test", { act: "show-text", text: "测试" });
  expect([shown.status, shown.json]).toEqual([200, { done: true, text: "led-1 show-text" }]);
  const swap = await http.api(manager, "POST", "/devices/led-1/swap", { with: "led-2" });
  expect([swap.status, swap.json.notice]).toEqual([200, "s90"]);
  expect((await http.api(ADMIN, "POST", "/devices/led-1/swap", { with: "led-2" })).json.notice).toBe("admin");

  const clerk = http.signedIn("s01");
  for (const [method, path, body] of [
    ["GET", "/devices/led-1", undefined],
    ["POST", "/devices/led-1/test", { act: "beep" }],
    ["POST", "/devices/led-1/swap", { with: "led-2" }],
  ] as const) {
    expect((await http.api(clerk, method, path, body)).status).toBe(403);
    expect((await http.api(null, method, path, body)).status).toBe(401);
  }
});

test("what is unknown or not well formed is said", async () => {
  expect((await http.api(ADMIN, "GET", "/devices/none")).json.code).toBe("device.unknown");
  const wrong = await http.api(ADMIN, "POST", "/devices/led-1/test", { act: "explode" });
  expect([wrong.status, wrong.json.code]).toEqual([400, "request.invalid"]);
  const empty = await http.api(ADMIN, "POST", "/devices/led-1/test", { act: "show-text", text: " " });
  expect(empty.json.code).toBe("request.invalid");
});
