import { afterAll, beforeAll, expect, test } from "vitest";
import { refuse } from "../../kernel/errors.ts";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

const asked: unknown[] = [];
let hall: TestHttp;
beforeAll(async () => {
  hall = await startHttp({
    planning: {
      shadow: (request) => {
        asked.push(request);
        return Promise.resolve(refuse("day.unknown", "x"));
      },
      bindingCost: ({ day }) => Promise.resolve(refuse("shadow.no-calls", day)),
      rota: () => Promise.resolve(refuse("rota.no-days", "x")),
      whatIf: () => Promise.resolve(refuse("what-if.impossible", "x")),
    },
  });
});
afterAll(() => hall.stop());

test("the page's seven rules and one of one's own are tried at once, more are not", async () => {
  const post = (count: number) => {
    const policies = Array.from({ length: count }, (_, i) => ({ name: `规则${i}`, order: {} }));
    return hall.api(hall.signedIn("s90"), "POST", "/planning/shadow", { day: "2026-11-23", policies });
  };
  expect((await post(8)).json.code).toBe("day.unknown");
  expect((await post(9)).json.problems).toMatchObject([{ path: "policies" }]);
  asked.length = 0;
});

test("a shadow is for managers, with all of the order's fields filled in", async () => {
  const post = (body: unknown, token: string | null = ADMIN) =>
    hall.api(token, "POST", "/planning/shadow", body);
  const body = { day: "2026-11-23", policies: [{ name: "少插队", order: { slackMinutes: 5 } }] };
  expect((await post(body, null)).json.code).toBe("auth.missing");
  expect((await post(body, hall.signedIn("s01"))).json.code).toBe("auth.forbidden");
  expect(asked).toEqual([]);
  expect((await post(body, hall.signedIn("s90"))).json.code).toBe("day.unknown");
  expect(asked).toMatchObject([
    {
      day: "2026-11-23",
      policies: [{ name: "少插队", order: { kind: "accumulating", slackMinutes: 5, slotRate: 1 } }],
    },
  ]);
});

test("what a binding costs is for managers, by day", async () => {
  const post = (body: unknown, token = ADMIN) => hall.api(token, "POST", "/planning/binding", body);
  expect((await post({ day: "2026-11-23" }, hall.signedIn("s01"))).json.code).toBe("auth.forbidden");
  expect((await post({ day: "2026-11-23" })).json).toMatchObject({
    code: "shadow.no-calls",
    detail: "2026-11-23",
  });
  expect((await post({ day: "monday" })).json.problems[0].path).toBe("day");
});

test("what-if is for managers; a change says what it may say", async () => {
  const post = (changes: unknown[], token = ADMIN) =>
    hall.api(token, "POST", "/planning/what-if", { changes });
  expect((await post([], hall.signedIn("s01"))).json.code).toBe("auth.forbidden");
  expect((await post([{ do: "close", window: "w01", at: "11:30" }])).json.code).toBe("what-if.impossible");
  const { json } = await post([{ do: "pause", window: "w01", at: "25:00", minutes: 0 }]);
  expect(json.problems.map((p: { path: string }) => p.path).sort()).toEqual([
    "changes[0].at",
    "changes[0].minutes",
  ]);
});

test("a wrong policy is told with path, value and what is allowed", async () => {
  const { status, json } = await hall.api(ADMIN, "POST", "/planning/shadow", {
    day: "23.11.",
    policies: [{ name: "x", order: { kind: "fair", slackMinutes: 99 }, announce: true }],
  });
  expect(status).toBe(400);
  const problems = Object.fromEntries(json.problems.map((p: { path: string }) => [p.path, p]));
  expect(Object.keys(problems).sort()).toEqual([
    "day",
    "policies[0].announce",
    "policies[0].order.kind",
    "policies[0].order.slackMinutes",
  ]);
  expect(problems["policies[0].order.kind"]).toMatchObject({
    value: "fair",
    message: expect.stringContaining("fcfs"),
  });
  expect(problems["policies[0].order.slackMinutes"]).toMatchObject({
    value: 99,
    message: expect.stringContaining("60"),
  });
});
