import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { originOf } from "./caller.ts";

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  originOf({
    socket: { remoteAddress },
    headers: { host: "hall.example", ...headers },
  } as unknown as IncomingMessage);

test.each([
  ["a caller in the hall's network", "10.0.0.7", {}, "10.0.0.7"],
  [
    "a proxy on this machine names its caller",
    "127.0.0.1",
    { "x-forwarded-for": "203.0.113.9" },
    "203.0.113.9",
  ],
  [
    "what the caller said before that is not believed",
    "::1",
    { "x-forwarded-for": "1.1.1.1, 203.0.113.9" },
    "203.0.113.9",
  ],
  ["nor what somebody says who is no proxy here", "10.0.0.7", { "x-forwarded-for": "1.1.1.1" }, "10.0.0.7"],
  ["a proxy that names nobody", "127.0.0.1", { "x-forwarded-for": "unknown" }, "127.0.0.1"],
])("%s", (_, peer, headers, address) => {
  expect(from(peer, headers).address).toBe(address);
});

test("whoever comes through a proxy is not local", () => {
  const local = { host: "127.0.0.1:8080" };
  expect(from("127.0.0.1", local).local).toBe(true);
  expect(from("127.0.0.1", { ...local, "x-forwarded-for": "127.0.0.1" }).local).toBe(false);
});
