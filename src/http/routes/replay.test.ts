import { afterAll, beforeAll, expect, test } from "vitest";
import { refuse } from "../../kernel/errors.ts";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

const asked: unknown[] = [];
let hall: TestHttp;
beforeAll(async () => {
  hall = await startHttp({
    replay: {
      days: (query) => {
        asked.push(query);
        return Promise.resolve({ days: [], more: false });
      },
      moment: (day, query) => {
        asked.push({ day, query });
        return Promise.resolve(refuse("day.outside", "x"));
      },
      events: (day, query) => {
        asked.push({ day, query });
        return Promise.resolve({ events: [], more: false });
      },
    },
  });
});
afterAll(() => hall.stop());
const get = (path: string, token: string | null = ADMIN) => hall.api(token, "GET", path);

test("past days are for managers", async () => {
  for (const path of ["/days", "/days/2026-11-23/replay", "/days/2026-11-23/events"]) {
    expect((await get(path, null)).json.code).toBe("auth.missing");
    expect((await get(path, hall.signedIn("s01"))).json.code).toBe("auth.forbidden");
  }
  expect((await get("/days", hall.signedIn("s90"))).status).toBe(200);
});

test("questions arrive as numbers and days; what makes no sense is refused before", async () => {
  asked.length = 0;
  expect((await get("/days/2026-11-23/replay?seq=12")).json).toMatchObject({ code: "day.outside" });
  expect((await get("/days/2026-11-23/replay?at=09:31:05")).status).toBe(422);
  expect((await get("/days/2026-11-23/events?after=4&limit=2&number=Z001")).json).toEqual({
    events: [],
    more: false,
  });
  expect((await get("/days?before=2026-11-23")).status).toBe(200);
  expect(asked).toEqual([
    { day: "2026-11-23", query: { seq: 12 } },
    { day: "2026-11-23", query: { at: "09:31:05" } },
    { day: "2026-11-23", query: { after: 4, limit: 2, number: "Z001" } },
    { before: "2026-11-23", limit: 60 },
  ]);
  for (const wrong of [
    "/days/2026-11-31/replay",
    "/days/yesterday/events",
    "/days/2026-11-23/replay?at=09:31&seq=1",
    "/days/2026-11-23/replay?at=25:00",
    "/days/2026-11-23/events?limit=0",
    "/days?limit=1000",
  ])
    expect([wrong, (await get(wrong)).json.code]).toEqual([wrong, "request.invalid"]);
  const { detail } = (await get("/days/2026-11-23/replay?at=25:00")).json;
  expect(detail).toContain("at：须为 09:31、09:31:05");
});
