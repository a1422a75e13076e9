import { describe, expect, it } from "vitest";
import { tokenIn } from "./credential.ts";

describe("a link with a token", () => {
  it.each([
    ["abc", "", "abc"],
    [undefined, "#token=abc", "abc"],
    ["abc", "#token=def", "abc"],
    [undefined, "#Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4", "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"],
    [undefined, "#materials", null],
    [undefined, "", null],
    ["", "", null],
    [["a", "b"], "", null],
  ])("query %j and fragment %j carry %j", (query, hash, token) => {
    expect(tokenIn(query, hash)).toBe(token);
  });
});
