import { describe, expect, it } from "vitest";
import { nearOrigin } from "./origin.ts";

describe("which pages may use the wall", () => {
  it.each([
    "http://127.0.0.1:8080",
    "http://localhost",
    "http://10.2.3.4",
    "http://172.31.0.9:8080",
    "http://192.168.10.20:8080",
    "http://hall-server:8080",
    "http://hall.local",
    "http://[::1]:8080",
    "http://[fd12::1]",
  ])("%s may", (origin) => expect(nearOrigin(origin)).toBe(origin));

  it.each(["https://example.com", "http://8.8.8.8", "http://172.32.0.1", "null", "http://10.evil.com"])(
    "%s may not",
    (origin) => expect(nearOrigin(origin)).toBeNull(),
  );

  it("a program without an Origin may", () => expect(nearOrigin(undefined)).toBe(""));
});
