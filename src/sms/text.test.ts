import fc from "fast-check";
import { expect, test } from "vitest";
import { maskedPhone, smsBody, smsSegments } from "./text.ts";
import { isPassing, twilioReason } from "./twilio-codes.ts";

test("the signature stands in front in its brackets, once", () => {
  expect(smsBody("余杭行政服务", "请Z003号")).toBe("【余杭行政服务】请Z003号");
  expect(smsBody(" 【大厅】 ", "文")).toBe("【大厅】文");
});

test.each([
  ["", 0],
  ["字".repeat(70), 1],
  ["字".repeat(71), 2],
  ["字".repeat(134), 2],
  ["字".repeat(135), 3],
  ["字".repeat(160), 3], // 67 + 67 + 26, the example of the reference
  ["𠮷".repeat(35), 1],
  ["𠮷".repeat(36), 2],
  ["𠮷".repeat(67), 3], // 33 pairs a part, not 33 and a half
])("%s", (body, segments) => expect(smsSegments(body)).toBe(segments));

test("segments grow with the text and never hold more than 67 units", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (body) => {
      const n = smsSegments(body);
      expect(body.length).toBeLessThanOrEqual(n <= 1 ? 70 : n * 67);
      expect(smsSegments(`${body}字`)).toBeGreaterThanOrEqual(n);
    }),
  );
});

test("a phone in a log is masked whatever it looks like", () => {
  expect(maskedPhone("+8613800138000")).toBe("138****8000");
  expect(maskedPhone("13800138000")).toBe("138****8000");
  expect(maskedPhone("12345")).toBe("****");
});

test("codes become Chinese; what passes by itself is told apart", () => {
  expect(twilioReason("21211")).toBe("手机号码无效（21211）");
  expect(twilioReason("99999")).toBe("短信网关拒绝（99999）");
  expect(isPassing(400, "21211")).toBe(false);
  expect(isPassing(401, "20003")).toBe(false);
  expect(isPassing(400, "21611")).toBe(true);
  for (const status of [408, 429, 500, 503]) expect(isPassing(status, "HTTP")).toBe(true);
});
