import { afterEach, describe, expect, it, vi } from "vitest";
import { api, newKey, retryDelay } from "./api.ts";

// The browser's fetch is this module's edge: a small fake stands in for it.
const answers: (() => Response | Promise<Response>)[] = [];
const seen: { url: string; init: RequestInit }[] = [];

function serve(...list: (() => Response | Promise<Response>)[]) {
  answers.push(...list);
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    seen.push({ url, init });
    const next = answers.shift();
    return next ? Promise.resolve().then(next) : Promise.reject(new TypeError("no more answers"));
  });
}
const json = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status });
const cut = () => Promise.reject(new TypeError("Failed to fetch"));

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  answers.length = 0;
  seen.length = 0;
});

describe("api", () => {
  it("gives data, and the server's problem by its code", async () => {
    serve(
      json(201, { number: "Z001" }),
      json(409, { code: "hall.closed", title: "未到", status: 409, type: "x" }),
    );
    expect(await api("POST", "/tickets", { body: {}, token: "t" })).toEqual({
      ok: true,
      status: 201,
      data: { number: "Z001" },
    });
    const refused = await api("GET", "/x");
    expect(refused).toMatchObject({ ok: false, status: 409, problem: { code: "hall.closed" } });
    expect(seen[0]?.init.headers).toMatchObject({
      authorization: "Bearer t",
      "content-type": "application/json",
    });
  });

  it("makes a lost network a value", async () => {
    serve(cut);
    expect(await api("GET", "/x")).toMatchObject({ ok: false, status: 0, problem: { code: "network" } });
  });

  it("repeats a lost answer with the same key, and tells how often", async () => {
    vi.useFakeTimers();
    serve(cut, json(503, {}), json(201, { number: "Z001" }));
    const tries: number[] = [];
    const answer = api("POST", "/tickets", { body: {}, key: "k", retries: 5, onRetry: (n) => tries.push(n) });
    await vi.runAllTimersAsync();
    expect(await answer).toMatchObject({ ok: true, status: 201 });
    expect(seen.map((s) => (s.init.headers as Record<string, string>)["idempotency-key"])).toEqual([
      "k",
      "k",
      "k",
    ]);
    expect(tries).toEqual([1, 2]);
  });

  it("never repeats a command without a key, nor one that was refused", async () => {
    serve(cut);
    await api("POST", "/tickets", { body: {}, retries: 5 });
    expect(seen).toHaveLength(1);
    serve(json(409, { code: "x", title: "x" }));
    await api("POST", "/tickets", { body: {}, key: "k", retries: 5 });
    expect(seen).toHaveLength(2);
  });

  it("treats an answer that is no JSON as lost, and a foreign error page as unknown", async () => {
    serve(
      () => new Response("<html>", { status: 200 }),
      () => new Response("<html>", { status: 502 }),
    );
    expect(await api("GET", "/x")).toMatchObject({ ok: false, problem: { code: "network" } });
    expect(await api("GET", "/x")).toMatchObject({ ok: false, status: 502, problem: { code: "unknown" } });
  });

  it("waits longer each time, up to five seconds", () => {
    expect([1, 2, 3, 4, 5, 9].map(retryDelay)).toEqual([400, 800, 1600, 3200, 5000, 5000]);
  });

  it("makes keys that differ", () => {
    expect(new Set(Array.from({ length: 200 }, newKey)).size).toBe(200);
  });
});
