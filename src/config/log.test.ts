import { expect, test } from "vitest";
import { createLog, maskedText } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  write(
    createLog({
      level: "debug",
      destination: {
        write: (line: string) => {
          text += line;
        },
      },
    }),
  );
  return text;
}

test("personal fields are redacted by name, at the top and inside", () => {
  const text = logged((log) => {
    log.info({ phone: "13800138000", window: "w01" }, "issued");
    log.info({ request: { applicant: { name: "张三", idNumber: "11010519491231002X" } } }, "case");
    log
      .child({ scope: "auth" })
      .warn({ headers: { authorization: "Bearer abc", cookie: "hall_session=x" } }, "in");
  });
  expect(text).not.toMatch(/13800138000|张三|11010519491231002X|Bearer abc|hall_session=x/);
  expect(text).toContain('"window":"w01"');
  expect(text).toContain('"scope":"auth"');
  expect(text.trim().split("\n")).toHaveLength(3);
});

test("numbers inside a sentence or an error are masked in the finished line", () => {
  const text = logged((log) =>
    log.error(
      { err: new Error("The 'To' number +8613800138000 is not valid") },
      "sms to 13912345678 refused",
    ),
  );
  expect(text).not.toMatch(/13800138000|13912345678/);
  expect(text).toContain("139****5678");
});

test("masking leaves times, counts and ids alone", () => {
  for (const text of [
    "1795412345678",
    "2026-11-23T21:06:00.120Z",
    "SM00000000000000000000000000000001",
    "t-13800138000x",
  ])
    expect(maskedText(text)).toBe(text === "t-13800138000x" ? "t-138****8000x" : text);
  expect(maskedText("11010519491231002X")).toBe("1101**********002X");
});

test("lines below the level are not written", () => {
  const text = logged((log) => log.debug({}, "x"));
  expect(text).toContain('"level":"debug"');
  let quiet = "";
  createLog({
    level: "warn",
    destination: {
      write: (l: string) => {
        quiet += l;
      },
    },
  }).info({}, "hidden");
  expect(quiet).toBe("");
});
