import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/mobile";
import { expect, test } from "vitest";
import { checkPhone } from "./phone.ts";

test("the answer for a segment is the library's answer for each of its numbers", () => {
  const digit = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(
      fc.array(digit, { minLength: 6, maxLength: 6 }),
      fc.array(digit, { minLength: 4, maxLength: 4 }),
      (head, tail) => {
        const number = `1${head.join("")}${tail.join("")}`;
        const parsed = parsePhoneNumberFromString(number, "CN");
        const valid = parsed?.isValid() === true && parsed.country === "CN";
        expect("e164" in checkPhone(number)).toBe(valid);
      },
    ),
    { numRuns: 3000, seed: 20261123 },
  );
});
