import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { bookAppointment } from "./appointment.ts";
import { fieldProblems } from "./field-problems.ts";
import { hallConfig } from "./hall-config.ts";
import { issueTicket } from "./ticket.ts";

const problemsOf = (schema: z.ZodType, input: unknown) => {
  const parsed = schema.safeParse(input);
  return parsed.success ? [] : fieldProblems(schema, parsed.error, input);
};

test("every wrong field is named with its value and what is allowed", () => {
  const problems = problemsOf(issueTicket, { queue: [], count: 0, green: "rich" });
  expect(problems.map((p) => p.path)).toEqual(["queue", "count", "green"]);
  expect(problems[1]).toEqual({
    path: "count",
    value: 0,
    message: "须为 1 到 500 的整数（integer 1 to 500）",
  });
  expect(problems[2]?.message).toContain("elderly, child, ill");
});

test("a time is asked for as a time, with an example", () => {
  const [problem] = problemsOf(bookAppointment, { sector: "z", slot: "tomorrow at nine" });
  expect(problem).toEqual({
    path: "slot",
    value: "tomorrow at nine",
    message:
      "须为带时区的时间，如 2026-11-30T09:00+08:00（a time with its offset, e.g. 2026-11-30T09:00+08:00）",
  });
  expect(problemsOf(bookAppointment, { sector: "z" })[0]?.message).toContain("2026-11-30T09:00+08:00");
  expect(problemsOf(bookAppointment, { sector: "z", slot: "2026-11-30T09:00+08:00" })).toEqual([]);
});

test("a number's unit stands beside its range", () => {
  const problems = problemsOf(hallConfig, { policy: { ratingSeconds: 1 } });
  expect(problems.find((p) => p.path === "policy.ratingSeconds")).toEqual({
    path: "policy.ratingSeconds",
    value: 1,
    message: "须为 5 到 300 的整数，单位：秒（integer 5 to 300, seconds）",
  });
});

test("phones, names of applicants and secrets are never repeated", () => {
  const schema = z.object({
    phone: z.string(),
    applicant: z.object({ name: z.string().max(1) }),
    password: z.string().max(1),
  });
  const problems = problemsOf(schema, {
    phone: 13800138000,
    applicant: { name: "张三" },
    password: "hunter2",
  });
  expect(problems).toHaveLength(3);
  expect(problems.every((p) => !("value" in p))).toBe(true);
  expect(JSON.stringify(problems)).not.toMatch(/13800138000|张三|hunter2/);
});

test("counts and days that are only named after phones are shown with their value", () => {
  const problems = problemsOf(hallConfig, {
    policy: { ticketsPerPhone: 0 },
    privacy: { keepPhonesDays: 0 },
  });
  for (const path of ["policy.ticketsPerPhone", "privacy.keepPhonesDays"])
    expect(problems.find((p) => p.path === path)).toMatchObject({ value: 0 });
});

test("an unknown field says which there are, and which was probably meant, without its value", () => {
  const [problem] = problemsOf(z.strictObject({ debounceMs: z.number().optional() }), {
    debouncMs: "geheim",
  });
  expect(problem?.path).toBe("debouncMs");
  expect(problem?.message).toContain("did you mean debounceMs?");
  expect(JSON.stringify(problem)).not.toContain("geheim");
});

test("a field inside a union is explained by the branch that was meant", () => {
  const problems = problemsOf(hallConfig, {
    lines: [
      { id: "a", transport: { kind: "serial", path: "/dev/x", baudRate: 1 } },
      { id: "b", transport: { kind: "bus" } },
    ],
  });
  expect(problems.find((p) => p.path === "lines[0].transport.baudRate")?.message).toContain(
    "integer 300 to 921600, bits per second",
  );
  expect(problems.find((p) => p.path === "lines[1].transport.kind")?.message).toContain(
    "one of serial, tcp, usblp, hid, virtual",
  );
});

test("a long value is cut, a missing one said to be missing", () => {
  const schema = z.object({ a: z.enum(["x"]), b: z.string() });
  const [a, b] = problemsOf(schema, { a: "y".repeat(500) });
  expect(String(a?.value).length).toBeLessThan(70);
  expect(b?.message).toContain("缺少这一项");
});

test("whatever comes in, the answer is a list of problems with a path and a sentence", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (input) => {
      for (const schema of [hallConfig, issueTicket])
        for (const p of problemsOf(schema, input)) {
          expect(typeof p.path).toBe("string");
          expect(p.message.length).toBeGreaterThan(0);
        }
    }),
    { numRuns: 200 },
  );
});
